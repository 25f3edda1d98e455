from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients import actions
from clients.contact_facts import parts_of
from clients.filters.contact import ContactFilter
from clients.forms.account import PreferenceForm
from clients.forms.base import ReasonForm
from clients.forms.contact import ContactAddForm, ContactChangeForm, ContactLeftForm
from clients.frames import account_frame, contacts_on_map, find_account
from clients.models import Contact, Preference
from clients.sight import remember
from clients.stakeholders import HEALTH_OF_ATTITUDE, coverage, days_not_met, stakeholder_map
from clients.tables.contact import ContactTable
from clients.telling import lines
from clients.views.client import find_client
from clients.views.frame import account_crumbs, changed, client_crumbs, form_page, made, must, switch, typed
from core.errors import Moved
from core.lists import Empty, as_they_are, list_page
from core.models import Event
from core.pages import render_page
from core.toasts import say


@require_safe
def contact_list(request):
    person = request.user
    return list_page(
        request,
        queryset=lambda: Contact.objects.visible_to(person),
        detail=lambda contacts: contacts.select_related("client", "account").with_boss(visible_to=person),
        dress=as_they_are,
        filterset=ContactFilter,
        table=ContactTable,
        title=_("Contacts"),
        lead=_("Everyone we know at our clients, and what they have to say there."),
        template="clients/client_list.html",
        noun=(_("contact"), _("contacts")),
        export_name="contacts",
        search_label=_("Find a name, e-mail or client"),
        chosen={"status": "present"},
        empty=Empty("contact", _("No contacts yet"), _("Open a client and add whoever decides there.")),
        context={"switch": switch(person, "contact_list")},
    )


def find_contact(request, pk: int) -> Contact:
    """404 for whoever may not know that it exists; one that was merged leads to the one that was kept. Raises Moved."""
    contacts = Contact.objects.visible_to(request.user).select_related("client", "account").with_boss(visible_to=request.user)
    contact = contacts.filter(pk=pk).first()
    if contact is None:
        lives_on_in = contacts.filter(merged__old_id=pk).first()
        raise Moved(lives_on_in.get_absolute_url()) if lives_on_in else Http404("No such contact.")
    remember(request.user, contact, contact.client)
    return contact


@require_safe
def contact_detail(request, pk):
    person, today = request.user, request.user.today
    contact = find_contact(request, pk)
    itself = Event.objects.about(contact)
    of_the_merged = Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(Contact), subject_id__in=contact.merged.values("old_id")
    )
    events = (itself | of_the_merged).select_related("actor", "subject_type").order_by("-at", "-pk")[:20]
    context = {
        "contact": contact,
        "crumbs": client_crumbs(contact.client, (_("Contacts"), f"{reverse('contact_list')}?client={contact.client_id}")),
        "mark": HEALTH_OF_ATTITUDE[contact.attitude],
        "days_not_met": days_not_met(contact, today=today),
        "reports": contact.reports.visible_to(person).present().order_by("name", "pk")[:20],
        "preferences": Preference.objects.visible_to(person).filter(contact=contact).select_related("account")[:20],
        "entries": [line.entry for line in lines(events)],
        "parts": parts_of(contact, person=person),
        "may_change": person.has_perm("clients.change_contact", contact),
        "may_merge": person.has_perm("clients.merge_contacts", contact),
    }
    return render_page(request, "clients/contact_detail.html", context)


@require_safe
def account_contacts(request, pk):
    """The stakeholder map of one account with everyone on it (C3)."""
    person, today = request.user, request.user.today
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_contacts")
    account.contacts_on_map = contacts_on_map(account)
    context = {
        "map": stakeholder_map(account.contacts_on_map) if account.contacts_on_map else None,
        "contacts": [
            (contact, HEALTH_OF_ATTITUDE[contact.attitude], days_not_met(contact, today=today)) for contact in account.contacts_on_map
        ],
        "coverage": coverage(account),
        "preferences": account.preferences.select_related("contact", "noted_by")[:100],
        "may_change_contacts": person.has_perm("clients.change_contact", account),
        "may_note": person.has_perm("clients.note_preference", account),
    }
    return render_page(request, "clients/account_contacts.html", frame | context)


@require_http_methods(["GET", "POST"])
def contact_add(request, pk):
    """A contact of a client; `?account=` says for which account, where there is one."""
    client = find_client(request, pk)
    chosen = request.GET.get("account", "")
    account = find_account(request, int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
    must(request.user, "clients.change_contact", account or client)
    form = ContactAddForm(typed(request), client=client, person=request.user)
    if url := made(request, form, lambda: actions.add_contact(client, by=request.user, **form.facts)):
        say(request, _("%(name)s is among the contacts.") % {"name": form.cleaned_data["name"]})
        return redirect(reverse("account_contacts", args=[account.pk]) if account else url)
    return form_page(
        request,
        form,
        title=_("New contact at %(name)s") % {"name": client},
        lead=_("The name is enough. Part in decisions and attitude put them on the stakeholder map."),
        button=_("Save contact"),
        cancel=(account or client).get_absolute_url(),
        crumbs=account_crumbs(account) if account else client_crumbs(client),
    )


@require_http_methods(["GET", "POST"])
def contact_change(request, pk):
    contact = find_contact(request, pk)
    must(request.user, "clients.change_contact", contact)
    name, crumbs = contact.name, client_crumbs(contact.client, (contact.name, contact.get_absolute_url()))
    form = ContactChangeForm(typed(request), instance=contact, person=request.user)
    if changed(form, partial(actions.change_contact, contact, by=request.user)):
        say(request, _("Saved."))
        return redirect(contact)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": name},
        button=_("Save contact"),
        cancel=contact.get_absolute_url(),
        crumbs=crumbs,
    )


@require_http_methods(["GET", "POST"])
def contact_left(request, pk):
    contact = find_contact(request, pk)
    must(request.user, "clients.change_contact", contact)
    form = ContactLeftForm(typed(request), row=contact, person=request.user, today=request.user.today)
    if changed(form, partial(actions.contact_left, contact, by=request.user)):
        say(request, _("%(name)s is off the map.") % {"name": contact})
        return redirect(contact)
    return form_page(
        request,
        form,
        title=_("Has %(name)s left the client?") % {"name": contact},
        text=_(
            "They go off the stakeholder map, none of their links opens any more, and no survey or letter that waits reaches them. "
            "What they said and when we met them stays."
        ),
        button=_("They have left"),
        cancel=contact.get_absolute_url(),
        crumbs=client_crumbs(contact.client),
    )


@require_http_methods(["GET", "POST"])
def contact_came_back(request, pk):
    contact = find_contact(request, pk)
    must(request.user, "clients.change_contact", contact)
    form = ReasonForm(typed(request), row=contact, person=request.user)
    del form.fields["note"]
    if changed(form, partial(actions.contact_came_back, contact, by=request.user)):
        say(request, _("%(name)s is on the map again.") % {"name": contact})
        return redirect(contact)
    return form_page(
        request,
        form,
        title=_("Is %(name)s with the client again?") % {"name": contact},
        button=_("They are back"),
        cancel=contact.get_absolute_url(),
        crumbs=client_crumbs(contact.client),
    )


# ── Preferences (C8) ─────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def preference_add(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.note_preference", account)
    form = PreferenceForm(typed(request), account=account, person=request.user, today=request.user.today)
    if url := made(request, form, lambda: actions.hear_preference(account, by=request.user, **form.facts)):
        say(request, _("Heard, and kept for whoever works on it next."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("What did %(name)s say they like or dislike?") % {"name": account},
        button=_("Keep it"),
        cancel=account.get_absolute_url(),
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def preference_withdraw(request, pk):
    preference = get_object_or_404(Preference.objects.visible_to(request.user), pk=pk)
    account = preference.account = find_account(request, preference.account_id)
    must(request.user, "clients.note_preference", account)
    form = ReasonForm(typed(request), row=preference, person=request.user, label=_("What changed"))
    form.fields["note"].required = False
    if changed(form, partial(actions.withdraw_preference, preference, by=request.user, on=request.user.today)):
        say(request, _("Withdrawn. It stays in the history."))
        return redirect("account_contacts", account.pk)
    return form_page(
        request,
        form,
        title=_("Is this no longer true?"),
        text=f"“{preference.text}”",
        button=_("Withdraw"),
        cancel=reverse("account_contacts", args=[account.pk]),
        crumbs=account_crumbs(account),
    )
