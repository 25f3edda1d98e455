"""Concerns for us (R2, R3): the list, one concern with everything said about it, and each step to its outcome."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import concern as actions
from care.actions import mediation
from care.filters import ConcernFilter
from care.forms import action_forms
from care.forms.concerns import (
    AnswerForm,
    BeginMediationForm,
    CloseForm,
    ConcernAddForm,
    ConcernChangeForm,
    ConfirmForm,
    HeardForm,
    MediationForm,
    MessageForm,
    OutcomeForm,
    WhichAccountForm,
)
from care.models import ActionItem, Concern, ConcernClimb, ConcernLink, ConcernMessage, MediationNote
from care.querysets import ConcernQuerySet
from care.states import ConcernState
from care.tables import SEVERITY_TAGS, ConcernTable, concern_look
from care.views.check_in import own_accounts
from clients.forms.base import ReasonForm
from clients.frames import account_frame, find_account, seats_of
from clients.models import Account
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Act, Empty, list_page
from core.models import Event
from core.pages import render_page
from core.toasts import say
from core.together import asked_together

MOST_SHOWN = 50
MOVE_PAGES = {  # the page of each move, its icon, and whether it opens as a dialog
    "answer": ("concern_answer", "message-circle-reply", False),
    "ask_again": ("concern_hear", "message-circle-question-mark", True),
    "mediate": ("concern_mediate", "scale", True),
    "propose": ("concern_propose", "handshake", False),
    "confirm": ("concern_confirm", "badge-check", True),
    "reject": ("concern_reject", "x", True),
    "close": ("concern_close", "check", True),
    "reopen": ("concern_reopen", "rotate-ccw", True),
    "withdraw": ("concern_withdraw", "undo-2", True),
}
SELDOM = ("withdraw", "ask_again")


def find_concern(request, pk: int) -> Concern:
    """The concern with account, client, contact and the account's live seats; 404 for a stranger."""
    concern = get_object_or_404(Concern.objects.visible_to(request.user).for_pages(), pk=pk)
    concern.account.live_seats = seats_of(concern.account, today=request.user.today)
    remember(request.user, concern, concern.account, concern.account.client)
    return concern


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Concerns"), reverse("account_concerns", args=[account.pk])), *further)


def switch(here: str) -> list[dict]:
    """The pages that belong together under Concerns."""
    pages = [("concern_list", _("List"), "list"), ("concern_report", _("Causes and times"), "chart-column")]
    return [{"label": label, "url": reverse(name), "here": name == here, "icon": icon} for name, label, icon in pages]


def raise_act(person, *, account=None) -> list[Act]:
    if not person.has_perm("care.raise_concerns"):
        return []
    url = reverse("concern_raise") + (f"?account={account.pk}" if account else "")
    return [Act(_("Raise a concern"), url, "megaphone", primary=True)]


@require_safe
def concern_list(request):
    person = request.user
    acts = raise_act(person)

    def lead(listing):
        late = Concern.objects.visible_to(person).late(now=timezone.now()).order_by().values("pk")[:101].count()
        if not late:
            return _("Everybody has our word in time.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s concern waits longer than we promised.", "%(n)s concerns wait longer than we promised.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: Concern.objects.visible_to(person),
        detail=ConcernQuerySet.for_pages,
        filterset=ConcernFilter,
        table=ConcernTable,
        title=_("Concerns"),
        lead=lead,
        template="care/check_in_list.html",
        noun=(_("concern"), _("concerns")),
        export_name="concerns",
        search_label=_("Find a concern, a contact or an account"),
        chosen={"status": "open"},
        acts=acts,
        empty=Empty(
            "megaphone",
            _("Nothing troubles anybody"),
            _("Questions, problems and conflicts come from you, from the client by their own link, or from a survey's low answer."),
            acts,
        ),
        context={"switch": switch("concern_list")},
    )


@require_safe
def account_concerns(request, pk):
    """The tab of an account: what is open, what was, and who speaks up by link."""
    person = request.user
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_concerns")
    rows = list(Concern.objects.filter(account=account).select_related("contact", "owner").order_by("-raised_at", "-pk")[: MOST_SHOWN + 1])
    shown = [(row, concern_look(row), SEVERITY_TAGS.get(row.severity, "")) for row in rows[:MOST_SHOWN]]
    may_raise = not account.closed_on and person.has_perm("care.raise_concern", account)
    context = {
        "live": sorted(
            (row for row in shown if row[0].is_live), key=lambda row: (row[0].due_at is None, row[0].due_at or row[0].raised_at)
        ),
        "over": [row for row in shown if not row[0].is_live],
        "has_more": len(rows) > MOST_SHOWN,
        "raise_url": f"{reverse('concern_raise')}?account={account.pk}" if may_raise else "",
        "empty_acts": [Act(_("Raise a concern"), f"{reverse('concern_raise')}?account={account.pk}", "megaphone")] if may_raise else [],
        "may_link": person.has_perm("care.make_concern_link", account),
    }
    return render_page(request, "care/account_concerns.html", frame | context)


@require_safe
def concern_detail(request, pk):
    """One concern: what troubles them, what was said, by when our next word is due, and how far it has climbed."""
    person = request.user
    concern = find_concern(request, pk)
    events = Event.objects.about(concern).select_related("actor", "subject_type").order_by("-at", "-pk")
    moves = moves_of(concern, person=person)
    may_work = person.has_perm("care.work_concern", concern)
    context = {
        "concern": concern,
        "account": concern.account,
        "crumbs": crumbs_of(concern.account),
        "look": concern_look(concern),
        "severity_kind": SEVERITY_TAGS.get(concern.severity, ""),
        "is_late": concern.is_late(now=timezone.now()),
        "acts": [move for move in moves if move["name"] not in SELDOM],
        "menu": menu_of(concern, moves, may_work=may_work),
        "facts": facts_of(concern),
        **rows_of(concern),
        "may_write": may_work and concern.is_live,
        "may_mediate": concern.state == ConcernState.MEDIATION and person.has_perm("care.mediate_concern", concern),
        "may_link": concern.contact is not None and person.has_perm("care.make_concern_link", concern.account),
        "link": link_of(concern),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/concern_detail.html", context)


def rows_of(concern: Concern) -> dict[str, list]:
    """What was said of it, how it climbed, what was mediated and promised; one query."""

    def build(concern):
        return {
            "said": ConcernMessage.objects.filter(concern=concern).select_related("person", "contact", "letter"),
            "climbs": ConcernClimb.objects.filter(concern=concern).select_related("passed", "reached"),
            "notes": MediationNote.objects.filter(concern=concern).select_related("noted_by"),
            "items": ActionItem.objects.filter(concern=concern).select_related("owner"),
        }

    return asked_together(("rows of a concern",), build, concern=concern.pk)


def moves_of(concern: Concern, *, person) -> list[dict]:
    """What this person may do with it now; the first is the one filled button, the short ones open as dialogs."""
    found = []
    for name, move in actions.moves_now(concern, by=person).items():
        url_name, icon, is_short = MOVE_PAGES[name]
        url = reverse(url_name, args=[concern.pk])
        found.append({"name": name, "label": move.label, "url": url, "icon": icon, "dialog": is_short})
    first = next((move for move in found if move["name"] not in SELDOM), None)
    return [move | {"primary": move is first} for move in found]


def menu_of(concern: Concern, moves: list[dict], *, may_work: bool) -> list[dict]:
    """What is seldom done with it."""
    items = []
    if concern.is_live and may_work:
        items.append({"label": _("Change it"), "url": reverse("concern_change", args=[concern.pk]), "icon": "pencil"})
    return items + [move | {"danger": move["name"] == "withdraw"} for move in moves if move["name"] in SELDOM]


def hours_words(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    return _("%(hours).1f office hours") % {"hours": minutes / 60} if minutes else _("at once")


def moment_words(moment) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")


def facts_of(concern: Concern) -> list[tuple]:
    facts = [(_("Raised"), f"{moment_words(concern.raised_at)}, {concern.get_source_display().lower()}")]
    if answer := getattr(concern, "survey_answer", None):
        facts.append((_("About"), format_html('<a href="{}">{}</a>', answer.get_absolute_url(), concern.about)))
    elif concern.about:
        facts.append((_("About"), concern.about))
    if concern.answered_at is None and concern.is_live:
        facts.append((_("Answer by"), moment_words(concern.answer_by)))
    elif concern.answered_at:
        facts.append((_("First answer after"), hours_words(concern.answer_minutes)))
    if concern.resolved_at is None and concern.is_live:
        facts.append((_("Outcome by"), moment_words(concern.resolve_by)))
    elif concern.resolved_at:
        facts.append((_("Outcome after"), hours_words(concern.resolve_minutes)))
    if concern.cause:
        facts.append((_("Cause"), concern.cause.name))
    if concern.reopened_count:
        facts.append((_("Reopened"), ngettext("%(n)d time", "%(n)d times", concern.reopened_count) % {"n": concern.reopened_count}))
    return facts


def link_of(concern: Concern) -> ConcernLink | None:
    """The link by which the contact follows it, if they have one."""
    if concern.contact is None:
        return None
    open_links = ConcernLink.objects.open(now=timezone.now()).filter(account=concern.account_id, contact=concern.contact_id)
    return open_links.order_by("-expires_at").first()


@require_http_methods(["GET", "POST"])
def concern_raise(request):
    """Take a concern down. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "care.raise_concerns")
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return which_account(request)
    account = get_object_or_404(Account.objects.visible_to(person).live().select_related("client"), pk=key)
    remember(person, account, account.client)
    must(person, "care.raise_concern", account)
    form = ConcernAddForm(typed(request), account=account, person=person, today=person.today)
    if url := made(request, form, lambda: actions.raise_concern(account, by=person, **form.facts)):
        say(request, _("The concern is on the list, and its clock runs."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("What troubles %(account)s?") % {"account": account},
        button=_("Raise the concern"),
        cancel=reverse("account_concerns", args=[account.pk]),
        crumbs=crumbs_of(account),
        lead=_("Answer and outcome are due in office hours, by tier and severity."),
    )


def which_account(request):
    """The first step: the account, by code or name."""
    name = request.GET.get("account") or request.POST.get("account")
    form = WhichAccountForm({"account": name} if name or request.method == "POST" else None, person=request.user, today=request.user.today)
    if form.is_valid():
        return redirect(f"{reverse('concern_raise')}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=_("Raise a concern"),
        button=_("Go on"),
        cancel=reverse("concern_list"),
        crumbs=[(_("Concerns"), reverse("concern_list"))],
        lead=_("Whom does it trouble?"),
        shortcuts=[(account.name, f"{reverse('concern_raise')}?account={account.pk}") for account in own_accounts(request.user)],
    )


@require_http_methods(["GET", "POST"])
def concern_change(request, pk):
    concern = find_concern(request, pk)
    must(request.user, "care.work_concern", concern)
    if not concern.is_live:
        return redirect(concern)
    form = ConcernChangeForm(typed(request), row=concern, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_concern(concern, by=request.user, now=timezone.now(), **facts)):
        say(request, _("The concern is changed."))
        return redirect(concern)
    return form_page(
        request,
        form,
        title=_("Change “%(concern)s”") % {"concern": concern},
        button=_("Save the concern"),
        cancel=concern.get_absolute_url(),
        crumbs=crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
    )


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
        lead=_("Due %(moment)s.") % {"moment": moment_words(concern.answer_by)},
        button=_("Answer"),
        done=_("Answered. The outcome is due next."),
    )


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


@require_http_methods(["GET", "POST"])
def concern_mediate(request, pk):
    concern = find_concern(request, pk)
    return page_of_step(
        request,
        concern,
        "care.mediate_concern",
        BeginMediationForm,
        lambda **facts: mediation.begin_mediation(concern, by=request.user, now=timezone.now(), **facts),
        title=_("Mediate in “%(concern)s”?"),
        lead=_("Speak with both sides, and write down each talk. The outcome stays due when it was."),
        button=_("Begin to mediate"),
        done=_("In mediation. Write down what each side says."),
    )


@require_http_methods(["GET", "POST"])
def mediation_note(request, pk):
    """One talk with both sides, and who of us does what by when."""
    person = request.user
    concern = find_concern(request, pk)
    must(person, "care.mediate_concern", concern)
    if concern.state != ConcernState.MEDIATION:
        return redirect(concern)
    form = MediationForm(typed(request), person=person, today=person.today)
    following = action_forms(typed(request), account=concern.account, person=person)

    def note():
        mediation.note_mediation(concern, by=person, today=person.today, actions=following.next_actions, **form.facts)
        return concern

    if request.method == "POST" and following.is_valid() and (url := made(request, form, note)):
        say(request, _("The talk is written down."))
        return redirect(url)
    context = {
        "form": form,
        "actions": following,
        "account": concern.account,
        "title": _("A talk about “%(concern)s”") % {"concern": concern},
        "lead": _("What each side says in its own words. Only we read this."),
        "button": _("Keep the talk"),
        "cancel": concern.get_absolute_url(),
        "crumbs": crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
    }
    return render_page(request, "care/check_in_hold.html", context, status=422 if request.method == "POST" else None)


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
