"""Form widgets drawn in Python: a list's filters hold hundreds of options, and a template for each of them costs more than the list.

The markup is that of Django's own templates; a widget that is not named here goes through its template as ever.
"""

from collections.abc import Mapping

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class HouseRenderer(TemplatesSetting):
    """settings.FORM_RENDERER."""

    def render(self, template_name, context, request=None):
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return mark_safe(draw(context["widget"]))  # noqa: S308  (each part is escaped where it is put in)


def text_of(value) -> SafeString:
    return conditional_escape(value if isinstance(value, str) else str(value))


def attributes(attrs: Mapping) -> str:
    """As they stand in a tag; True is an attribute without a value, False is none."""
    return "".join(f" {name}" if value is True else f' {name}="{text_of(value)}"' for name, value in attrs.items() if value is not False)


def drawn_input(widget: Mapping) -> str:
    value = "" if widget["value"] is None else f' value="{text_of(widget["value"])}"'
    return f'<input type="{text_of(widget["type"])}" name="{text_of(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def drawn_option(option: Mapping) -> str:
    return f'<option value="{text_of(option["value"])}"{attributes(option["attrs"])}>{text_of(option["label"])}</option>'


def drawn_select(widget: Mapping) -> str:
    parts = []
    for group, options, _number in widget["optgroups"]:
        drawn = "".join([drawn_option(option) for option in options])
        parts.append(f'<optgroup label="{text_of(group)}">{drawn}</optgroup>' if group else drawn)
    return f'<select name="{text_of(widget["name"])}"{attributes(widget["attrs"])}>{"".join(parts)}</select>'


def drawn_box(box: Mapping) -> str:
    """One choice to tick, inside its label."""
    if not box["wrap_label"]:
        return drawn_input(box)
    key = f' for="{text_of(box["attrs"]["id"])}"' if box["attrs"].get("id") else ""
    return f"<label{key}>{drawn_input(box)} {text_of(box['label'])}</label>"


def drawn_boxes(widget: Mapping) -> str:
    own = {name: widget["attrs"][name] for name in ("id", "class") if widget["attrs"].get(name)}
    parts = []
    for group, boxes, _number in widget["optgroups"]:
        drawn = "".join([f"<div>{drawn_box(box)}</div>" for box in boxes])
        parts.append(f"<div><label>{text_of(group)}</label>{drawn}</div>" if group else drawn)
    return f"<div{attributes(own)}>{''.join(parts)}</div>"


def drawn_textarea(widget: Mapping) -> str:
    value = text_of(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{text_of(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


INPUTS = ("checkbox", "date", "datetime", "email", "hidden", "input", "number", "password", "search", "tel", "text", "time", "url")
DRAWN = {
    **{f"django/forms/widgets/{kind}.html": drawn_input for kind in INPUTS},
    "django/forms/widgets/select.html": drawn_select,
    "django/forms/widgets/checkbox_select.html": drawn_boxes,
    "django/forms/widgets/radio.html": drawn_boxes,
    "django/forms/widgets/textarea.html": drawn_textarea,
}
