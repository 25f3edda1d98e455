"""Somebody who opens a page, types something into every field of its form and sends it: for the walks over all forms."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.test import Client
from django.utils import timezone

TRIES = 4  # a field that the form refuses is emptied, or given its `KNOWN` value, and the form sent again
FREE_TEXT = ("text", "search", "textarea", "")
# Fields whose value has a shape that no typist would guess.
KNOWN = {
    "code": "WALK",
    "account": "KAURA",
    "fee": "1200.00",
    "cadence_days": "14",
    "uplift_percent": "",
    "index_percent": "2.0",
    "likelihood": "60",
    "steps": "0; Delivery; Delivery",
    "client": "Pohjola Oats",
}


@dataclass
class Field:
    name: str
    kind: str
    value: str
    options: list[str] = field(default_factory=list)
    is_required: bool = False


class PostForm(HTMLParser):
    """The fields of the one form on a page that is posted and has the most of them."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, list[Field]]] = []
        self.fields: list[Field] | None = None
        self.select: Field | None = None
        self.text: Field | None = None

    @classmethod
    def of(cls, html: str) -> tuple[str, list[Field]] | None:
        """(action, fields), or None when the page has no form to post."""
        parser = cls()
        parser.feed(html)
        return max(parser.forms, key=lambda form: len(form[1]), default=None)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.fields = []
            if (given.get("method") or "").lower() == "post":
                self.forms.append((given.get("action") or "", self.fields))
        if self.fields is None or "disabled" in given:
            return
        name, required = given.get("name", ""), "required" in given or given.get("aria-required") == "true"
        if tag == "input" and name:
            kind = given.get("type") or "text"
            if kind == "radio" and "checked" not in given and required:
                self.offer(name, given.get("value") or "")
                return
            if kind in ("checkbox", "radio") and "checked" not in given:
                return
            if kind not in ("submit", "button", "file"):
                self.fields.append(Field(name, kind, given.get("value") or "", is_required=required))
        elif tag == "select" and name:
            self.select = Field(name, "select", "", is_required=required)
            self.fields.append(self.select)
        elif tag == "option" and self.select is not None:
            value = given.get("value") or ""
            self.select.options.append(value)
            if "selected" in given:
                self.select.value = value
        elif tag == "textarea" and name:
            self.text = Field(name, "textarea", "", is_required=required)
            self.fields.append(self.text)

    def offer(self, name: str, value: str) -> None:
        """One of several answers of which somebody must choose one."""
        known = next((one for one in self.fields if one.name == name), None)
        if known is None:
            self.fields.append(Field(name, "choice", "", options=[value], is_required=True))
        else:
            known.options.append(value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, text):
        if self.text is not None:
            self.text.value += text


def typed(one: Field, text: str) -> str:
    """What somebody puts into a field: what stands there, else something of its kind."""
    if one.kind == "hidden" or (one.value.strip() and one.kind not in FREE_TEXT):
        return one.value
    if one.name in KNOWN and one.kind != "select":
        return one.value or KNOWN[one.name]
    match one.kind:
        case "select" | "choice":
            return next((option for option in one.options if option), "")
        case "email":
            return "somebody@example.com"
        case "url":
            return "https://example.com/"
        case "date":
            return (timezone.localdate() + timedelta(days=1)).isoformat()
        case "number":
            return "1"
        case "time":
            return "10:00"
        case _:
            return text if one.kind in FREE_TEXT else one.value


@dataclass
class Sent:
    """What was sent in the end, and the answer to it."""

    url: str
    data: dict
    answer: object


def write(client: Client, url: str, *, text: str = "Something typed", **known) -> dict | None:
    """The data of the filled-in form at this address; None when there is none."""
    page = client.get(url)
    if page.status_code != 200 or (found := PostForm.of(page.text)) is None:
        return None
    data: dict[str, list[str]] = {}
    for one in found[1]:
        data.setdefault(one.name, []).append(known[one.name] if one.name in known else typed(one, text))
    data.pop("csrfmiddlewaretoken", None)
    return data


def refused_fields(answer) -> dict[str, list]:
    """Names of the fields that the forms on an answered page find wrong, formsets included."""
    found: dict[str, list] = {}
    for context in getattr(answer, "context", None) or ():
        for value in context.flatten().values():
            forms = value.forms if hasattr(value, "management_form") else [value]
            for form in forms:
                errors = getattr(form, "errors", None)
                if isinstance(errors, dict):
                    found |= {form.add_prefix(name): list(said) for name, said in errors.items()}
    return found


def send(client: Client, url: str, data: dict) -> Sent:
    """Post it; what the form finds wrong is mended like somebody would, by emptying the field or typing less."""
    answer = client.post(url, data)
    for _try in range(TRIES):
        wrong = [name for name in refused_fields(answer) if name in data] if answer.status_code == 422 else []
        if not wrong:
            break
        for name in wrong:
            data[name] = [KNOWN.get(name, "" if data[name] != [""] else "A")]
        answer = client.post(url, data)
    if answer.status_code == 200 and "seen" in data and not data["seen"][0]:  # it shows first what it would do
        shown = next(one for one in PostForm.of(answer.text)[1] if one.name == "seen")
        data["seen"] = [shown.value]
        answer = client.post(url, data)
    return Sent(url, data, answer)
