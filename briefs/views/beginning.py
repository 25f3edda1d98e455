"""A brief is begun (W2): on its account, from nothing, from an old one or from a template."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from briefs.actions import writing as actions
from briefs.forms import writing as forms
from briefs.models import Brief, BriefTemplate
from briefs.views.reading import import_act
from clients.models import Account
from clients.views.frame import account_crumbs, form_page, made, must, typed
from clients.views.which_account import account_begun_on, which_account
from core.toasts import say


@require_http_methods(["GET", "POST"])
def brief_create(request):
    """A new job. `?account=` names its account (else it is asked for first), `?copy=` an old brief, `?template=` a template."""
    person = request.user
    must(person, "briefs.add_briefs")
    account = account_begun_on(request)
    if account is None:
        return which_account(
            request,
            "brief_create",
            title=_("Write a brief"),
            lead=_("For which account is it?"),
            list_words=_("Jobs"),
            list_name="brief_list",
            acts=import_act(person),
        )
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
