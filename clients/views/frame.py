"""What the views of clients share: the form as it was typed, the page around it, the places to switch between."""

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import MadeBefore, Refused
from core.once import made_before, once
from core.pages import render_page


def typed(request):
    """What was posted, or None. Not `request.POST or None`: an empty body must bind too."""
    return request.POST if request.method == "POST" else None


def must(person, may: str, obj=None) -> None:
    """Raises PermissionDenied before a form is shown that its action would refuse."""
    if not person.has_perm(may, obj):
        raise PermissionDenied(f"{person} may not {may} on {obj}.")


def attempt(form, do):
    """Do it; what the domain refuses becomes an error of its field or on top of the form, and nothing typed is lost."""
    try:
        return do()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as problem:
        of_row = problem.message_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.messages}
        for name, words in of_row.items():
            form.add_error(name if name in form.fields else None, words)
    return None


def made(request, form, make) -> str | None:
    """The address of what a valid creating form has made, once; None when something is to be put right. Raises MadeBefore."""
    if url := made_before(request.POST.get("form_key"), by=request.user):
        raise MadeBefore(url)
    return attempt(form, lambda: once(form.cleaned_data["form_key"], by=request.user, make=make)) if form.is_valid() else None


def changed(form, do):
    """What the action answered to a valid edit, with the version that the form was opened with."""
    return attempt(form, lambda: do(version=form.cleaned_data["version"], **form.facts)) if form.is_valid() else None


def form_page(request, form, *, title, button, cancel, crumbs=(), lead="", danger=False, text="", shortcuts=(), acts=()):
    """A form as a page, or as the dialog that htmx asked for.

    `text` is the dialog's sentence, `shortcuts` [(label, url)] are likely answers that need no typing, `acts` other ways to begin.
    """
    context = {
        "form": form,
        "title": title,
        "button": button,
        "cancel": cancel,
        "crumbs": crumbs,
        "lead": lead or text,
        "text": text or lead,
        "danger": danger,
        "shortcuts": shortcuts,
        "acts": acts,
        "action": request.get_full_path(),
    }
    return render_page(request, "clients/form_page.html", context, partial="dialog")


def switch(person, here: str) -> list[dict]:
    """The lists that belong together under Clients."""
    places = [
        ("client_list", _("Clients")),
        ("account_list", _("Accounts")),
        ("contact_list", _("Contacts")),
        ("service_list", _("Services")),
    ]
    return [{"label": label, "url": reverse(name), "here": name == here} for name, label in places]


def client_crumbs(client, *further):
    return [(_("Clients"), reverse("client_list")), (client.name, client.get_absolute_url()), *further]


def account_crumbs(account, *further):
    return [*client_crumbs(account.client), (account.name, account.get_absolute_url()), *further]
