"""Pages of showing the work (W5), for us: who was invited, who looked when, what they said; presentations; verdicts heard."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import showing as actions
from briefs.forms import showing as forms
from briefs.frames import brief_frame, find_brief
from briefs.models import Comment, Presentation, ReviewLink, WorkFile
from briefs.remarks import oppositions_on, remarks_for_client
from briefs.states import OVER, BriefState
from briefs.views.making import must_move
from briefs.views.work_files import find_work_file
from briefs.views.work_frame import crumbs_of
from briefs.work_files import live_deliverables, standings_of
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.once import made_before
from core.pages import came_from, render_page
from core.toasts import say

PAST_LINKS = 20


def review_url(brief) -> str:
    return reverse("brief_review", args=[brief.pk])


def review_crumbs(brief) -> list:
    return [*crumbs_of(brief)[:2], (_("Client review"), review_url(brief))]


def find_review_link(request, pk: int) -> ReviewLink:
    found = ReviewLink.objects.visible_to(request.user).select_related("brief__account__client", "contact")
    link = get_object_or_404(found, pk=pk)
    remember(request.user, link.brief.account)
    return link


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_review(request, pk):
    """What the client sees of the job, who of them has looked, what they said and what is still open."""
    person = request.user
    brief = find_brief(request, pk)
    links = list(ReviewLink.objects.filter(brief=brief).select_related("contact", "made_by").order_by("-is_decider", "-made_at", "-pk"))
    for link in links:
        link.brief = brief  # whether it is open depends on the job's account
    standings = standings_of(brief)
    shown = [one.file for one in standings if one.file]
    comments = list(remarks_for_client(*shown))
    said: dict[int, int] = {}
    for comment in comments:
        if comment.link_id:
            said[comment.link.contact_id] = said.get(comment.link.contact_id, 0) + 1
    may_send = person.has_perm("briefs.send_review_link", brief) and brief.state not in OVER
    context = {
        "open_links": [(one, said.get(one.contact_id, 0)) for one in links if one.is_open],
        "closed_links": [one for one in links if not one.is_open][:PAST_LINKS],
        "standings": [(one, count_open(one.file, comments), one.newest) for one in standings],
        "oppositions": oppositions_on(shown, comments),
        "presentations": brief.presentations.select_related("presented_by", "round"),
        "may_send": may_send,
        "may_present": person.has_perm("briefs.present_work", brief) and brief.state not in OVER,
        "may_settle": person.has_perm("briefs.settle_opposition", brief) and brief.state not in OVER,
        "is_with_client": brief.state == BriefState.WITH_CLIENT,
        "has_decider": any(one.is_decider and one.is_open for one in links),
        "silent": silent_words(brief, standings, comments, today=person.today),
    }
    return render_page(request, "briefs/brief_review.html", brief_frame(request, brief, here="brief_review") | context)


def count_open(file: WorkFile | None, comments) -> int:
    """Remarks of contacts on this version that nobody has settled."""
    return sum(1 for one in comments if file and one.file_id == file.pk and one.link_id and one.parent_id is None and not one.settled_at)


def silent_words(brief, standings, comments, *, today) -> str:
    """That nobody has said a word since it was shown, after as many days as the reminder waits."""
    from briefs.reminder_rules.showing import silent_since

    day = silent_since(brief, standings, comments, today=today)
    return _("Nobody has looked at it or said a word since it was shown.") if day else ""


# ── Review links ─────────────────────────────────────────────────────────────────────────────────


def link_made(request, link: ReviewLink, *, mailed: bool):
    """The one time that the address is shown."""
    context = {
        "link": link,
        "brief": link.brief,
        "address": actions.address_of(link),
        "mailed": mailed,
        "crumbs": review_crumbs(link.brief),
    }
    response = render_page(request, "briefs/review_link_made.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "POST"])
def review_link_add(request, pk):
    """Invite one of the client's contacts."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.send_review_link", brief)
    if made_before(request.POST.get("form_key"), by=person):
        return redirect(review_url(brief))  # its address was shown already
    has_decider = ReviewLink.objects.open(now=timezone.now()).filter(brief=brief, is_decider=True).exists()
    form = forms.ReviewLinkForm(typed(request), brief=brief, has_decider=has_decider, person=person, today=person.today)
    kept = []

    def make():
        kept.append(actions.make_review_link(brief, by=person, now=timezone.now(), **form.facts))
        return kept[0]

    if made(request, form, make):
        return link_made(request, kept[0], mailed=form.cleaned_data["mail"]) if kept else redirect(review_url(brief))
    return form_page(
        request,
        form,
        title=_("Invite somebody to review %(job)s") % {"job": brief},
        button=_("Make the link"),
        cancel=review_url(brief),
        crumbs=review_crumbs(brief),
        lead=_("One link for one person: it opens without a log-in, and each use is told here."),
    )


@require_http_methods(["GET", "POST"])
def review_link_replace(request, pk):
    """A new address for the same contact; the old one closes."""
    link = find_review_link(request, pk)
    must(request.user, "briefs.send_review_link", link.brief)
    if link.revoked_at is not None:  # sent twice, or by somebody else in between: their newest address goes on opening
        say(request, _("This address of %(contact)s does not open any more already.") % {"contact": link.contact})
        return redirect(review_url(link.brief))
    if request.method == "POST":
        fresh = actions.make_review_link(link.brief, link.contact, by=request.user, now=timezone.now())
        return link_made(request, fresh, mailed=False)
    context = {
        "title": _("Make a new address for %(contact)s?") % {"contact": link.contact},
        "lead": _("The address they have for %(job)s stops opening at once; the new one is shown to you once, to hand over.")
        % {"job": link.brief},
        "button": _("Make a new address"),
        "cancel": review_url(link.brief),
        "action": request.get_full_path(),
        "crumbs": review_crumbs(link.brief),
    }
    return render_page(request, "clients/link_revoke.html", context, partial="dialog")


@require_http_methods(["GET", "POST"])
def review_link_revoke(request, pk):
    """This contact's address stops opening."""
    link = find_review_link(request, pk)
    must(request.user, "briefs.send_review_link", link.brief)
    back = review_url(link.brief)
    if request.method == "POST":
        actions.revoke_review_link(link, by=request.user, now=timezone.now())
        say(request, _("The link of %(contact)s does not open any more.") % {"contact": link.contact})
        return redirect(back)
    lead = _("The address they have for %(job)s stops opening at once. What they said and decided stays.") % {"job": link.brief}
    if link.is_decider:
        lead = _("%(lead)s They decide for the client: let somebody else decide, or nobody can.") % {"lead": lead}
    context = {
        "title": _("Revoke the link of %(contact)s?") % {"contact": link.contact},
        "lead": lead,
        "button": _("Revoke the link"),
        "cancel": back,
        "action": request.get_full_path(),
        "crumbs": review_crumbs(link.brief),
    }
    return render_page(request, "clients/link_revoke.html", context, partial="dialog")


@require_POST
def review_link_decider(request, pk):
    """From now on this contact decides."""
    link = find_review_link(request, pk)
    must(request.user, "briefs.send_review_link", link.brief)
    actions.let_decide(link, by=request.user, now=timezone.now())
    say(request, _("%(contact)s decides from now on.") % {"contact": link.contact})
    return redirect(review_url(link.brief))


# ── Remarks, from inside ─────────────────────────────────────────────────────────────────────────


@require_POST
def comment_add(request, pk):
    """A remark of ours on a version."""
    person = request.user
    file = find_work_file(request, pk)
    must(person, "briefs.comment_work", file.deliverable.brief)
    form = forms.CommentForm(request.POST, person=person, today=person.today, has_place=bool(file.pages), is_ours=True)
    page = request.POST.get("page", "1")
    url = f"{file.get_absolute_url()}?page={page}" if page.isdecimal() and len(page) < 5 else file.get_absolute_url()
    if made_before(request.POST.get("form_key"), by=person):
        return redirect(url)
    if not form.is_valid():
        say(request, _("Write the remark first."))
        return redirect(url)

    def make():
        return Placed(actions.add_comment(file, by=person, now=timezone.now(), **form.facts), url)

    return redirect(made(request, form, make) or url)


class Placed:
    """A remark with the page that it stands on: what `once` asks a row for."""

    def __init__(self, comment: Comment, url: str):
        self.comment, self.url = comment, url

    def get_absolute_url(self) -> str:
        return f"{self.url}#remark-{self.comment.pk}"


def find_comment(request, pk: int) -> Comment:
    seen = WorkFile.objects.visible_to(request.user)
    found = Comment.objects.filter(file__in=seen).select_related("file__deliverable__brief__account__client", "link__contact", "person")
    comment = get_object_or_404(found, pk=pk)
    remember(request.user, comment.file.deliverable.brief.account)
    return comment


@require_POST
def comment_reply(request, pk):
    person = request.user
    comment = find_comment(request, pk)
    must(person, "briefs.comment_work", comment.file.deliverable.brief)
    form = forms.ReplyForm(request.POST, person=person, today=person.today)
    url = f"{comment.file.get_absolute_url()}?page={comment.page}"
    if made_before(request.POST.get("form_key"), by=person):
        return redirect(url)

    def make():
        return Placed(actions.add_comment(comment.file, by=person, parent=comment, now=timezone.now(), **form.facts), url)

    if form.is_valid():
        return redirect(made(request, form, make) or url)
    say(request, _("Write the answer first."))
    return redirect(url)


@require_POST
def comment_settle(request, pk):
    """One of ours has dealt with it."""
    comment = find_comment(request, pk)
    must(request.user, "briefs.comment_work", comment.file.deliverable.brief)
    form = forms.SettleForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    actions.settle_comment(comment, by=request.user, note=note, now=timezone.now())
    say(request, _("Settled."))
    return redirect(came_from(request, f"{comment.file.get_absolute_url()}?page={comment.page}"))


@require_POST
def opposition_settle(request, pk):
    """Which of opposing remarks stands, as the decider said to one of ours."""
    comment = find_comment(request, pk)
    brief = comment.file.deliverable.brief
    must(request.user, "briefs.settle_opposition", brief)
    actions.settle_opposition(comment, by=request.user, note=request.POST.get("note", "")[:200], now=timezone.now())
    say(request, _("Settled: %(who)s’s remark stands.") % {"who": comment.author})
    return redirect(review_url(brief))


# ── Presentations ────────────────────────────────────────────────────────────────────────────────


def find_presentation(request, pk: int) -> Presentation:
    found = Presentation.objects.visible_to(request.user).select_related("brief__account__client", "presented_by", "round")
    presentation = get_object_or_404(found, pk=pk)
    remember(request.user, presentation.brief.account)
    return presentation


@require_safe
def presentation_detail(request, pk):
    """What was presented, why, to whom, and what they said of each route."""
    presentation = find_presentation(request, pk)
    context = {
        "presentation": presentation,
        "brief": presentation.brief,
        "routes": presentation.routes.all(),
        "people": presentation.people.all(),
        "contacts": presentation.contacts.all(),
        "may_change": request.user.has_perm("briefs.present_work", presentation.brief),
        "crumbs": review_crumbs(presentation.brief),
    }
    return render_page(request, "briefs/presentation_detail.html", context)


def presentation_page(request, form, routes, *, brief, title, button, cancel):
    context = {
        "form": form,
        "routes": routes,
        "brief": brief,
        "title": title,
        "button": button,
        "cancel": cancel,
        "crumbs": review_crumbs(brief),
    }
    status = 422 if request.method == "POST" else None
    return render_page(request, "briefs/presentation_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def presentation_add(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.present_work", brief)
    form = forms.PresentationForm(typed(request), brief=brief, person=person, today=person.today)
    routes = forms.route_forms(typed(request))

    def make():
        return actions.add_presentation(brief, by=person, routes=routes.routes, **form.facts)

    if request.method == "POST" and routes.is_valid() and (url := made(request, form, make)):
        say(request, _("The presentation is on record."))
        return redirect(url)
    title = _("Present %(job)s") % {"job": brief}
    return presentation_page(request, form, routes, brief=brief, title=title, button=_("Keep the record"), cancel=review_url(brief))


@require_http_methods(["GET", "POST"])
def presentation_change(request, pk):
    person = request.user
    presentation = find_presentation(request, pk)
    must(person, "briefs.present_work", presentation.brief)
    form = forms.PresentationChangeForm(typed(request), instance=presentation, person=person, today=person.today)
    routes = forms.route_forms(typed(request), routes=list(presentation.routes.all()))

    def change(**facts):
        return actions.change_presentation(presentation, by=person, routes=routes.routes, **facts)

    if request.method == "POST" and routes.is_valid() and changed(form, change):
        say(request, _("The record is changed."))
        return redirect(presentation)
    return presentation_page(
        request,
        form,
        routes,
        brief=presentation.brief,
        title=_("Change the record"),
        button=_("Save the record"),
        cancel=presentation.get_absolute_url(),
    )


# ── Verdicts that one of ours heard ──────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def brief_client_approve(request, pk):
    """The client approved, and said so to one of ours."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "client_approve")
    form = forms.HeardForm(typed(request), row=brief, person=person, today=person.today)
    if changed(form, lambda **facts: actions.record_approval(brief, by=person, today=person.today, **facts)):
        say(request, _("The client has approved."))
        return redirect(review_url(brief))
    return form_page(
        request,
        form,
        title=_("Has the client approved %(job)s?") % {"job": brief},
        button=_("They approve all of it"),
        cancel=review_url(brief),
        crumbs=review_crumbs(brief),
        lead=_("Write down who said it, and in which words. Through their link they would say it themselves."),
    )


@require_http_methods(["GET", "POST"])
def brief_ask_changes(request, pk):
    """The client asked for changes, and said so to one of ours."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "ask_changes")
    rows = live_deliverables(brief)
    form = forms.HeardForm(
        typed(request), row=brief, deliverables=rows if rows.exists() else None, needs_note=True, person=person, today=person.today
    )
    if changed(form, lambda **facts: actions.record_changes(brief, by=person, today=person.today, **facts)):
        say(request, _("Noted. Start the next round when it is clear what is to be done."))
        return redirect(review_url(brief))
    return form_page(
        request,
        form,
        title=_("What does the client want changed in %(job)s?") % {"job": brief},
        button=_("Note the changes"),
        cancel=review_url(brief),
        crumbs=review_crumbs(brief),
    )
