"""Check-ins as a list, and on the tab of their account (R1)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.filters import CheckInFilter
from care.models import ActionItem, CheckIn
from care.querysets import CheckInQuerySet
from care.states import CheckInKind, CheckInState
from care.tables import CheckInTable, check_in_look
from care.tables.contact_reports import report_look
from care.views.check_in_frame import log_act, switch
from clients.frames import account_frame, find_account
from clients.levels import cadence_of, cadence_words
from core.lists import Act, Empty, list_page
from core.pages import render_page
from core.statements import counted, state_of

PAST_SHOWN = 30


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
