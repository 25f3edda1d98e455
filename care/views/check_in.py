from datetime import date, timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import check_in as actions
from care.filters import CheckInFilter
from care.forms import HoldForm, LogForm, MoveForm, PlanForm, WhichAccountForm, action_forms
from care.models import ActionItem, CheckIn, ContactReport
from care.querysets import CheckInQuerySet
from care.report_clock import moment_words
from care.states import CheckInKind, CheckInState
from care.tables import CheckInTable, check_in_look
from care.tables.contact_reports import report_look
from clients.forms.base import ReasonForm
from clients.frames import account_frame, find_account, seats_of
from clients.levels import cadence_of, cadence_words
from clients.models import Account, Seat
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Act, Empty, list_page
from core.models import Event
from core.moves import available_moves
from core.pages import render_page
from core.statements import counted, state_of
from core.toasts import say

PAST_SHOWN = 30
MOST_IN_A_WEEK = 300
MOST_SHORTCUTS = 12  # accounts of one's own offered for one click


def find_check_in(request, pk: int) -> CheckIn:
    """The check-in with account, client and the account's live seats; 404 for a stranger."""
    check_in = get_object_or_404(CheckIn.objects.visible_to(request.user).for_pages(), pk=pk)
    check_in.account.live_seats = seats_of(check_in.account, today=request.user.today)
    remember(request.user, check_in, check_in.account, check_in.account.client)
    return check_in


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Check-ins"), reverse("account_check_ins", args=[account.pk])), *further)


def switch(here: str) -> list[dict]:
    places = [
        ("check_in_list", _("List"), "list"),
        ("check_in_week", _("Week"), "calendar-days"),
        ("action_item_list", _("Actions"), "list-checks"),
        ("contact_report_list", _("Reports"), "file-text"),
    ]
    return [{"label": label, "url": reverse(name), "here": name == here, "icon": icon} for name, label, icon in places]


def log_act(person, *, account=None) -> list[Act]:
    if not person.has_perm("care.log_check_in"):
        return []
    url = reverse("check_in_log") + (f"?account={account.pk}" if account else "")
    return [Act(_("Log a check-in"), url, "phone", primary=True)]


def moves_of(check_in: CheckIn, *, person) -> list[dict]:
    """What this person may do with it now; each opens its own form."""
    pages = {"hold": ("check_in_hold", "check"), "miss": ("check_in_miss", "phone-missed"), "cancel": ("check_in_cancel", "x")}
    found = []
    for name, move in available_moves(check_in, by=person).items():
        url_name, icon = pages[name]
        found.append(
            {
                "label": move.label,
                "url": reverse(url_name, args=[check_in.pk]),
                "icon": icon,
                "primary": name == "hold",
                "dialog": name != "hold",
            }
        )
    if check_in.state == CheckInState.PLANNED and found:
        found.insert(
            1, {"label": _("Move it"), "url": reverse("check_in_change", args=[check_in.pk]), "icon": "calendar-clock", "dialog": False}
        )
    return found


@require_safe
def check_in_list(request):
    person = request.user
    acts = log_act(person)

    def lead(listing):
        late = counted(
            ("late", state_of(person)), lambda: CheckIn.objects.visible_to(person).overdue(today=person.today).order_by().values("pk")[:101]
        )
        if not late:
            return _("Nobody waits for a word from us.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s check-in is overdue.", "%(n)s check-ins are overdue.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: CheckIn.objects.visible_to(person),
        detail=CheckInQuerySet.for_pages,
        filterset=CheckInFilter,
        table=CheckInTable,
        title=_("Check-ins"),
        lead=lead,
        template="care/check_in_list.html",
        noun=(_("check-in"), _("check-ins")),
        export_name="check-ins",
        search_label=_("Find an account or a word"),
        chosen={"state": "planned"},
        acts=acts,
        empty=Empty(
            "messages-square",
            _("No check-ins yet"),
            _("The clock plans one for every account by its cadence. What happened meanwhile can be logged at once."),
            acts,
        ),
        context={"switch": switch("check_in_list")},
    )


@require_safe
def check_in_week(request):
    """Monday to Sunday: what is planned and what was held."""
    person, today = request.user, request.user.today
    try:
        day = date.fromisoformat(request.GET.get("from", "")) if request.GET.get("from") else today
    except ValueError:
        day = today
    monday = day - timedelta(days=day.weekday())
    seen = CheckIn.objects.visible_to(person).in_week_of(monday).for_pages().order_by("planned_on", "planned_at", "pk")
    is_mine = request.GET.get("mine") != "no"
    if is_mine:
        seen = seen.filter(owner__in=person.standing.seats_of)
    found = list(seen[: MOST_IN_A_WEEK + 1])
    days = [monday + timedelta(days=number) for number in range(7)]
    columns = [
        {
            "day": one,
            "is_today": one == today,
            "rows": [(row, check_in_look(row)) for row in found if (row.held_on or row.planned_on) == one],
        }
        for one in days
    ]
    own = "" if is_mine else "&mine=no"
    context = {
        "columns": [column for column in columns if column["rows"] or column["day"].weekday() < 5],
        "title": _("Week of %(day)s") % {"day": date_format(monday, "j F Y")},
        "number": min(len(found), MOST_IN_A_WEEK),
        "has_more": len(found) > MOST_IN_A_WEEK,
        "switch": switch("check_in_week"),
        "whose": [
            {"label": _("Mine"), "url": f"?from={monday}", "here": is_mine},
            {"label": _("All"), "url": f"?from={monday}&mine=no", "here": not is_mine},
        ],
        "before_url": f"?from={monday - timedelta(days=7)}{own}",
        "after_url": f"?from={monday + timedelta(days=7)}{own}",
        "acts": log_act(person),
        "late": CheckIn.objects.visible_to(person).overdue(today=today).filter(owner__in=person.standing.seats_of)[:101].count(),
    }
    return render_page(request, "care/check_in_week.html", context)


@require_safe
def account_check_ins(request, pk):
    """The tab of an account: what comes, what was promised, what was said."""
    person, today = request.user, request.user.today
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_check_ins")
    check_ins = list(
        CheckIn.objects.filter(account=account)
        .select_related("owner", "report")
        .prefetch_related("contacts")
        .order_by("-planned_on", "-pk")[:PAST_SHOWN]
    )
    planned = sorted((one for one in check_ins if one.state == CheckInState.PLANNED), key=lambda one: (one.planned_on, one.pk))
    may_work = person.has_perm("care.plan_check_in", account)
    context = {
        "planned": planned,
        "past": [(one, check_in_look(one)) for one in check_ins if one.state != CheckInState.PLANNED],
        "items": ActionItem.objects.filter(account=account).open().select_related("owner", "contact")[:PAST_SHOWN],
        "may_work": may_work,
        "reports": [(one.report, report_look(one.report)) for one in check_ins if hasattr(one, "report")][:6],
        "trainings": trainings_of(check_ins),
        "log_url": f"{reverse('check_in_log')}?account={account.pk}",
        "cadence": cadence_words(cadence_of(account)),
        "today": today,
        "has_more": len(check_ins) == PAST_SHOWN,
        "empty_acts": [Act(_("Log a check-in"), f"{reverse('check_in_log')}?account={account.pk}", "phone")] if may_work else [],
    }
    return render_page(request, "care/account_check_ins.html", frame | context)


def trainings_of(check_ins: list[CheckIn]) -> list[dict]:
    """Who was trained in what, when, of those that the tab has loaded: the newest first (R6)."""
    held = [one for one in check_ins if one.kind == CheckInKind.TRAINING and one.state == CheckInState.HELD]
    return [{"training": one, "came": one.contacts.all()} for one in held[:6]]


@require_safe
def check_in_detail(request, pk):
    """One check-in: when, with whom, what was said, what follows."""
    person = request.user
    check_in = find_check_in(request, pk)
    events = Event.objects.about(check_in).select_related("actor", "subject_type").order_by("-at", "-pk")
    context = {
        "check_in": check_in,
        "account": check_in.account,
        "crumbs": crumbs_of(check_in.account),
        "look": check_in_look(check_in),
        **who_was_there(check_in),
        "items": check_in.action_items.select_related("owner", "contact"),
        "moves": moves_of(check_in, person=person),
        "may_add": person.has_perm("care.add_action_item", check_in.account),
        "entries": [line.entry for line in lines(events)],
        "is_late": check_in.state == CheckInState.PLANNED and check_in.planned_on < person.today,
        "may_prepare": check_in.state == CheckInState.PLANNED and person.has_perm("care.work_check_in", check_in),
        **report_of(check_in, person=person),
    }
    return render_page(request, "care/check_in_detail.html", context)


def who_was_there(check_in: CheckIn) -> dict:
    """Of one that was held who was there, else who is invited; of a training also who did not come."""
    is_held = check_in.state == CheckInState.HELD
    return {
        "contacts": check_in.contacts.all() if is_held else (),
        "people": check_in.people.all() if is_held else (),
        "attendances": () if is_held and check_in.kind != CheckInKind.TRAINING else check_in.attendances.select_related("contact"),
    }


def report_of(check_in: CheckIn, *, person) -> dict:
    """The contact report of a held check-in, or that one is owed and what this person may do about it."""
    if check_in.state != CheckInState.HELD:
        return {}
    report = ContactReport.objects.filter(check_in=check_in).first()
    is_out = report is not None and report.edition > 0
    return {
        "report": report,
        "report_look": report_look(report) if report else None,
        "report_due_at": None if is_out else check_in.report_due_at,
        "report_due_words": moment_words(check_in.report_due_at) if check_in.report_due_at else "",
        "report_is_late": not is_out and check_in.report_late_at is not None and check_in.report_late_at < timezone.now(),
        "may_report": report is None and person.has_perm("care.write_report", check_in),
        "may_waive": not is_out and check_in.report_due_at is not None and person.has_perm("care.waive_report", check_in),
    }


def _held_page(request, form, actions_forms, *, account, title, lead, button, cancel, planned=None):
    context = {
        "form": form,
        "actions": actions_forms,
        "account": account,
        "title": title,
        "lead": lead,
        "button": button,
        "cancel": cancel,
        "crumbs": crumbs_of(account),
        "planned": planned,
    }
    status = 422 if request.method == "POST" else None
    return render_page(request, "care/check_in_hold.html", context, status=status)


@require_http_methods(["GET", "POST"])
def check_in_hold(request, pk):
    """Mark a planned (or missed) check-in held."""
    person = request.user
    check_in = find_check_in(request, pk)
    must(person, "care.work_check_in", check_in)
    form = HoldForm(typed(request), row=check_in, person=person, today=person.today)
    following = action_forms(typed(request), account=check_in.account, person=person)

    def hold(version, **facts):
        return actions.hold_check_in(check_in, by=person, today=person.today, actions=following.next_actions, version=version, **facts)

    if request.method == "POST" and following.is_valid() and changed(form, hold):
        say(request, _("Held. The next check-in with %(account)s is planned.") % {"account": check_in.account})
        return redirect(check_in)
    return _held_page(
        request,
        form,
        following,
        account=check_in.account,
        title=_("Mark held: %(name)s") % {"name": check_in},
        lead=_("Planned for %(day)s.") % {"day": date_format(check_in.planned_on, "l j F")},
        button=_("Mark held"),
        cancel=check_in.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def check_in_log(request):
    """Write down a check-in that nobody had planned. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "care.log_check_in")
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return which_account(request)
    account = get_object_or_404(Account.objects.visible_to(person).live().select_related("client"), pk=key)
    remember(person, account, account.client)
    must(person, "care.plan_check_in", account)
    form = LogForm(typed(request), account=account, person=person, today=person.today)
    following = action_forms(typed(request), account=account, person=person)

    def make():
        return actions.log_check_in(by=person, today=person.today, account=account, actions=following.next_actions, **form.facts)

    if request.method == "POST" and following.is_valid() and (url := made(request, form, make)):
        say(request, _("Logged. The cadence goes on from there."))
        return redirect(url)
    due = CheckIn.objects.filter(account=account).planned().filter(planned_on__lte=person.today).order_by("planned_on").first()
    return _held_page(
        request,
        form,
        following,
        account=account,
        title=_("Log a check-in with %(account)s") % {"account": account},
        lead="",
        button=_("Log the check-in"),
        cancel=reverse("account_check_ins", args=[account.pk]),
        planned=due,
    )


def which_account(request):
    """The first step: the account, by code or name."""
    name = request.GET.get("account") or request.POST.get("account")
    form = WhichAccountForm({"account": name} if name or request.method == "POST" else None, person=request.user, today=request.user.today)
    if form.is_valid():
        return redirect(f"{reverse('check_in_log')}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=_("Log a check-in"),
        button=_("Go on"),
        cancel=reverse("check_in_list"),
        crumbs=[(_("Check-ins"), reverse("check_in_list"))],
        lead=_("With whom did you speak?"),
        shortcuts=[(account.name, f"{reverse('check_in_log')}?account={account.pk}") for account in own_accounts(request.user)],
    )


def own_accounts(person):
    """Those on whose team the person sits, for one click; the form finds the others."""
    seats = Seat.objects.live(today=person.today).filter(person=person)
    return Account.objects.visible_to(person).live().filter(pk__in=seats.values("account")).order_by("name", "pk")[:MOST_SHORTCUTS]


@require_http_methods(["GET", "POST"])
def check_in_plan(request, pk):
    """Agree a day with the client."""
    person = request.user
    account = find_account(request, pk)
    if account.closed_on:
        raise Http404("The account is closed.")
    must(person, "care.plan_check_in", account)
    form = PlanForm(typed(request), account=account, person=person, today=person.today)
    if url := made(request, form, lambda: actions.plan_check_in(account, by=person, **form.facts)):
        say(request, _("Planned for %(day)s.") % {"day": date_format(form.cleaned_data["planned_on"], "l j F")})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Plan a check-in with %(account)s") % {"account": account},
        button=_("Plan it"),
        cancel=reverse("account_check_ins", args=[account.pk]),
        crumbs=crumbs_of(account),
        lead=_("Besides those that the cadence plans."),
    )


@require_http_methods(["GET", "POST"])
def check_in_change(request, pk):
    """Move a planned check-in, or change who holds it and what about."""
    check_in = find_check_in(request, pk)
    must(request.user, "care.work_check_in", check_in)
    if check_in.state != CheckInState.PLANNED:
        return redirect(check_in)
    form = MoveForm(typed(request), instance=check_in, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_check_in(check_in, by=request.user, **facts)):
        say(request, _("Planned for %(day)s.") % {"day": date_format(form.cleaned_data["planned_on"], "l j F")})
        return redirect(check_in)
    return form_page(
        request,
        form,
        title=_("Move %(name)s") % {"name": check_in},
        button=_("Save the check-in"),
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
    )


@require_http_methods(["GET", "POST"])
def check_in_miss(request, pk):
    """It did not take place, and why."""
    check_in = find_check_in(request, pk)
    return _close(
        request,
        check_in,
        actions.miss_check_in,
        title=_("Why was it missed?"),
        lead=_("%(name)s on %(day)s. The next one is planned after half the cadence."),
        button=_("Mark missed"),
        done=_("Missed. The next one is planned."),
    )


@require_http_methods(["GET", "POST"])
def check_in_cancel(request, pk):
    """It is not needed, and why."""
    check_in = find_check_in(request, pk)
    return _close(
        request,
        check_in,
        actions.cancel_check_in,
        title=_("Why is it cancelled?"),
        lead=_("%(name)s on %(day)s. One of the cadence is skipped."),
        button=_("Cancel the check-in"),
        done=_("Cancelled."),
    )


def _close(request, check_in, action, *, title, lead, button, done):
    must(request.user, "care.work_check_in", check_in)
    form = ReasonForm(typed(request), row=check_in, label=_("Why"), person=request.user, today=request.user.today)

    def close(version, note):
        return action(check_in, by=request.user, reason=note, today=request.user.today, version=version)

    if changed(form, close):
        say(request, done)
        return redirect(check_in)
    words = lead % {"name": check_in, "day": date_format(check_in.planned_on, "l j F")}
    return form_page(
        request,
        form,
        title=title,
        button=button,
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
        lead=words,
        danger=True,
    )
