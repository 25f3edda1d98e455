from functools import partial

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import actions
from clients.filters.service import BoughtServiceFilter
from clients.forms.service import (
    BoughtServiceAddForm,
    BoughtServiceChangeForm,
    FitForm,
    SalesHandoverForm,
    ServiceAddForm,
    ServiceChangeForm,
    ServiceEndForm,
)
from clients.frames import account_frame, find_account
from clients.models import BoughtService, SalesHandover, Service
from clients.states import Fit
from clients.tables.service import BoughtServiceTable
from clients.views.frame import account_crumbs, changed, form_page, made, must, switch, typed
from core.lists import Empty, list_page
from core.lists.page import EXPORTS
from core.pages import render_page
from core.spreadsheets import spreadsheet_response
from core.toasts import say

FIT_LOOKS = {Fit.GOOD: "good", Fit.PARTIAL: "watch", Fit.POOR: "risk", Fit.UNKNOWN: "none"}


@require_safe
def service_list(request):
    """What the agency sells, and how well each serves those who bought it, as far as this person sees them."""
    person = request.user
    sold = BoughtService.objects.visible_to(person).filter(ended_on=None).order_by().values("service")
    counts = {
        row["service"]: row
        for row in sold.annotate(
            accounts=Count("account", distinct=True),
            good=Count("pk", filter=Q(fit=Fit.GOOD)),
            partial=Count("pk", filter=Q(fit=Fit.PARTIAL)),
            poor=Count("pk", filter=Q(fit=Fit.POOR)),
            unknown=Count("pk", filter=Q(fit=Fit.UNKNOWN)),
        )
    }
    services = [(service, counts.get(service.pk)) for service in Service.objects.order_by("-is_sold", "name", "pk")]
    if (kind := request.GET.get("export")) is not None:
        if kind not in EXPORTS:
            raise Http404(f"No export as {kind}.")
        return spreadsheet_response(kind, "services", *service_sheet(services))
    context = {
        "services": services,
        "exports": [("Excel (XLSX)", "?export=xlsx"), ("CSV", "?export=csv")],
        "may_change": person.has_perm("clients.change_service_list"),
        "switch": switch(person, "service_list"),
    }
    return render_page(request, "clients/service_list.html", context)


def service_sheet(services) -> tuple[list[str], list[list]]:
    """The same as a file: a line for each service, with how many accounts it serves and how well."""
    headers = [_("Service"), _("About"), _("Sold"), _("Accounts"), _("Fits"), _("Fits in part"), _("Does not fit"), _("Not rated")]
    numbers = ("accounts", "good", "partial", "poor", "unknown")
    return headers, [[one.name, one.about, one.is_sold, *((count or {}).get(name, 0) for name in numbers)] for one, count in services]


@require_safe
def bought_service_list(request):
    """What accounts bought, as far as this person sees them."""
    return list_page(
        request,
        queryset=BoughtService.objects.visible_to(request.user).select_related("service", "account__client", "contract", "sold_by"),
        filterset=BoughtServiceFilter,
        table=BoughtServiceTable,
        title=_("Services bought"),
        lead=_("What each account bought, under which contract, and whether it fits."),
        noun=(_("service bought"), _("services bought")),
        export_name="services-bought",
        search_label=_("Find a service, an account or a client"),
        chosen={"ended": "false"},
        empty=Empty("package", _("Nothing bought yet"), _("Services stand here as soon as one is noted on an account.")),
        template="clients/bought_service_list.html",
        context={"crumbs": service_crumbs()},
    )


def service_crumbs():
    return [(_("Clients"), reverse("client_list")), (_("Services"), reverse("service_list"))]


@require_http_methods(["GET", "POST"])
def service_add(request):
    must(request.user, "clients.change_service_list")
    form = ServiceAddForm(typed(request), person=request.user)
    if url := made(request, form, lambda: actions.add_service(by=request.user, **form.facts)):
        return redirect(url)
    return form_page(
        request, form, title=_("New service"), button=_("Save service"), cancel=reverse("service_list"), crumbs=service_crumbs()
    )


@require_http_methods(["GET", "POST"])
def service_change(request, pk):
    must(request.user, "clients.change_service_list")
    service = get_object_or_404(Service, pk=pk)
    name = service.name
    form = ServiceChangeForm(typed(request), instance=service, person=request.user)
    if changed(form, partial(actions.change_service, service, by=request.user)):
        say(request, _("Saved."))
        return redirect(service)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": name},
        button=_("Save service"),
        cancel=reverse("service_list"),
        crumbs=service_crumbs(),
    )


# ── What an account bought (C4) ──────────────────────────────────────────────────────────────────


@require_safe
def account_services(request, pk):
    person = request.user
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_services")
    bought = account.bought_services.select_related("service", "contract", "sold_by").order_by("ended_on", "service__name", "pk")[:200]
    handover = SalesHandover.objects.filter(account=account).select_related("sold_by", "taken_by").first()
    context = {
        "services": [(row, FIT_LOOKS[row.fit], menu_of(row)) for row in bought],
        "handover": handover,
        "may_change": person.has_perm("clients.change_services", account),
        "may_hand_over": person.has_perm("clients.hand_sales_over", account),
        "may_take": handover is not None and not handover.taken_on and person.has_perm("clients.take_sales_over", account),
    }
    return render_page(request, "clients/account_services.html", frame | context)


def menu_of(bought) -> list[dict]:
    """The rarer acts of a row."""
    return [
        {"label": _("Change"), "url": reverse("bought_service_change", args=[bought.pk]), "icon": "pencil"},
        {"label": _("End it"), "url": reverse("bought_service_end", args=[bought.pk]), "icon": "package-x", "dialog": True},
    ]


def services_url(account) -> str:
    return reverse("account_services", args=[account.pk])


def find_bought(request, pk: int) -> BoughtService:
    bought = get_object_or_404(BoughtService.objects.visible_to(request.user).select_related("service", "contract"), pk=pk)
    bought.account = find_account(request, bought.account_id)
    must(request.user, "clients.change_services", bought.account)
    return bought


@require_http_methods(["GET", "POST"])
def bought_service_add(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.change_services", account)
    form = BoughtServiceAddForm(typed(request), account=account, person=request.user, today=request.user.today)
    if made(request, form, lambda: actions.buy_service(account, by=request.user, **form.facts)):
        say(request, _("%(service)s is noted for %(account)s.") % {"service": form.cleaned_data["service"], "account": account})
        return redirect(services_url(account))
    return form_page(
        request,
        form,
        title=_("What did %(name)s buy?") % {"name": account},
        button=_("Save"),
        cancel=services_url(account),
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def bought_service_change(request, pk):
    bought = find_bought(request, pk)
    account, name = bought.account, bought.service.name
    form = BoughtServiceChangeForm(typed(request), instance=bought, person=request.user)
    if changed(form, partial(actions.change_bought_service, bought, by=request.user)):
        say(request, _("Saved."))
        return redirect(services_url(account))
    return form_page(
        request,
        form,
        title=_("Change %(service)s of %(account)s") % {"service": name, "account": account},
        button=_("Save"),
        cancel=services_url(account),
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def bought_service_rate(request, pk):
    bought = find_bought(request, pk)
    form = FitForm(typed(request), row=bought, person=request.user)
    if changed(form, partial(actions.rate_fit, bought, by=request.user, on=request.user.today)):
        say(request, _("Rated."))
        return redirect(services_url(bought.account))
    return form_page(
        request,
        form,
        title=_("Does %(service)s fit what %(account)s needs?") % {"service": bought.service, "account": bought.account},
        button=_("Rate"),
        cancel=services_url(bought.account),
        crumbs=account_crumbs(bought.account),
    )


@require_http_methods(["GET", "POST"])
def bought_service_end(request, pk):
    bought = find_bought(request, pk)
    form = ServiceEndForm(typed(request), row=bought, person=request.user, today=request.user.today)
    if changed(form, partial(actions.end_bought_service, bought, by=request.user)):
        say(request, _("%(service)s has ended.") % {"service": bought.service})
        return redirect(services_url(bought.account))
    return form_page(
        request,
        form,
        title=_("End %(service)s for %(account)s?") % {"service": bought.service, "account": bought.account},
        text=_("It stays in the list of what they bought, with its last day."),
        button=_("End it"),
        cancel=services_url(bought.account),
        crumbs=account_crumbs(bought.account),
    )


# ── The sales hand-over (P10) ────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def sales_handover(request, pk):
    """Written by sales or a supervisor, mended until the lead takes it over; then it can only be read."""
    person = request.user
    account = find_account(request, pk)
    handover = SalesHandover.objects.filter(account=account).select_related("sold_by", "taken_by").first()
    may_write = person.has_perm("clients.hand_sales_over", account) and not (handover and handover.taken_on)
    if request.method == "POST":
        must(person, "clients.hand_sales_over", account)
    form = SalesHandoverForm(typed(request), instance=handover or SalesHandover(account=account), person=person, today=person.today)
    if request.method == "POST" and changed(form, partial(actions.hand_sales_over, account, by=person)):
        say(request, _("Handed over. The lead takes it from here."))
        return redirect("sales_handover", account.pk)
    if handover and form.is_bound:
        handover.refresh_from_db()  # a bound form has written into it
    context = account_frame(request, account, here="account_services") | {
        "handover": handover,
        "form": form if may_write else None,
        "may_take": handover is not None and not handover.taken_on and person.has_perm("clients.take_sales_over", account),
    }
    return render_page(request, "clients/sales_handover.html", context)


@require_POST
def sales_handover_take(request, pk):
    account = find_account(request, pk)
    handover = get_object_or_404(SalesHandover, account=account)
    actions.take_sales_over(handover, by=request.user, today=request.user.today)
    say(request, _("You have taken %(account)s over from sales.") % {"account": account})
    return redirect("account_services", account.pk)
