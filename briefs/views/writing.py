"""Pages of writing a brief (W2): begin it, write it while others do, read it, hand it out as a document."""

from types import SimpleNamespace

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import writing as actions
from briefs.actions.approving import missing_in
from briefs.actions.moving import is_open_for_writing
from briefs.contents import contents_of
from briefs.documents import docx, pdf
from briefs.documents.printed import Printed
from briefs.forms import writing as forms
from briefs.frames import brief_frame, find_brief
from briefs.models import Attachment, Brief, BriefSection, BriefTemplate, Deliverable, Remark
from briefs.outline import outline
from briefs.quality.words import words
from briefs.scores import report_and_threshold
from briefs.sections import BY_KEY, SECTIONS, of_part
from briefs.states import OVER, Part
from briefs.views.reading import import_act
from clients.models import Account, Seat
from clients.sight import remember
from clients.views.frame import account_crumbs, attempt, form_page, made, must, typed
from core.errors import IllegalMove, LostRace
from core.pages import render_page, render_record, wants_partial
from core.toasts import say
from core.together import asked_together, lay_on
from core.uploads import size_words

MOST_SHORTCUTS = 12
EDITOR_SCRIPTS = ("js/writing.js",)
DOCUMENTS = {
    "pdf": (pdf.draw, "application/pdf"),
    "docx": (docx.draw, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


# ── Begin ──


@require_http_methods(["GET", "POST"])
def brief_create(request):
    """A new job. `?account=` names its account (else it is asked for first), `?copy=` an old brief, `?template=` a template."""
    person = request.user
    must(person, "briefs.add_briefs")
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return which_account(request)
    account = get_object_or_404(Account.objects.visible_to(person).live().select_related("client"), pk=key)
    remember(person, account, account.client)
    must(person, "briefs.add_brief", account)
    initial = beginning(request, account)
    form = forms.BriefCreateForm(typed(request), account=account, person=person, today=person.today, initial=initial)
    if url := made(request, form, lambda: actions.open_brief(account, by=person, today=person.today, **form.facts)):
        say(request, _("The job has its number. Now write the brief."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Write a brief for %(account)s") % {"account": account},
        button=_("Open the job"),
        cancel=reverse("brief_list"),
        crumbs=account_crumbs(account, (_("Jobs"), f"{reverse('brief_list')}?account={account.pk}")),
        lead=_("The job gets its number now; the brief is written on the next page and saved as you write."),
        acts=import_act(person, account=account),
    )


def which_account(request):
    """The first step: the account, by code or name."""
    name = request.GET.get("account") or request.POST.get("account")
    given = {"account": name} if name or request.method == "POST" else None
    form = forms.WhichAccountForm(given, person=request.user, today=request.user.today)
    if form.is_valid():
        return redirect(f"{reverse('brief_create')}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=_("Write a brief"),
        button=_("Go on"),
        cancel=reverse("brief_list"),
        crumbs=[(_("Jobs"), reverse("brief_list"))],
        lead=_("For which account is it?"),
        acts=import_act(request.user),
        shortcuts=[(account.name, f"{reverse('brief_create')}?account={account.pk}") for account in own_accounts(request.user)],
    )


def own_accounts(person):
    """Those on whose team the person sits, for one click; the form finds the others."""
    seats = Seat.objects.live(today=person.today).filter(person=person)
    return Account.objects.visible_to(person).live().filter(pk__in=seats.values("account")).order_by("name", "pk")[:MOST_SHORTCUTS]


def beginning(request, account: Account) -> dict:
    """What the form begins with when it was opened from an old brief or a template."""
    initial: dict = {}
    if (key := request.GET.get("copy", "")).isdecimal() and len(key) < 12:
        old = Brief.objects.visible_to(request.user).filter(account__client=account.client_id, pk=key).first()
        if old:
            initial |= {"copy_of": old.pk, "title": old.title, "kind": old.kind, "contact": old.contact_id}
    if (key := request.GET.get("template", "")).isdecimal() and len(key) < 12:
        template = BriefTemplate.objects.live().for_account(account).filter(pk=key).first()
        if template:
            initial |= {"template": template.pk, "kind": template.kind}
    return initial


# ── Read ──


@require_safe
def brief_detail(request, pk):
    """The reading view: the client part, the part for us, what it hands over, what the quality check finds, what reviewers remarked."""
    return render_record(request, "briefs/brief_detail.html", lambda: reading_view(request, pk))


def reading_view(request, pk: int) -> dict:
    """What stands in the reading view, for its template."""
    person = request.user
    brief = with_rows(find_brief(request, pk))
    frame = brief_frame(request, brief, here="brief_detail")
    contents = contents_of(brief)
    may_write = is_open_for_writing(brief) and person.has_perm("briefs.change_brief", brief)
    remarks = open_remarks(brief)
    context = frame | {
        "page_title": str(brief),
        "parts": [
            (part, [shown for section in of_part(part) if (shown := as_read(section, contents, remarks, is_open=may_write))])
            for part in Part
        ],
        "remarks_on_all": remarks.get("", []),
        "deliverables": deliverables_of(brief),
        "attachments": attachments_of(brief),
        "facts": facts_shown(brief, person=person),
        "may_write": may_write,
        "may_attach": brief.state not in OVER and person.has_perm("briefs.change_brief", brief),
        "has_text": any(contents["texts"].values()),
        "low_score_reason": brief.low_score_reason,
        **quality_of(brief, contents),
        "section_url": reverse("brief_write", args=[brief.pk]) if may_write else "",
    }
    context["menu"] = [*document_items(brief), *own_items(brief, person=person), *frame["menu"]]
    if may_write:
        context["acts"] = with_writing(frame["acts"], brief, contents)
    return context


def with_writing(acts: list[dict], brief: Brief, contents: dict) -> list[dict]:
    """The filled button is what comes next: writing while something is still to be filled in, then the next step."""
    is_next = not acts or bool(missing_in(contents))
    write = {"label": _("Write"), "url": reverse("brief_write", args=[brief.pk]), "icon": "pencil", "primary": is_next}
    return [write, *(act | {"primary": False} for act in acts)] if is_next else [*acts, write]


def as_read(section, contents: dict, remarks: dict, *, is_open: bool):
    """A section for reading; an optional empty one is left out, a needed one says so while it can still be written."""
    text, own = contents["texts"].get(section.key, ""), remarks.get(section.key, [])
    if not text and not own and not (is_open and section.needed_from):
        return None
    return SimpleNamespace(section=section, text=text, remarks=own)


def open_remarks(brief: Brief) -> dict[str, list[Remark]]:
    """What reviewers want changed and nobody has settled, by section; of a brief `with_rows`."""
    found: dict[str, list[Remark]] = {}
    for remark in brief.remarks_open:
        found.setdefault(remark.section, []).append(remark)
    return found


def deliverables_of(brief: Brief) -> list[Deliverable]:
    return [row for row in sorted(brief.deliverables.all(), key=lambda row: (row.position, row.pk)) if row.dropped_on is None]


def attachments_of(brief: Brief) -> list[Attachment]:
    """Those that were not removed; of a brief `with_rows`."""
    for attachment in brief.attachments_kept:
        attachment.size_words = size_words(attachment.size)
    return brief.attachments_kept


def facts_shown(brief: Brief, *, person) -> list[tuple]:
    from core.marks import day_words, money_words

    facts = [(_("Asked by"), brief.contact or "–"), (_("Written by"), brief.author)]
    if person.has_perm("clients.see_fees", brief.account):
        facts.append((_("Budget"), money_words(brief.budget) if brief.budget else _("none yet")))
    facts.append((_("Rounds sold"), brief.rounds_sold if brief.rounds_sold is not None else _("as the contract says")))
    return [*facts, (_("Opened"), day_words(brief.opened_on, person.today))]


def quality_of(brief: Brief, contents: dict) -> dict:
    """What the panel draws; `turn` is where the ring has its mark, in degrees."""
    report, threshold = report_and_threshold(brief, contents)
    return {"report": report, "threshold": threshold, "turn": round(threshold * 3.6)}


def with_rows(brief: Brief) -> Brief:
    """Loads what hangs on it once for all that a page says: sections, deliverables, open remarks, attachments. One query."""

    def parts(brief):
        return {
            "sections": BriefSection.objects.filter(brief=brief).select_related("written_by").order_by("pk"),
            "deliverables": Deliverable.objects.filter(brief=brief, dropped_on=None).order_by("position", "pk"),
            "remarks": Remark.objects.filter(brief=brief, settled_at=None).select_related("by").order_by("at", "pk"),
            "attachments": Attachment.objects.filter(brief=brief, removed_at=None).select_related("added_by").order_by("added_at", "pk"),
        }

    found = asked_together(("with_rows",), parts, brief=brief.pk)
    brief.remarks_open, brief.attachments_kept = found["remarks"], found["attachments"]
    for name in ("sections", "deliverables"):
        for row in found[name]:
            row.brief = brief
        lay_on(brief, name, found[name])
    return brief


def document_items(brief: Brief) -> list[dict]:
    shown = [
        ("client", "pdf", _("PDF for the client"), "file-text"),
        ("client", "docx", _("Word for the client"), "file-type"),
        ("team", "pdf", _("PDF for the team"), "lock"),
    ]
    return [
        {"label": label, "url": reverse("brief_document", args=[brief.pk, reader, form]), "icon": icon}
        for reader, form, label, icon in shown
    ]


def own_items(brief: Brief, *, person) -> list[dict]:
    items = []
    if person.has_perm("briefs.add_brief", brief.account):
        url = f"{reverse('brief_create')}?account={brief.account_id}&copy={brief.pk}"
        items.append({"label": _("Begin another with it"), "url": url, "icon": "copy"})
    if person.has_perm("briefs.change_templates"):
        items.append(
            {"label": _("Make a template of it"), "url": reverse("brief_make_template", args=[brief.pk]), "icon": "layout-template"}
        )
    return items


@require_safe
def brief_document(request, pk, reader, form):
    """The brief as PDF or DOCX, for the client (the client part alone) or for the team."""
    if form not in DOCUMENTS or reader not in ("client", "team"):
        raise Http404
    brief = find_brief(request, pk)
    draw, mime = DOCUMENTS[form]
    sees_budget = request.user.has_perm("clients.see_fees", brief.account)
    printed = Printed.of(brief, for_client=reader == "client", sees_budget=sees_budget, today=request.user.today)
    response = HttpResponse(draw(printed), content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{printed.file_name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ── Write ──


def find_for_writing(request, pk: int) -> Brief:
    """404 for a stranger, 403 for who may not, the kind 409 when it was submitted meanwhile."""
    brief = find_brief(request, pk)
    must(request.user, "briefs.change_brief", brief)
    if not is_open_for_writing(brief):
        raise IllegalMove(brief, "write", brief.state)
    return brief


class Field(SimpleNamespace):
    """A section in the editor: what stands in it, who wrote it, what the check and the reviewers say."""

    @property
    def count(self) -> int:
        return len(words(self.text))


def fields_of(brief: Brief, report, *, remarks: dict, given=None, conflicts: dict | None = None) -> dict[str, Field]:
    """Every section by key; `given` is what was posted and did not get saved, `conflicts` who was faster, by section."""
    rows = {row.key: row for row in brief.sections.all()}
    found = {}
    for section in SECTIONS:
        row = rows.get(section.key)
        field = Field(section=section, key=section.key, text=row.text if row else "", version=row.version if row else 1)
        field.who, field.at = (row.written_by, timezone.localtime(row.written_at)) if row and row.text else (None, None)
        field.lines, field.remarks = report.of(section.key), remarks.get(section.key, [])
        field.conflict = (conflicts or {}).get(section.key)
        if given is not None:
            field.text = given.get(f"text-{section.key}", field.text)
        found[section.key] = field
    return found


def is_asked(field: Field) -> bool:
    """What came in and is not placed stands there only while there is something to place."""
    return field.key != "unplaced" or bool(field.text)


@require_http_methods(["GET", "POST"])
def brief_write(request, pk):
    """The editor. With scripts each section saves itself; without, the form saves all of it or, when somebody was faster, nothing."""
    if request.method != "POST":

        def opened():
            return editor(request, find_for_writing(request, pk))

        return render_record(request, "briefs/brief_write.html", opened, scripts=EDITOR_SCRIPTS)
    person = request.user
    brief = find_for_writing(request, pk)
    form = forms.BriefFactsForm(typed(request), brief=brief, person=person, today=person.today)
    conflicts: dict = {}
    race = None
    if form.is_valid():
        try:
            with transaction.atomic():
                attempted = attempt(
                    form, lambda: actions.change_brief(brief, by=person, version=form.cleaned_data["version"], **form.facts)
                )
                if attempted is not None:
                    conflicts = write_all(brief, request.POST, by=person)
                if conflicts:
                    raise NothingSaved
        except NothingSaved:
            pass
        except LostRace as lost:
            race = lost
        if not form.errors and not conflicts and race is None:
            say(request, _("The brief is saved."))
            return redirect("brief_write", pk=brief.pk)
    context = editor(request, find_brief(request, pk), form, given=request.POST, conflicts=conflicts, race=race)  # as it is now
    return render_page(request, "briefs/brief_write.html", context, status=409 if conflicts or race else None)


def editor(request, brief: Brief, form=None, *, given=None, conflicts: dict | None = None, race: LostRace | None = None) -> dict:
    """What stands in the editor, for its template: as it is now, or as it was typed and could not be saved."""
    person = request.user
    if form is None:
        form = forms.BriefFactsForm(brief=brief, person=person, today=person.today)
    with_rows(brief)
    quality, remarks = quality_of(brief, contents_of(brief)), open_remarks(brief)
    fields = fields_of(brief, quality["report"], remarks=remarks, given=given, conflicts=conflicts)
    return brief_frame(request, brief, here="brief_detail") | {
        "page_title": str(brief),
        "form": form,
        "race": race,
        "facts_version": brief.version,
        "conflicts": list(conflicts or ()),
        "groups": [(key, title, [[fields[section.key] for section in row] for row in rows]) for key, title, rows in outline()],
        "remarks_on_all": remarks.get("", []),
        "deliverables": deliverables_of(brief),
        "attachments": attachments_of(brief),
        **quality,
        "now": timezone.localtime(),  # only its day is looked at, and the reader's day is known to whoever keeps the page
    }


class NothingSaved(Exception):
    """Rolls the whole form back: somebody was faster in one section."""


def write_all(brief: Brief, given, *, by) -> dict:
    """Write every section that was posted. Returns those in which somebody was faster, by key."""
    conflicts = {}
    for section in SECTIONS:
        text = given.get(f"text-{section.key}")
        if text is None:
            continue
        try:
            actions.write_section(brief, section.key, by=by, text=text, version=given.get(f"version-{section.key}"))
        except LostRace as lost:
            conflicts[section.key] = lost.subject
    return conflicts


@require_POST
def brief_section_write(request, pk, key):
    """One section, as it is typed. Answers with where it stands now, or 409 with what somebody else wrote there."""
    if key not in BY_KEY:
        raise Http404
    brief = find_for_writing(request, pk)
    text = request.POST.get(f"text-{key}")
    if text is None:
        return HttpResponseBadRequest("No text was sent.")
    conflict = None
    try:
        actions.write_section(brief, key, by=request.user, text=text, version=request.POST.get(f"version-{key}"))
    except LostRace as lost:
        conflict = lost.subject
    if not wants_partial(request):
        return redirect(f"{reverse('brief_write', args=[brief.pk])}#section-{key}")
    context = news_of(brief, mine=key) | {"conflict": conflict}
    if conflict:  # the page keeps the version that it has until somebody has chosen
        context["field"].mine, context["field"].version = text, request.POST.get(f"version-{key}")
    return render_page(request, "briefs/brief_written.html", context, status=409 if conflict else 200)


def news_of(brief: Brief, *, mine: str = "") -> dict:
    """What changes around the text with each save: findings, score, who wrote where."""
    quality = quality_of(with_rows(brief), contents_of(brief))
    fields = fields_of(brief, quality["report"], remarks={})
    return {
        "brief": brief,
        "field": fields.get(mine),
        "others": [field for key, field in fields.items() if key != mine],
        **quality,
        "now": timezone.localtime(),
    }


@require_safe
def brief_news(request, pk):
    """Asked for now and then by an open editor: who wrote where meanwhile, and what the check says now."""
    brief = find_for_writing(request, pk)
    return render_page(request, "briefs/brief_written.html", news_of(brief))


@require_POST
def brief_facts_write(request, pk):
    """Title, kind, day, budget, contact, rounds: saved when one of them is changed."""
    person = request.user
    brief = find_for_writing(request, pk)
    form = forms.BriefFactsForm(request.POST, brief=brief, person=person, today=person.today)
    race, is_saved = None, False
    if form.is_valid():
        try:
            is_saved = (
                attempt(form, lambda: actions.change_brief(brief, by=person, version=form.cleaned_data["version"], **form.facts))
                is not None
            )
        except LostRace as lost:
            race = lost
    if not wants_partial(request):
        return redirect("brief_write", pk=brief.pk)
    brief = find_brief(request, pk)
    context = news_of(brief) | {
        "form": form,
        "race": race,
        "facts_version": brief.version if is_saved or race else request.POST.get("version"),
        "facts_came": True,
    }
    return render_page(request, "briefs/brief_written.html", context, status=409 if race else 422 if form.errors else 200)
