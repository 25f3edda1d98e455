"""What templates say with: `{% load house %}`. The marks themselves are drawn in `core/marks.py`."""

from datetime import date

from django import template
from django.conf import settings
from django.template.defaultfilters import stringfilter
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import format_html

from core import marks
from core.markdown import as_markup

register = template.Library()


def today_of(context, today: date | None = None) -> date:
    """The day named in the tag, else the page's `today`, else the reader's clock."""
    return today or context.get("today") or timezone.localdate()


MOST_PARTS = 1_000  # drawings of the frame that a process keeps
_parts: dict[tuple, str] = {}


@register.simple_tag(takes_context=True)
def frame_part(context, name: str):
    """{% frame_part "side" %}: components/side.html, drawn once for each language and state of the frame (core.navigation)."""
    frame = context["frame"]
    key = (name, translation.get_language(), frame.state)
    if key not in _parts:
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        words = {"frame": frame, "agency_name": settings.AGENCY_NAME, "user": frame.person}
        _parts[key] = get_template(f"components/{name}.html").render(words)
    return _parts[key]


@register.simple_tag
def icon(name: str, css: str = ""):
    """{% icon "phone" %}: a Lucide icon, silent for screen readers."""
    return marks.icon(str(name), str(css))


@register.simple_tag(takes_context=True)
def due(context, day, today=None, soon=marks.SOON_DAYS, is_open=True, short=False):
    """{% due contract.ends_on today soon=30 %}: "in 3 days" over "Fri 13 Mar"."""
    return marks.due(day, today_of(context, today), soon=soon, is_open=is_open, short=short)


@register.simple_tag(takes_context=True)
def day(context, value, today=None):
    """{% day event.at today %}: "Fri 27 Mar", the year only when another; nothing is a dash."""
    value = marks.as_day(value)
    return marks.time_tag(value, marks.day_words(value, today_of(context, today))) if value else "–"


@register.filter
@stringfilter
def browser(user_agent: str) -> str:
    """{{ session.user_agent|browser }}: "Firefox on Windows"."""
    return marks.browser_words(user_agent)


@register.simple_tag(takes_context=True)
def moment(context, value, today=None):
    """{% moment event.at today %}: the hour of today and yesterday, else the day."""
    if not value:
        return "–"
    local, now = timezone.localtime(value), today_of(context, today)
    hour = date_format(local, "H:i")
    if local.date() == now:
        words = hour
    elif (now - local.date()).days == 1:
        words = f"{marks.ago_words(local.date(), now)} {hour}"
    else:
        words = marks.day_words(local.date(), now)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), date_format(local, "l j F Y, H:i"), words)


@register.simple_tag(takes_context=True)
def ago(context, value, today=None):
    """{% ago note.heard_on today %}: "12 days ago"."""
    value = marks.as_day(value)
    return marks.time_tag(value, marks.ago_words(value, today_of(context, today))) if value else "–"


@register.filter
def full_day(value):
    """{{ contract.ends_on|full_day }}: "31 May 2026", for terms and facts."""
    value = marks.as_day(value)
    return marks.time_tag(value, date_format(value, "j M Y")) if value else "–"


@register.filter
def money(value, style=""):
    """{{ contract.fee|money }}; styles: cents, whole, short."""
    return marks.money(value, style)


@register.filter
def money_words(value, style=""):
    """The same without markup, for aria-label and blocktranslate."""
    return marks.money_words(value, style)


@register.filter
def number(value, places=0):
    """{{ count|number }}: 2,418 in the reader's locale; nothing is a dash."""
    return "–" if value is None else number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def signed(value, style=""):
    """{{ change|signed }}: +4, −5 with a real minus; "plain" leaves out the plus."""
    return f"{value:d}".replace("-", "−") if style == "plain" else f"{value:+d}".replace("-", "−")


@register.simple_tag
def state(label, fill=0.5, mine=False, done=False, lost=False):
    """{% state brief.get_state_display fill=.4 mine=True %}."""
    return marks.state(label, fill, mine=mine, done=done, lost=lost)


@register.simple_tag
def health(colour, number=None):
    """{% health "watch" 66 %}: good, watch, risk, none."""
    return marks.health(str(colour), number)


@register.simple_tag
def health_mark(colour):
    return marks.health_mark(str(colour))


@register.simple_tag
def person(somebody, below="", size=""):
    """{% person account.lead below=account.lead.post size="lg" %}: face and full name."""
    return marks.person(somebody, below, size)


@register.simple_tag
def face(somebody, size=""):
    return marks.face(somebody, size)


@register.simple_tag
def client_face(contact, size=""):
    return marks.client_face(contact, size)


@register.simple_tag
def faces(people, most=4):
    return marks.faces(people, most)


@register.simple_tag
def tag(label, kind="", icon_name=""):
    """{% tag "Key" "key" %}: key, good, watch, risk, note or nothing."""
    return marks.tag(label, kind, icon_name)


@register.filter
def hue(pk):
    return marks.hue(pk)


@register.filter
def initials(name):
    return marks.initials(name)


@register.filter
@stringfilter
def undo_url(tags: str) -> str:
    """The address that a message's Undo posts to, from its tags (`core.toasts.say`)."""
    return next((tag.removeprefix("undo:") for tag in tags.split() if tag.startswith("undo:")), "")


@register.filter
def marked(text, words):
    """{{ hit.title|marked:words }}: the words that were looked for stand out, wherever they first occur."""
    text, words = str(text), str(words)
    at = text.casefold().find(words.casefold()) if words else -1
    if at < 0:
        return text
    return format_html("{}<mark>{}</mark>{}", text[:at], text[at : at + len(words)], text[at + len(words) :])


@register.filter
def errors_of(form) -> list[dict]:
    """Every error of a form with the id of its field and, unless it says so itself, its name; those of the whole form first."""
    found = [{"id": "", "words": error} for error in form.non_field_errors()]
    for bound in form:
        label = bound.label if str(bound.label).endswith("?") else f"{bound.label}:"
        for error in bound.errors:
            words = error if f"“{bound.label}”" in error else f"{label} {error}"
            found.append({"id": "" if bound.is_hidden else bound.id_for_label, "words": words})
    return found


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """{% query page=2 lead=None %}: the address's query string with these changed or, when None, left out."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        parameters.pop(key, None)
        if value is not None:
            parameters[key] = value
    return f"?{parameters.urlencode()}" if parameters else context["request"].path


@register.filter
def markdown(text):
    """Markdown as markup, nothing of it run (core/markdown.py)."""
    return as_markup(text or "")
