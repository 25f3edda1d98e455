"""The pages of an import: give a file in, say which column is which, see what would happen, let it happen, take it back (S5)."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.lists import Act, Empty, list_page
from core.once import once
from core.pages import render_page, wants_partial
from core.spreadsheets import csv_chunks
from core.toasts import say
from exchange import actions, running
from exchange.forms import MappingForm, OwnerForm, UploadForm, system_label
from exchange.kinds import BESIDE
from exchange.mapping import Mapping, detect
from exchange.models import ImportBatch, OwnerToReview
from exchange.objects import LABELS, OBJECTS
from exchange.querysets import is_open_to
from exchange.reading import Unreadable
from exchange.report import HEADERS, report_lines
from exchange.states import BatchState
from exchange.tables import ImportFilter, ImportTable, RowFilter, RowTable

SAMPLE_ROWS = 8
OWNERS_SHOWN = 50
KEPT_SHOWN = 20

# Where one sees what landed, by what the file held.
LISTS = {
    "clients": "client_list",
    "contacts": "contact_list",
    "accounts": "account_list",
    "contracts": "contract_list",
    "people": "team_list",
    "check-ins": "check_in_list",
    "actions": "action_item_list",
    "services": "bought_service_list",
    "renewals": "renewal_list",
    "requests": "job_request_list",
    "jobs": "brief_list",
    "survey-answers": "survey_answer_list",
    "concerns": "concern_list",
}


def find_batch(request, pk: int) -> ImportBatch:
    """A batch of somebody else does not exist, nor does any for whoever may not import."""
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("by"), pk=pk)


def must_run(request, batch: ImportBatch) -> None:
    if not request.user.has_perm("exchange.run_import", batch):
        raise PermissionDenied(f"{request.user} may not work on {batch}.")


def crumbs_of(batch: ImportBatch, *further):
    return [(_("Imports"), reverse("import_list")), (batch.file_name, batch.get_absolute_url()), *further]


@require_safe
def import_list(request):
    actions.ask_to_import(request.user)
    add = Act(_("Import a file"), reverse("import_add"), "upload", primary=True)
    return list_page(
        request,
        queryset=ImportBatch.objects.visible_to(request.user).select_related("by"),
        filterset=ImportFilter,
        table=ImportTable,
        title=_("Imports"),
        lead=_("Files of other systems, with what became of each row. An import can be undone."),
        noun=(_("import"), _("imports")),
        export_name="imports",
        search_label=_("Find a file"),
        acts=[add],
        empty=Empty(
            "upload", _("Nothing imported yet"), _("Bring in clients, contacts, contracts, check-ins and more from another system.")
        ),
    )


@require_http_methods(["GET", "POST"])
def import_add(request):
    actions.ask_to_import(request.user)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, person=request.user)
    if posted and form.is_valid():

        def make():
            name, today = form.cleaned_data["file"].name, timezone.localdate()
            batch = actions.give_in(form.path, name, form.mapping, by=request.user, today=today, table=form.table)
            running.examine(batch)
            return batch

        url = once(form.cleaned_data["form_key"], by=request.user, make=make)
        return redirect(f"{url}mapping/")
    return render_page(request, "exchange/import_add.html", {"form": form, "crumbs": [(_("Imports"), reverse("import_list"))]})


@require_safe
def import_detail(request, pk):
    batch = find_batch(request, pk)
    context = _frame(request, batch) | _progress(batch) | {"can_work": request.user.has_perm("exchange.run_import", batch)}
    response = render_page(request, "exchange/import_detail.html", context, partial="progress")
    if wants_partial(request) and not batch.is_at_work:
        response["HX-Refresh"] = "true"  # it ended: the page has more to show than its progress
    return response


def _frame(request, batch: ImportBatch) -> dict:
    """What the page of a batch shows around its progress."""
    rows = reverse("import_rows", args=[batch.pk])
    is_open = is_open_to(batch, request.user)
    aside = [{"number": number, "text": text} for number, text in batch.set_aside[:10]] if is_open else []
    owners = list(batch.owners.select_related("person")[: OWNERS_SHOWN + 1])
    can_undo = batch.state in (BatchState.DONE, BatchState.STOPPED) and request.user.has_perm("exchange.undo_import", batch)
    mapping = Mapping.from_json(batch.mapping)
    return {
        "batch": batch,
        "crumbs": [(_("Imports"), reverse("import_list"))],
        "lead": _lead(batch),
        "tiles": _tiles(batch, rows) if batch.rows_read else [],
        "facts": _facts(batch, mapping),
        "unmapped": mapping.unmapped(batch.headers),
        "aside": aside,
        "owners": owners[:OWNERS_SHOWN],
        "owners_open": sum(1 for owner in owners if owner.person_id is None),
        "questions": batch.questions,
        "can_undo": can_undo,
        "kept": _kept(batch, request.user)[:KEPT_SHOWN],
        "kept_count": batch.undo_report.get("kept_count", 0),
        "looked_at": batch.rows.visible_to(request.user).exclude(problems=[])[:8] if not batch.is_at_work else [],
        "objects_made": [(LABELS.get(kind) or BESIDE.get(kind, kind), counts) for kind, counts in batch.objects_made.items()],
        "rows_url": rows,
        "landed_url": reverse(LISTS[batch.object]) if batch.state == BatchState.DONE else "",
    }


def _kept(batch: ImportBatch, person) -> list[dict]:
    """What an undo left as it is, as far as this person may know of it."""
    kept = batch.undo_report.get("kept", [])
    if is_open_to(batch, person):
        return kept
    seen = set(batch.imported.visible_to(person).values_list("kind", "object_id"))
    return [one for one in kept if (one["kind"], one.get("key")) in seen]


def _lead(batch: ImportBatch) -> str:
    words = {"label": batch.mapping.get("label") or LABELS[batch.object], "rows": batch.rows_total}
    match batch.state:
        case BatchState.UPLOADED:
            return _("%(label)s. Say which column is which, then have it checked.") % words
        case BatchState.CHECKED if batch.rows_read < batch.rows_total:
            words["seen"] = f"{batch.rows_read:,}"
            return _("%(label)s. This is what would happen to the first %(seen)s rows: nothing has been written yet.") % words
        case BatchState.CHECKED:
            return _("%(label)s. This is what would happen: nothing has been written yet.") % words
        case BatchState.DONE:
            return _("%(label)s. Imported.") % words
        case BatchState.STOPPED:
            return _("%(label)s. Stopped; what has landed stays, the rest can go on.") % words
        case BatchState.UNDONE:
            return _("%(label)s. Undone.") % words
    return str(words["label"])


def _tiles(batch: ImportBatch, rows: str) -> list[dict]:
    share = f"{batch.refused / batch.rows_read:.0%}" if batch.refused else ""
    return [
        {"label": _("Rows read"), "value": f"{batch.rows_read:,}", "url": rows},
        {"label": _("Made"), "value": f"{batch.created:,}", "url": f"{rows}?outcome=created"},
        {"label": _("Updated"), "value": f"{batch.updated:,}", "url": f"{rows}?outcome=updated"},
        {"label": _("Unchanged"), "value": f"{batch.unchanged:,}", "url": f"{rows}?outcome=unchanged"},
        {"label": _("Refused"), "value": f"{batch.refused:,}", "note": share, "direction": "down", "url": f"{rows}?outcome=refused"},
    ]


def _facts(batch: ImportBatch, mapping: Mapping) -> list[tuple]:
    facts = [
        (_("From"), system_label(batch.source)),
        (_("Holds"), LABELS[batch.object]),
        (_("Rows"), f"{batch.rows_total:,}" if batch.rows_total else "–"),
    ]
    facts += [(_(name.capitalize()), value) for name, value in batch.how.items()]
    facts += [
        (_("Columns used"), f"{len({*mapping.columns.values(), *mapping.notes})} / {len(batch.headers)}"),
        (_("Given in by"), batch.by),
    ]
    return facts


def _progress(batch: ImportBatch) -> dict:
    """How far it is, and by the pace so far how long it will take."""
    left = ""
    if batch.state == BatchState.RUNNING and batch.started_at and batch.rows_read and batch.rows_total:
        seconds = (timezone.now() - batch.started_at).total_seconds() / batch.rows_read * max(0, batch.rows_total - batch.rows_read)
        minutes = round(seconds / 60)
        left = (
            ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}
            if minutes
            else _("less than a minute left")
        )
    words = (
        _("%(done)s of %(all)s rows") % {"done": f"{batch.rows_read:,}", "all": f"{batch.rows_total:,}"}
        if batch.state == BatchState.RUNNING
        else ""
    )
    return {
        "value": batch.rows_read,
        "most": batch.rows_total or 1,
        "words": words or _("The counts come when it is done."),
        "left": left or (_("It stops after the rows at hand.") if batch.wants_stop else ""),
        "stop_url": reverse("import_stop", args=[batch.pk]) if batch.state == BatchState.RUNNING and not batch.wants_stop else "",
    }


@require_http_methods(["GET", "POST"])
def import_map(request, pk):
    """Which column is which. `?object=` and `?source=` read the headings anew; saving sends the file to its check."""
    batch = find_batch(request, pk)
    must_run(request, batch)
    if batch.state not in (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED):
        return redirect(batch)
    mapping, trouble = _mapping_asked(request, batch)
    try:
        rows = running.open_file(batch.file.path).sample(SAMPLE_ROWS)
    except Unreadable as error:
        rows, trouble = [], str(error)
    form = MappingForm(request.POST if request.method == "POST" else None, batch=batch, mapping=mapping, rows=rows)
    if request.method == "POST" and form.is_valid():
        batch = actions.remap(batch, form.chosen(), by=request.user, version=form.cleaned_data["version"])
        actions.start_check(batch, by=request.user)
        return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "trouble": trouble,
        "crumbs": crumbs_of(batch),
        "kinds": [(name, LABELS[name], name == mapping.object) for name in OBJECTS if actions.may_import(request.user, name)],
        "system": system_label(mapping.source),
        "mapping": mapping,
    }
    return render_page(request, "exchange/import_map.html", context)


def _mapping_asked(request, batch: ImportBatch) -> tuple[Mapping, str]:
    """The batch's mapping, or another reading of the headings when the address asks for one."""
    mapping = Mapping.from_json(batch.mapping)
    kind = request.GET.get("object") or mapping.object
    if kind == mapping.object or kind not in OBJECTS or not actions.may_import(request.user, kind):
        return mapping, ""
    try:
        return detect(batch.headers, source="auto", kind=kind), ""
    except Unreadable as error:
        return Mapping(mapping.source, kind, {}, label=str(LABELS[kind])), str(error)


@require_POST
def import_run(request, pk):
    batch = find_batch(request, pk)
    actions.start_run(batch, by=request.user, version=_version(request))
    return redirect(batch)


@require_POST
def import_check(request, pk):
    batch = find_batch(request, pk)
    actions.start_check(batch, by=request.user, version=_version(request))
    return redirect(batch)


def _version(request) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else None


@require_POST
def import_stop(request, pk):
    batch = find_batch(request, pk)
    actions.stop(batch, by=request.user)
    return redirect(batch)


@require_http_methods(["GET", "POST"])
def import_undo(request, pk):
    batch = find_batch(request, pk)
    if not request.user.has_perm("exchange.undo_import", batch):
        raise PermissionDenied(f"{request.user} may not undo {batch}.")
    if request.method == "POST":
        actions.start_undo(batch, by=request.user, version=_version(request))
        return redirect(batch)
    return render_page(request, "exchange/import_undo.html", {"batch": batch}, partial="dialog")


@require_http_methods(["GET", "POST"])
def import_throw_away(request, pk):
    batch = find_batch(request, pk)
    must_run(request, batch)
    if request.method == "POST":
        actions.throw_away(batch, by=request.user, version=_version(request))
        say(request, _("%(file)s is forgotten.") % {"file": batch.file_name})
        return redirect("import_list")
    return render_page(request, "exchange/import_throw_away.html", {"batch": batch}, partial="dialog")


@require_safe
def import_rows(request, pk):
    """What became of each row, or would: filtered by outcome, and as a file."""
    batch = find_batch(request, pk)
    return list_page(
        request,
        queryset=batch.rows.visible_to(request.user),
        filterset=RowFilter,
        table=RowTable,
        title=_("Rows"),
        lead=_lead_of_rows(batch, request.user),
        template="exchange/import_rows.html",
        noun=(_("row"), _("rows")),
        export_name=f"report {batch.file_name}",
        search_label=_("Find a record, an owner or a row number"),
        empty=Empty("list", _("No rows yet"), _("They come with the check.")),
        acts=[Act(_("Report as CSV"), reverse("import_report", args=[batch.pk]), "download")],
        context={"crumbs": crumbs_of(batch)},
    )


def _lead_of_rows(batch: ImportBatch, person) -> str:
    words = {"file": batch.file_name, "by": batch.by}
    if is_open_to(batch, person):
        return _("of %(file)s") % words
    return _("of %(file)s, which %(by)s gave in: those about records that you may see") % words


@require_safe
def import_report(request, pk):
    batch = find_batch(request, pk)
    response = StreamingHttpResponse(csv_chunks(HEADERS, report_lines(batch, seen_by=request.user)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-{slugify(batch.file_name) or batch.pk}.csv"'
    return response


@require_http_methods(["GET", "POST"])
def import_owner(request, pk):
    """Say who an owner of the file is."""
    review = get_object_or_404(OwnerToReview.objects.visible_to(request.user).select_related("batch"), pk=pk)
    must_run(request, review.batch)
    form = OwnerForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        try:
            led = actions.name_owner(review, by=request.user, person=form.cleaned_data["person"], version=_version(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = {"count": led, "person": form.cleaned_data["person"]}
            say(request, ngettext("%(person)s leads %(count)d account now.", "%(person)s leads %(count)d accounts now.", led) % words)
            return redirect(review.batch)
    return render_page(
        request, "exchange/import_owner.html", {"review": review, "form": form, "crumbs": crumbs_of(review.batch)}, partial="dialog"
    )
