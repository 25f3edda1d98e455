"""A brief from a document or from pasted text becomes a draft, and its editor opens (W2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from briefs.sections import BY_KEY
from clients.models import Account
from clients.views.frame import made, must
from core.pages import render_page
from core.toasts import say
from exchange.briefs_in import Landed, bring_in
from exchange.briefs_in.landing import other_client
from exchange.forms_briefs import BriefImportForm

MOST_NAMED = 6  # sections that the message names


@require_http_methods(["GET", "POST"])
def brief_import(request):
    """`?account=` is the account that the page was opened from."""
    person = request.user
    must(person, "briefs.add_briefs")
    posted = request.method == "POST"
    initial = {"account": chosen_account(request)}
    form = BriefImportForm(
        request.POST if posted else None, request.FILES if posted else None, person=person, today=person.today, initial=initial
    )
    landed: list[Landed] = []

    def make():
        account = form.cleaned_data["account"]
        must(person, "briefs.add_brief", account)
        landed.append(bring_in(form.outline, account, by=person, today=person.today, name=form.file_stem))
        return landed[0].brief

    if url := made(request, form, make):
        for one in landed:  # nothing when the same form was sent before
            tell(request, one)
        return redirect(f"{url}write/")
    context = {
        "form": form,
        "title": _("Import a brief"),
        "button": _("Read it into a draft"),
        "cancel": reverse("brief_list"),
        "crumbs": [(_("Jobs"), reverse("brief_list"))],
        "lead": _("A document from elsewhere is placed into our sections. What fits none of them stays visible in “Not yet placed”."),
    }
    return render_page(request, "exchange/brief_import.html", context)


def chosen_account(request) -> str:
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return ""
    return get_object_or_404(Account.objects.visible_to(request.user).live(), pk=key).code


def tell(request, landed: Landed) -> None:
    """What was filled, what is left over, and whether it may be another client's."""
    names = [str(BY_KEY[key].label) for key in landed.filled]
    shown = ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
    filled = ngettext("%(n)d section was filled: %(names)s.", "%(n)d sections were filled: %(names)s.", len(names))
    words = [filled % {"n": len(names), "names": shown} if names else _("No section could be filled.")]
    if rows := len(landed.placed.deliverables):
        words.append(ngettext("%(n)d deliverable was listed.", "%(n)d deliverables were listed.", rows) % {"n": rows})
    if left := len(landed.placed.left_over):
        one, many = (
            "%(n)d part found no section: it stands in “Not yet placed”.",
            "%(n)d parts found no section: they stand in “Not yet placed”.",
        )
        words.append(ngettext(one, many, left) % {"n": left})
    words.append(_("Score: %(score)d of 100.") % {"score": landed.score})
    say(request, " ".join(words))
    if said := other_client(landed.placed, landed.brief.account):
        words = {"said": said, "account": landed.brief.account}
        messages.warning(request, _("The document names another client, “%(said)s”: is %(account)s the right account?") % words)
