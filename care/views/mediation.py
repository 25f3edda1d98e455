"""Mediating in a conflict (R3): it begins, and each talk with both sides is written down."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import mediation
from care.forms import action_forms
from care.forms.concerns import BeginMediationForm, MediationForm
from care.states import ConcernState
from care.views.concern_frame import crumbs_of, find_concern
from care.views.concern_move import page_of_step
from clients.views.frame import made, must, typed
from core.pages import render_page
from core.toasts import say


@require_http_methods(["GET", "POST"])
def concern_mediate(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.mediate_concern",
        BeginMediationForm,
        lambda **facts: mediation.begin_mediation(concern, by=request.user, now=timezone.now(), **facts),
        title=_("Mediate in “%(concern)s”?"),
        lead=_("Speak with both sides, and write down each talk. The outcome stays due when it was."),
        button=_("Begin to mediate"),
        done=_("In mediation. Write down what each side says."),
    )


@require_http_methods(["GET", "POST"])
def mediation_note(request, pk):
    """One talk with both sides, and who of us does what by when."""
    person = request.user
    concern = find_concern(request, pk)
    must(person, "care.mediate_concern", concern)
    if concern.state != ConcernState.MEDIATION:
        return redirect(concern)
    form = MediationForm(typed(request), person=person, today=person.today)
    following = action_forms(typed(request), account=concern.account, person=person)

    def note():
        mediation.note_mediation(concern, by=person, today=person.today, actions=following.next_actions, **form.facts)
        return concern

    if request.method == "POST" and following.is_valid() and (url := made(request, form, note)):
        say(request, _("The talk is written down."))
        return redirect(url)
    context = {
        "form": form,
        "actions": following,
        "account": concern.account,
        "title": _("A talk about “%(concern)s”") % {"concern": concern},
        "lead": _("What each side says in its own words. Only we read this."),
        "button": _("Keep the talk"),
        "cancel": concern.get_absolute_url(),
        "crumbs": crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
    }
    return render_page(request, "care/check_in_hold.html", context, status=422 if request.method == "POST" else None)
