"""What of care needs a person today: check-ins that they hold, actions that they promised (R1)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from care.models import ActionItem, CheckIn
from core.addresses import address_of
from core.my_day import Need, line_by_line, lines, of_rows
from core.registries import my_day

DAYS_AHEAD = 7
MOST = 50


def check_ins_of(person, today):
    mine = CheckIn.objects.visible_to(person).planned().filter(owner__in=person.standing.seats_of, account__closed_on=None)
    return mine.filter(planned_on__lte=today + timedelta(days=DAYS_AHEAD))


def first_to_hold(person, today):
    return check_ins_of(person, today).select_related("account", "owner").order_by("planned_on", "pk")[:MOST]


@my_day.register
@of_rows(check_ins_of, check_ins=first_to_hold)
def check_ins_to_hold(person, today, *, check_ins) -> list[Need]:
    """Theirs and of those they cover, late ones and those of the week."""
    person.check_ins_to_hold = check_ins  # what else the page shows of them need not ask again
    needs = []
    for check_in in check_ins:
        words = {"kind": check_in.get_kind_display().lower(), "account": check_in.account}
        needs.append(
            Need(
                key=f"checkin:{check_in.pk}",
                title=_("Hold the %(kind)s with %(account)s") % words,
                why=check_in.agenda[:80] or (_("By the cadence") if check_in.is_from_cadence else _("Agreed with the client")),
                due_on=check_in.planned_on,
                act_label=_("Mark held"),
                act_url=reverse("check_in_hold", args=[check_in.pk]),
                icon="phone" if check_in.kind == "call" else "messages-square",
                code=check_in.account.code,
                code_url=check_in.account.get_absolute_url(),
                group="check-ins",
                url=check_in.get_absolute_url(),
                cover_for=check_in.owner if check_in.owner_id != person.pk else None,
                menu=(
                    (_("Move it"), reverse("check_in_change", args=[check_in.pk])),
                    (_("Mark missed"), reverse("check_in_miss", args=[check_in.pk])),
                ),
            )
        )
    return needs


def actions_of(person, today):
    """What they promised, and those they cover for."""
    mine = ActionItem.objects.open().filter(owner__in=person.standing.seats_of, due_on__lte=today + timedelta(days=DAYS_AHEAD))
    words = {"title": "what", "why": "account__name", "owner": "owner", "owner_name": "owner__name"}
    return lines(mine, due_on="due_on", code="account__code", code_of="account", **words)


@my_day.register
@line_by_line(actions_of)
def action_to_do(line, person) -> Need:
    """Done in one press."""
    return Need(
        key=f"action:{line.pk}",
        title=line.title,
        why=_("Promised to %(account)s") % {"account": line.why},
        due_on=line.due_on,
        act_label=_("Done"),
        act_url=address_of("action_item_done", line.pk),
        icon="list-checks",
        code=line.code,
        code_url=address_of("account_detail", line.code_of),
        group="actions",
        post=True,
        url=address_of("action_item_detail", line.pk),
        cover_for=line.cover_for(person),
        menu=((_("Change it"), address_of("action_item_change", line.pk)),),
    )
