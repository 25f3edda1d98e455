"""What is said of a concern between its moves (R2): a further word of ours, and what we heard from them."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import concern as actions
from care.forms.concerns import HeardForm, MessageForm
from care.states import ConcernState
from care.views.concern_frame import crumbs_of, find_concern
from clients.views.frame import form_page, made, must, typed
from core.toasts import say


@require_http_methods(["GET", "POST"])
def concern_write(request, pk):
    """A further word to the client, or a note that stays with us."""
    concern = find_concern(request, pk)
    must(request.user, "care.work_concern", concern)
    if not concern.is_live:
        return redirect(concern)
    form = MessageForm(typed(request), row=concern, person=request.user, today=request.user.today)

    def write():
        actions.write_message(concern, by=request.user, now=timezone.now(), **form.facts)
        return concern

    if url := made(request, form, write):
        say(request, _("Noted, for us only.") if form.cleaned_data.get("is_internal") else _("Written."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Write about “%(concern)s”") % {"concern": concern},
        button=_("Keep it"),
        cancel=concern.get_absolute_url(),
        crumbs=crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
        lead=_("This is no answer yet: its clock goes on.") if concern.waits_for_answer else "",
    )


@require_http_methods(["GET", "POST"])
def concern_hear(request, pk):
    """What they said on the phone or by mail."""
    concern = find_concern(request, pk)
    must(request.user, "care.speak_on_concern", concern)
    if not concern.is_live:
        return redirect(concern)
    form = HeardForm(typed(request), person=request.user, today=request.user.today)

    def hear():
        actions.hear_contact(concern, by=request.user, now=timezone.now(), **form.facts)
        return concern

    if url := made(request, form, hear):
        say(request, _("Noted."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Note what they said about “%(concern)s”") % {"concern": concern},
        button=_("Note it"),
        cancel=concern.get_absolute_url(),
        crumbs=crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
        lead=_("After our answer it asks for another one, in the same time.") if concern.state == ConcernState.ANSWERED else "",
    )
