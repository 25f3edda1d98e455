"""What a client's contact sees by a review link (W5): the versions that were shown, remarks in their places, the verdict.

Every row is looked for among those of the link's own job that were shown; whatever else is asked for answers like a closed link.
"""

import functools

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import showing as actions
from briefs.forms.showing import CommentForm, ReplyForm, VerdictForm
from briefs.models import Comment, ReviewLink, WorkFile
from briefs.pictures import page_picture
from briefs.remarks import Opposition, oppositions_on, page_links, pins_on, remarks_for_client, threads_of
from briefs.states import BriefState
from briefs.views.work_files import drawing, page_asked
from briefs.work_files import Standing, standings_of
from clients.models import Seat
from core.errors import IllegalMove, Refused
from core.links import closed, link_page
from core.once import once_by_link
from core.pages import render_page
from core.toasts import say
from core.uploads import as_download, size_words


class NotShown(Exception):
    """This link does not show that row."""


def review_page_of(view):
    """A page of a review link: what it does not show, or may not do, answers like a link that does not open."""

    @link_page(ReviewLink)
    @functools.wraps(view)
    def page(request, link, *args, **kwargs):
        try:
            return view(request, link, *args, **kwargs)
        except (NotShown, PermissionDenied):
            return closed(request)

    return page


def shown_file(link: ReviewLink, pk: int) -> WorkFile:
    """A version of a live deliverable of the link's job that was shown."""
    files = WorkFile.objects.shown().filter(deliverable__brief=link.brief_id, deliverable__dropped_on=None)
    file = files.select_related("deliverable__brief__account").filter(pk=pk).first()
    if file is None:
        raise NotShown
    return file


def shown_remark(link: ReviewLink, pk: int) -> Comment:
    found = Comment.objects.filter(pk=pk, file__deliverable__brief=link.brief_id).select_related(
        "file", "parent", "link__contact", "person"
    )
    comment = found.first()
    if comment is None or comment.is_internal or (comment.parent_id and comment.parent.is_internal):
        raise NotShown
    comment.file = shown_file(link, comment.file_id)
    return comment


def frame_of(link: ReviewLink, request) -> dict:
    brief = link.brief
    lead = Seat.objects.live(today=timezone.localdate()).leads().filter(account=brief.account_id).select_related("person").first()
    return {
        "link": link,
        "contact": link.contact,
        "lead": lead.person if lead else None,
        "home": reverse("review_home", args=[request.secret]),
        "brief": brief,
        "secret": request.secret,
        "home_url": reverse("review_home", args=[request.secret]),
        "is_open": brief.state == BriefState.WITH_CLIENT,
        "is_decider": link.is_decider,
        "said": state_words(brief),
    }


def state_words(brief) -> str:
    """Where it stands, as the client needs to know it."""
    words = {
        BriefState.WITH_CLIENT: "",
        BriefState.CLIENT_APPROVED: _("Approved. We are preparing the delivery."),
        BriefState.QUALITY_CHECK: _("Approved. We are preparing the delivery."),
        BriefState.DELIVERED: _("Delivered. Thank you for working with us."),
        BriefState.CLOSED: _("Delivered. Thank you for working with us."),
        BriefState.ON_HOLD: _("The job rests for the moment."),
        BriefState.CANCELLED: _("The job was called off."),
    }
    return words.get(brief.state, _("Thank you. We are working on the next version, and will show it here."))


@review_page_of
@require_safe
def review_home(request, link):
    """Everything that is shown of the job: what is to be looked at, what is open between them, what was decided."""
    actions.note_opening(link, now=timezone.now())
    standings = standings_of(link.brief)
    files = [one.file for one in standings if one.file]
    comments = list(remarks_for_client(*files))
    presentation = link.brief.presentations.prefetch_related("routes").first()
    context = frame_of(link, request) | {
        "cards": [card_of(one, comments) for one in standings if one.file],
        "to_come": [one.deliverable for one in standings if not one.file],
        "oppositions": [opposition_of(one) for one in oppositions_on(files, comments)],
        "presentation": presentation,
        "to_judge": sum(1 for one in standings if one.file and one.verdict is None),
    }
    return render_page(request, "briefs/guest/review_home.html", context)


def card_of(one: Standing, comments) -> dict:
    said = [comment for comment in comments if comment.file_id == one.file.pk and comment.parent_id is None]
    return {"standing": one, "file": one.file, "deliverable": one.deliverable, "remarks": len(said)}


def opposition_of(opposition: Opposition) -> dict:
    return {"file": opposition.file, "page": opposition.page, "comments": opposition.comments}


@review_page_of
@require_http_methods(["GET", "POST"])
def review_file(request, link, pk):
    """One version: its picture or pages with everybody's remarks, and the form to add one. A POST is a remark."""
    file = shown_file(link, pk)
    link.brief = file.deliverable.brief
    page = page_asked(request, file)
    form = CommentForm(request.POST if request.method == "POST" else None, page=page, has_place=bool(file.pages))
    if request.method == "POST" and form.is_valid():
        return remarked(request, link, file, form)
    if request.method == "GET":
        actions.note_opening(link, now=timezone.now())
    return file_page(request, link, file, page=page, form=form)


def file_page(request, link, file, *, page, form, verdict=None):
    comments = list(remarks_for_client(file))
    threads = threads_of(comments)
    standing = next((one for one in standings_of(link.brief) if one.deliverable.pk == file.deliverable_id), None)
    is_newest = standing is not None and standing.file is not None and standing.file.pk == file.pk
    frame = frame_of(link, request)
    context = frame | {
        "file": file,
        "deliverable": file.deliverable,
        "size": size_words(file.size),
        "page": page,
        "pages": page_links(file, page),
        "pins": pins_on(threads, page),
        "threads": threads,
        "oppositions": [opposition_of(one) for one in oppositions_on([file], comments)],
        "form": form,
        "standing": standing,
        "is_newest": is_newest,
        "newest": standing.file if standing else None,
        "older": [one for one in standing.files if one.pk != file.pk] if standing else [],
        "may_judge": frame["is_open"] and link.is_decider and is_newest,
        "has_picture": bool(file.pages),
        "verdict": verdict or VerdictForm(),
        "reply": ReplyForm(),
    }
    return render_page(request, "briefs/guest/review_file.html", context)


def file_url(request, file: WorkFile, *, page: int = 1, remark: int | None = None) -> str:
    url = reverse("review_file", args=[request.secret, file.pk])
    place = f"?page={page}" if page != 1 else ""
    return f"{url}{place}{f'#remark-{remark}' if remark else ''}"


def remarked(request, link, file, form):
    facts = form.facts

    def make():
        return actions.add_comment(file, by=link, now=timezone.now(), **facts)

    try:
        key = once_by_link(form.cleaned_data["form_key"], link=link, make=make)
    except (Refused, ValidationError) as refusal:
        form.add_error(None, str(refusal) if isinstance(refusal, Refused) else ValidationError(refusal.messages))
        return file_page(request, link, file, page=facts["page"], form=form)
    say(request, _("Your remark is with us."))
    return redirect(file_url(request, file, page=facts["page"], remark=key))


@review_page_of
@require_POST
def review_reply(request, link, pk):
    """An answer to somebody's remark."""
    remark = shown_remark(link, pk)
    form = ReplyForm(request.POST)
    url = file_url(request, remark.file, page=remark.page, remark=remark.parent_id or remark.pk)
    if form.is_valid():
        try:
            once_by_link(
                form.cleaned_data["form_key"],
                link=link,
                make=lambda: actions.add_comment(remark.file, by=link, parent=remark, now=timezone.now(), **form.facts),
            )
            say(request, _("Your answer is with us."))
        except Refused as refusal:
            say(request, str(refusal))
    else:
        say(request, _("Write your answer first."))
    return redirect(url)


@review_page_of
@require_POST
def review_stands(request, link, pk):
    """The decider says which of opposing remarks stands."""
    remark = shown_remark(link, pk)
    try:
        actions.settle_opposition(remark, by=link, note=request.POST.get("note", "")[:200], now=timezone.now())
        say(request, _("Decided: %(who)s’s remark stands.") % {"who": remark.author})
    except Refused as refusal:
        say(request, str(refusal))
    back = reverse("review_home", args=[request.secret]) if request.POST.get("from") == "home" else ""
    return redirect(back or file_url(request, remark.file, page=remark.page, remark=remark.parent_id or remark.pk))


@review_page_of
@require_POST
def review_verdict(request, link, pk):
    """The decider approves this version, or asks for changes."""
    file = shown_file(link, pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return redirect(file_url(request, file))
    try:
        once_by_link(
            form.cleaned_data["form_key"],
            link=link,
            make=lambda: actions.give_verdict(
                file.deliverable,
                by=link,
                file=file,
                verdict=form.cleaned_data["verdict"],
                note=form.cleaned_data["note"],
                today=timezone.localdate(),
                now=timezone.now(),
            ),
        )
    except (Refused, IllegalMove) as refusal:
        words = str(refusal) if isinstance(refusal, Refused) else _("This round is over already.")
        form.add_error(None, words)
        link.brief.refresh_from_db()
        blank = CommentForm(None, page=1, has_place=bool(file.pages))
        response = file_page(request, link, file, page=1, form=blank, verdict=form)
        response.status_code = 422
        return response
    say(request, _("Thank you: we have your verdict."))
    return redirect(reverse("review_home", args=[request.secret]))


@review_page_of
@require_safe
def review_thumbnail(request, link, pk):
    file = shown_file(link, pk)
    if not file.thumbnail:
        raise NotShown
    return drawing(file.thumbnail.open("rb"))


@review_page_of
@require_safe
def review_page(request, link, pk, page):
    """A page as a picture of ours; the file itself never comes into the page."""
    stored = page_picture(shown_file(link, pk), page)
    if stored is None:
        raise NotShown
    return drawing(stored)


@review_page_of
@require_safe
def review_download(request, link, pk):
    """The file itself, as a download; told on the timeline."""
    file = shown_file(link, pk)
    actions.note_download(file, link)
    return as_download(file.file, file.name)
