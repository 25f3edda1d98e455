from functools import partial

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.actions.merge import merge_contacts
from clients.actions.merge_client import merge_clients
from clients.duplicates import clients_like, contacts_like
from clients.forms.merge import ClientMergeForm, ContactMergeForm
from clients.merging import relations_of
from clients.models import Client, Contact
from clients.views.client import find_client
from clients.views.contact import find_contact
from clients.views.frame import changed, client_crumbs, must, typed
from core.pages import render_page
from core.toasts import say

OFFERED = 50
FOUND = 20


@require_http_methods(["GET", "POST"])
def contact_merge(request, pk):
    """This contact and the one of `?with=` become one; without it, which one is asked first."""
    contact = find_contact(request, pk)
    must(request.user, "clients.merge_contacts", contact)
    crumbs = client_crumbs(contact.client, (contact.name, contact.get_absolute_url()))
    chosen = request.GET.get("with", "")
    if not chosen:
        return render_page(request, "clients/contact_merge.html", {"contact": contact, "crumbs": crumbs, **offered(contact, request.user)})
    if not (chosen.isdecimal() and len(chosen) < 19):
        raise Http404("No such contact.")
    other = find_contact(request, int(chosen))
    if other.client_id != contact.client_id or other == contact:
        raise Http404("Not another contact of this client.")
    must(request.user, "clients.merge_contacts", other)
    form = ContactMergeForm(typed(request), kept=contact, other=other, person=request.user)
    if changed(form, partial(merge_contacts, contact, other, by=request.user)):
        say(request, _("%(other)s is merged into %(name)s.") % {"other": other.name, "name": contact.name})
        return redirect(contact)
    context = {
        "contact": contact,
        "other": other,
        "form": form,
        "crumbs": crumbs,
        "swap": f"{reverse('contact_merge', args=[other.pk])}?with={contact.pk}",
    }
    return render_page(request, "clients/contact_merge.html", context)


def offered(contact: Contact, person) -> dict:
    """Those who may be the same, the likely ones first."""
    like = contacts_like(contact.client, person=person, name=contact.name, email=contact.email, but=contact.pk)
    others = Contact.objects.visible_to(person).filter(client=contact.client).exclude(pk__in=[contact.pk, *(one.pk for one in like)])
    return {"like": like, "others": others.only("pk", "name", "job_title", "email").order_by("name", "pk")[:OFFERED]}


@require_http_methods(["GET", "POST"])
def client_merge(request, pk):
    """This client and the one of `?with=` become one; without it, which one is asked first, and `?q=` finds it by name."""
    person = request.user
    client = find_client(request, pk)
    must(person, "clients.merge_clients", client)
    crumbs = client_crumbs(client)
    chosen = request.GET.get("with", "")
    if not chosen:
        q = request.GET.get("q", "").replace("\x00", "").strip()[:200]
        context = {"client": client, "crumbs": crumbs, "q": q, **clients_offered(client, q, person=person)}
        return render_page(request, "clients/client_merge.html", context)
    if not (chosen.isdecimal() and len(chosen) < 19) or int(chosen) == client.pk:
        raise Http404("No other client.")
    other = find_client(request, int(chosen))
    must(person, "clients.merge_clients", other)
    form = ClientMergeForm(typed(request), kept=client, other=other, person=person)
    if changed(form, partial(merge_clients, client, other, by=person)):
        say(request, _("%(other)s is merged into %(name)s.") % {"other": other.name, "name": client.name})
        return redirect(client)
    context = {
        "client": client,
        "other": other,
        "form": form,
        "moves": what_moves(other),
        "crumbs": crumbs,
        "swap": f"{reverse('client_merge', args=[other.pk])}?with={client.pk}",
    }
    return render_page(request, "clients/client_merge.html", context)


def clients_offered(client: Client, q: str, *, person) -> dict:
    """Those of nearly the same name, and those whose name holds the word that was typed."""
    like = [one for one in clients_like(client.name, person=person) if one.pk != client.pk]
    found = Client.objects.visible_to(person).filter(name__icontains=q).exclude(pk=client.pk) if q else Client.objects.none()
    return {"like": like, "found": found.only("pk", "name", "city", "country").order_by("name", "pk")[:FOUND]}


def what_moves(other: Client) -> list[tuple[str, int]]:
    """What hangs on the one that goes, and how much of it: ("accounts", 2)."""
    counted = []
    for relation in relations_of(Client):
        model = relation.related_model
        if number := model._base_manager.filter(**{relation.field.name: other}).count():
            counted.append((str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural), number))
    return counted
