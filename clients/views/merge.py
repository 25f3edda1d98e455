from functools import partial

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.actions.merge import merge_contacts
from clients.duplicates import contacts_like
from clients.forms.merge import ContactMergeForm
from clients.models import Contact
from clients.views.contact import find_contact
from clients.views.frame import changed, client_crumbs, must, typed
from core.pages import render_page
from core.toasts import say

OFFERED = 50


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
