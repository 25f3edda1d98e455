"""Each step of a concern to its outcome (R2, R3), as a page or a dialog."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from care.actions import concern as actions
from care.forms.concerns import AnswerForm, CloseForm, ConfirmForm, OutcomeForm
from care.moments import moment_words
from care.views.concern_frame import crumbs_of, find_concern
from clients.forms.base import ReasonForm
from clients.views.frame import changed, form_page, must, typed
from core.toasts import say


def page_of_step(request, concern, may, form_class, act, *, title, button, done, lead="", danger=False, **form_words):
    """One step as a page or a dialog: find, ask, act, answer."""
    must(request.user, may, concern)
    form = form_class(typed(request), row=concern, person=request.user, today=request.user.today, **form_words)
    if changed(form, act):
        say(request, done)
        return redirect(concern)
    return form_page(
        request,
        form,
        title=title % {"concern": concern},
        button=button,
        cancel=concern.get_absolute_url(),
        crumbs=crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
        lead=lead,
        danger=danger,
    )


@require_http_methods(["GET", "POST"])
def concern_answer(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.work_concern",
        AnswerForm,
        lambda **facts: actions.answer_concern(concern, by=request.user, now=timezone.now(), **facts),
        title=_("Answer “%(concern)s”"),
        lead=_("Due by %(moment)s.") % {"moment": moment_words(concern.answer_by)},
        button=_("Answer"),
        done=_("Answered. The outcome is due next."),
    )


@require_http_methods(["GET", "POST"])
def concern_propose(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.work_concern",
        OutcomeForm,
        lambda **facts: actions.propose_outcome(concern, by=request.user, now=timezone.now(), **facts),
        title=_("The outcome of “%(concern)s”"),
        lead=_("The clock stands still until they say yes or no."),
        button=_("Propose it"),
        done=_("Proposed. It waits for their yes."),
    )


@require_http_methods(["GET", "POST"])
def concern_confirm(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.confirm_concern",
        ConfirmForm,
        lambda **facts: actions.confirm_outcome(concern, by=request.user, **facts),
        title=_("They agree to the outcome of “%(concern)s”"),
        lead=_("On the phone or by mail; by their own link they say it themselves."),
        button=_("Write it down"),
        done=_("Confirmed. Close it with its cause."),
    )


@require_http_methods(["GET", "POST"])
def concern_close(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.close_concern",
        CloseForm,
        lambda **facts: actions.close_concern(concern, by=request.user, now=timezone.now(), **facts),
        title=_("Close “%(concern)s”"),
        lead=_("It counts under its cause from now on."),
        button=_("Close it"),
        done=_("Closed."),
    )


def page_of_reason(may: str, action, **words):
    """The page of a step that a sentence of ours explains."""

    @require_http_methods(["GET", "POST"])
    def page(request, pk):
        concern = find_concern(request, pk)

        def act(version, note):
            return action(concern, by=request.user, reason=note, now=timezone.now(), version=version)

        return page_of_step(request, concern, may, ReasonForm, act, **words)

    return page


concern_reject = page_of_reason(
    "care.confirm_concern",
    actions.reject_outcome,
    title=gettext_lazy("They refuse the outcome of “%(concern)s”?"),
    lead=gettext_lazy("Say what is missing: another outcome is due."),
    label=gettext_lazy("What is missing?"),
    button=gettext_lazy("They refuse it"),
    done=gettext_lazy("Noted. Another outcome is due."),
    danger=True,
)
concern_reopen = page_of_reason(
    "care.reopen_concern",
    actions.reopen_concern,
    title=gettext_lazy("Reopen “%(concern)s”?"),
    lead=gettext_lazy("Both words are given anew."),
    label=gettext_lazy("Why is it not over?"),
    button=gettext_lazy("Reopen it"),
    done=gettext_lazy("Reopened. An answer is due."),
)
concern_withdraw = page_of_reason(
    "care.speak_on_concern",
    actions.withdraw_concern,
    title=gettext_lazy("Withdraw “%(concern)s”?"),
    lead=gettext_lazy("The client wants nothing more here. Nothing is lost: it stays on the list of what is over."),
    label=gettext_lazy("Why?"),
    button=gettext_lazy("Withdraw it"),
    done=gettext_lazy("Withdrawn."),
    danger=True,
)
