"""The end of a job (W7): the quality check, the delivery, the closing with a rating from both sides; and the checklists."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import delivering as actions
from briefs.actions.making import coming_round
from briefs.forms.delivering import ChecklistAddForm, ChecklistChangeForm, ClientRatingForm, CloseForm, DeliverForm, HeardRatingForm
from briefs.forms.making import ReopenForm
from briefs.frames import brief_frame, find_brief
from briefs.models import CheckedPoint, Checklist, JobRating, QualityCheck, ReviewLink
from briefs.rounds import coming_words
from briefs.states import BriefState, RatingSide
from clients.forms.base import ReasonForm
from clients.models import Contact
from clients.views.frame import changed, form_page, made, must, typed
from core.errors import IllegalMove, LostRace, Refused
from core.links import link_page
from core.lists import Act
from core.pages import render_page
from core.toasts import say

RATED_STATES = (BriefState.DELIVERED, BriefState.CLOSED)


def contacts_of(brief):
    """Whom of the client a job can go to."""
    account = brief.account
    return Contact.objects.filter(Q(account=None) | Q(account=account), client=account.client_id).present().order_by("name", "pk")


def delivery_url(brief) -> str:
    return reverse("brief_delivery", args=[brief.pk])


@require_safe
def brief_delivery(request, pk):
    """The tab: the checklist as it stands, what went out, how it went."""
    person = request.user
    brief = find_brief(request, pk)
    run = actions.latest_check(brief)
    points = list(run.points.select_related("by")) if run else []
    is_open = brief.state == BriefState.QUALITY_CHECK
    passed = bool(run and (run.passed_at or run.overruled_at))
    ratings = {rating.side: rating for rating in brief.ratings.select_related("person", "contact")}
    context = {
        "run": run,
        "points": points,
        "answered": sum(point.passes is not None for point in points),
        "failed": sum(point.passes is False for point in points),
        "is_open": is_open,
        "is_passed": passed,
        "may_check": is_open and person.has_perm("briefs.check_quality", brief),
        "may_overrule": is_open and not passed and person.has_perm("briefs.overrule_quality", brief),
        "deliveries": brief.deliveries.select_related("by").prefetch_related("contacts"),
        "ours": ratings.get(RatingSide.AGENCY),
        "theirs": ratings.get(RatingSide.CLIENT),
        "may_rate": brief.state in RATED_STATES and RatingSide.CLIENT not in ratings and person.has_perm("briefs.rate_job", brief),
    }
    return render_page(request, "briefs/brief_delivery.html", brief_frame(request, brief, here="brief_delivery") | context)


@require_http_methods(["GET", "POST"])
def brief_check_quality(request, pk):
    brief = find_brief(request, pk)
    must(request.user, "briefs.run_brief", brief)
    form = ReasonForm(typed(request), row=brief, required=False)
    del form.fields["note"]
    if changed(form, lambda version: actions.start_quality_check(brief, by=request.user, today=request.user.today, version=version)):
        say(request, _("The quality check has begun."))
        return redirect(delivery_url(brief))
    return form_page(
        request,
        form,
        title=_("Start the quality check of %(job)s?") % {"job": brief},
        text=_("Everything that goes out is looked at once more, point by point."),
        button=_("Start the quality check"),
        cancel=delivery_url(brief),
    )


@require_POST
def checked_point_answer(request, pk):
    """One question, answered where it stands."""
    point = get_object_or_404(CheckedPoint.objects.visible_to(request.user).select_related("check_run__brief__account__client"), pk=pk)
    brief = point.check_run.brief
    must(request.user, "briefs.check_quality", brief)
    passes = {"yes": True, "no": False}.get(request.POST.get("answer", ""))
    if passes is None:
        raise Http404
    try:
        actions.answer_point(point, by=request.user, passes=passes, note=request.POST.get("note", "")[:300])
    except Refused as refusal:
        page = brief_frame(request, find_brief(request, brief.pk), here="brief_delivery")
        context = {"point": point, "why": str(refusal)}
        return render_page(request, "briefs/checked_point_fail.html", page | context, status=422)
    return redirect(f"{delivery_url(brief)}#point-{point.pk}")


@require_http_methods(["GET", "POST"])
def quality_check_overrule(request, pk):
    run = get_object_or_404(QualityCheck.objects.visible_to(request.user), pk=pk)
    brief = find_brief(request, run.brief_id)
    must(request.user, "briefs.overrule_quality", brief)
    form = ReasonForm(typed(request), row=brief, label=_("Why it may go out all the same"))
    if changed(form, lambda version, note: actions.overrule_quality(run, by=request.user, reason=note, version=version)):
        say(request, _("Overruled. Your name and the reason stay on the job."))
        return redirect(delivery_url(brief))
    return form_page(
        request,
        form,
        title=_("Overrule the quality check of %(job)s?") % {"job": brief},
        text=_("Points are open or failed. It goes out on your name, with your reason."),
        button=_("Overrule the check"),
        cancel=delivery_url(brief),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def brief_deliver(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.check_quality", brief)
    form = DeliverForm(typed(request), brief=brief, contacts=contacts_of(brief))

    def deliver(version, sends, **facts):
        delivery = actions.deliver(brief, by=person, today=person.today, version=version, **facts)
        if sends:
            actions.send_note(delivery, by=person)
        return delivery

    if changed(form, deliver):
        say(request, _("Delivered. Close the job when everything has arrived."))
        return redirect(delivery_url(brief))
    context = {
        "form": form,
        "files": actions.files_of(brief),
        "held_back": actions.what_holds_it_back(brief),
        "others": [
            _("The client approved version %(approved)s of %(what)s; version %(newest)s goes out.")
            % {"what": what, "approved": approved, "newest": newest}
            for what, approved, newest in actions.not_as_approved(brief)
        ],
        "cancel": delivery_url(brief),
    }
    return render_page(request, "briefs/brief_deliver.html", brief_frame(request, brief, here="brief_delivery") | context)


@require_safe
def delivery_note(request, pk):
    """What was delivered, as the client got it: a page to print."""
    delivery = get_object_or_404(
        actions.Delivery.objects.visible_to(request.user).select_related("brief__account__client", "by").prefetch_related("contacts"), pk=pk
    )
    find_brief(request, delivery.brief_id)
    return render_page(
        request, "briefs/delivery_note.html", {"delivery": delivery, "brief": delivery.brief, "account": delivery.brief.account}
    )


@require_http_methods(["GET", "POST"])
def brief_close(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.close_brief", brief)
    form = CloseForm(typed(request), brief=brief)
    if changed(form, lambda version, **facts: actions.close(brief, by=person, today=person.today, version=version, **facts)):
        say(request, _("Closed."))
        return redirect(delivery_url(brief))
    return form_page(
        request,
        form,
        title=_("Close %(job)s") % {"job": brief},
        lead=_("The client is asked the same of us, by their review link."),
        button=_("Close the job"),
        cancel=delivery_url(brief),
        crumbs=brief_frame(request, brief, here="brief_delivery")["crumbs"],
    )


@require_http_methods(["GET", "POST"])
def brief_reopen(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.close_brief", brief)
    count, asks_order = coming_round(brief)
    form = ReopenForm(typed(request), row=brief, asks_order=asks_order, person=person, today=person.today)
    if changed(form, lambda note, **facts: actions.reopen(brief, by=person, reason=note, today=person.today, **facts)):
        say(request, _("Open again, in creative."))
        return redirect(brief)
    return form_page(
        request,
        form,
        title=_("Open %(job)s again?") % {"job": brief},
        text=" ".join(filter(None, [_("It goes back to creative, in a new round."), coming_words(count, asks_order=asks_order)])),
        button=_("Open again"),
        cancel=delivery_url(brief),
    )


@require_http_methods(["GET", "POST"])
def job_rating_add(request, pk):
    """What the client said of us, written down."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.rate_job", brief)
    form = HeardRatingForm(typed(request), brief=brief, contacts=contacts_of(brief))
    if changed(form, lambda version, **facts: actions.rate_as_client(brief, by=person, version=version, **facts)):
        say(request, _("Written down."))
        return redirect(delivery_url(brief))
    return form_page(
        request,
        form,
        title=_("What the client said of %(job)s") % {"job": brief},
        button=_("Write it down"),
        cancel=delivery_url(brief),
        crumbs=brief_frame(request, brief, here="brief_delivery")["crumbs"],
    )


# ── The client's side ────────────────────────────────────────────────────────────────────────────


@link_page(ReviewLink)
@require_http_methods(["GET", "POST"])
def client_rating(request, link):
    """The decider says how the job went; afterwards the page thanks, and shows what was said."""
    brief = link.brief
    if brief.state not in RATED_STATES or not link.has_perm("briefs.rate_job", brief):
        return render(request, "link_closed.html", status=404)
    rating = JobRating.objects.filter(brief=brief, side=RatingSide.CLIENT).first()
    form = ClientRatingForm(typed(request) if rating is None else None)
    if rating is None and form.is_valid():
        try:
            rating = actions.rate_as_client(brief, by=link, **form.cleaned_data)
        except (LostRace, IllegalMove):
            rating = JobRating.objects.filter(brief=brief, side=RatingSide.CLIENT).first()
    status = 422 if rating is None and form.is_bound else 200
    return render(request, "briefs/client_rating.html", {"brief": brief, "link": link, "form": form, "rating": rating}, status=status)


# ── The checklists ───────────────────────────────────────────────────────────────────────────────


@require_safe
def checklist_list(request):
    """What is looked at before a job leaves the house, by kind of job."""
    person = request.user
    may_change = person.has_perm("briefs.change_plans")
    context = {
        "checklists": Checklist.objects.live().prefetch_related("items"),
        "may_change": may_change,
        "acts": [Act(_("New checklist"), reverse("checklist_add"), "plus", primary=True)] if may_change else [],
        "crumbs": [(_("Jobs"), reverse("brief_list"))],
    }
    return render_page(request, "briefs/checklist_list.html", context)


def _checklist_page(request, form, *, title):
    crumbs = [(_("Jobs"), reverse("brief_list")), (_("Checklists"), reverse("checklist_list"))]
    return form_page(request, form, title=title, button=_("Save the checklist"), cancel=reverse("checklist_list"), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def checklist_add(request):
    must(request.user, "briefs.change_plans")
    form = ChecklistAddForm(typed(request))
    if url := made(request, form, lambda: actions.save_checklist(None, by=request.user, **form.facts)):
        say(request, _("Saved."))
        return redirect(url)
    return _checklist_page(request, form, title=_("New checklist"))


@require_http_methods(["GET", "POST"])
def checklist_change(request, pk):
    checklist = get_object_or_404(Checklist.objects.live(), pk=pk)
    must(request.user, "briefs.change_plans")
    form = ChecklistChangeForm(typed(request), checklist=checklist)
    if changed(form, lambda version, **facts: actions.save_checklist(checklist, by=request.user, version=version, **facts)):
        say(request, _("Saved. Checks that have begun keep their questions."))
        return redirect("checklist_list")
    return _checklist_page(request, form, title=_("Change %(name)s") % {"name": checklist})


@require_POST
def checklist_retire(request, pk):
    checklist = get_object_or_404(Checklist.objects.live(), pk=pk)
    actions.retire_checklist(checklist, by=request.user, today=request.user.today)
    say(request, _("Retired. Jobs of this kind use the list for any kind."))
    return redirect("checklist_list")
