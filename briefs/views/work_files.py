"""Versions of a deliverable (W4): uploaded, looked at, shown to the client."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import making as actions
from briefs.forms import making as forms
from briefs.forms.showing import CommentForm
from briefs.models import Deliverable, WorkFile
from briefs.pictures import page_picture
from briefs.remarks import all_remarks, oppositions_on, page_links, pins_on, threads_of
from briefs.states import BriefState
from briefs.views.work_frame import crumbs_of, work_url
from briefs.work_files import newest_files
from clients.sight import remember
from clients.views.frame import made, must, typed
from core.pages import render_page
from core.toasts import say
from core.uploads import as_download, size_words


def find_work_file(request, pk: int) -> WorkFile:
    found = WorkFile.objects.visible_to(request.user).select_related("deliverable__brief__account__client", "uploaded_by", "round")
    file = get_object_or_404(found, pk=pk)
    remember(request.user, file.deliverable.brief.account)
    return file


def version_words(file: WorkFile) -> str:
    if file.shown_at:
        return _("the client sees it")
    return _("not shown to the client")


@require_http_methods(["GET", "POST"])
def work_file_add(request, pk):
    """Upload the next version of a deliverable."""
    person = request.user
    found = Deliverable.objects.visible_to(person).select_related("brief__account__client")
    deliverable = get_object_or_404(found, pk=pk)
    brief = deliverable.brief
    remember(person, brief.account)
    must(person, "briefs.upload_work", brief)
    files = request.FILES if request.method == "POST" else None
    form = forms.WorkFileForm(typed(request), files, person=person, today=person.today)
    if url := made(request, form, lambda: actions.add_work_file(deliverable, by=person, **form.facts)):
        say(request, _("Uploaded for %(deliverable)s.") % {"deliverable": deliverable})
        return redirect(url)
    context = {
        "form": form,
        "deliverable": deliverable,
        "lead": ", ".join(filter(None, (deliverable.spec, deliverable.channel, deliverable.language))),
        "cancel": work_url(brief),
        "crumbs": crumbs_of(brief),
    }
    return render_page(request, "briefs/work_file_add.html", context)


@require_safe
def work_file_detail(request, pk):
    """One version: its picture or pages with the remarks in their places, and what was said inside."""
    person = request.user
    file = find_work_file(request, pk)
    brief = file.deliverable.brief
    page = page_asked(request, file)
    comments = list(all_remarks(file))
    threads = threads_of(comments)
    may_remark = person.has_perm("briefs.comment_work", brief) and not brief.is_over
    form = CommentForm(None, person=person, today=person.today, page=page, has_place=bool(file.pages), is_ours=True) if may_remark else None
    context = {
        "file": file,
        "brief": brief,
        "size": size_words(file.size),
        "versions": list(file.deliverable.files.order_by("-number").only("pk", "number", "shown_at", "deliverable")),
        "page": page,
        "pages": page_links(file, page),
        "pins": pins_on(threads, page),
        "threads": threads,
        "oppositions": oppositions_on([file], comments),
        "has_picture": bool(file.pages),
        "form": form,
        "may_settle": may_remark,
        "said": version_words(file),
        "may_show": (
            brief.state == BriefState.WITH_CLIENT
            and not file.shown_at
            and person.has_perm("briefs.review_work", brief)
            and file in newest_files(brief)
        ),
        "crumbs": crumbs_of(brief),
    }
    return render_page(request, "briefs/work_file_detail.html", context)


def page_asked(request, file: WorkFile) -> int:
    """The page in `?page=`, within what there is."""
    asked = request.GET.get("page") or request.POST.get("page") or "1"
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    return min(max(number, 1), file.pages or 1)


@require_safe
def work_file_download(request, pk):
    file = find_work_file(request, pk)
    return as_download(file.file, file.name)


def drawing(stored) -> FileResponse:
    """A picture of ours, drawn by `briefs.pictures`: the only thing of a file that a page shows."""
    response = FileResponse(stored, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def work_file_thumbnail(request, pk):
    file = find_work_file(request, pk)
    if not file.thumbnail:
        raise Http404("No thumbnail has been drawn.")
    return drawing(file.thumbnail.open("rb"))


@require_safe
def work_file_page(request, pk, page):
    """A page of a PDF, or the picture, as large as a screen needs it."""
    file = find_work_file(request, pk)
    if (stored := page_picture(file, page)) is None:
        raise Http404("There is no picture of this page.")
    return drawing(stored)


@require_POST
def work_file_show(request, pk):
    """Show the client one version more."""
    file = find_work_file(request, pk)
    must(request.user, "briefs.review_work", file.deliverable.brief)
    actions.show_also(file, by=request.user)
    say(request, _("The client sees %(file)s.") % {"file": file})
    return redirect(file)
