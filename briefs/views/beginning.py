"""A brief is begun (W2): on its account, from nothing, from an old one or from a template."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from briefs.actions import writing as actions
from briefs.forms import writing as forms
from briefs.models import Brief, BriefTemplate
from briefs.views.reading import import_act
from clients.models import Account, Seat
from clients.sight import remember
from clients.views.frame import account_crumbs, form_page, made, must, typed
from core.toasts import say

MOST_SHORTCUTS = 12


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
