"""What of concerns needs a person today: those they own, and those that climbed to them (R2, R3)."""

from datetime import date

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.jobs.concerns import ladder_of_concerns
from care.models import Concern, ConcernClimb
from care.states import TICKING, ConcernState
from core.my_day import Need, of_rows
from core.registries import my_day
from people.models import Person
from reminders.ladders import KEY
from reminders.states import Rung

MOST = 50
S = ConcernState


def owned_by(person, today: date):
    """Theirs, or of somebody they cover, as long as they see the account: a word of ours is due, or it only wants to be closed."""
    seen = Concern.objects.visible_to(person).filter(account__closed_on=None)
    return seen.filter(Q(state__in=TICKING) | Q(state=S.CONFIRMED), owner__in=person.standing.seats_of)


def escalated_in_sight(person, today: date):
    return Concern.objects.visible_to(person).escalated().filter(account__closed_on=None)


def climbed_to(person, today: date):
    """Those on whose rung they stand now, or somebody they cover. The head is asked for, not read: the statement is kept all day."""
    head = Subquery(Person.objects.heads().order_by("pk").values("pk")[:1], output_field=KEY)
    rungs = zip(Rung, (*ladder_of_concerns(today)[:-1], head), strict=True)
    stands = Case(
        *[When(rung=rung.value, then=holder) for rung, holder in rungs if rung > Rung.LEAD and holder is not None], output_field=KEY
    )
    escalated = Concern.objects.escalated().filter(account__closed_on=None).alias(stands_there=stands)
    return escalated.filter(stands_there__in=person.standing.seats_of)


def first_climbed_to(person, today: date):
    """With whom each passed at its last climb; nobody where it passed nobody, its owner where it never climbed."""
    last = ConcernClimb.objects.filter(concern=OuterRef("pk")).order_by("-climbed_at", "-pk")
    climb, passed, name = (Subquery(last.values(path)[:1]) for path in ("pk", "passed", "passed__name"))
    rows = climbed_to(person, today).annotate(climb=climb, passed=passed, passed_name=name)
    return rows.select_related("account", "owner").order_by("due_at", "pk")[:MOST]


@my_day.register
@of_rows(escalated_in_sight, climbed=first_climbed_to)
def concerns_that_climbed(person, today: date, *, climbed) -> list[Need]:
    """Escalated: one row each, with whom it passed."""
    return [need_of(concern, today, escalated_from=passed_by(concern)) for concern in climbed]


def passed_by(concern: Concern) -> Person | None:
    if not concern.climb:
        return concern.owner
    return Person(pk=concern.passed, name=concern.passed_name) if concern.passed else None


def first_owned_by(person, today: date):
    return owned_by(person, today).select_related("account", "owner").order_by("due_at", "pk")[:MOST]


@my_day.register
@of_rows(owned_by, owned=first_owned_by)
def concerns_to_work(person, today: date, *, owned) -> list[Need]:
    return [need_of(concern, today, cover_for=concern.owner if concern.owner_id != person.pk else None) for concern in owned]


ASKS = {  # (the sentence, what the button says, the page of the act)
    S.OPEN: (gettext_lazy("Answer “%(title)s”"), gettext_lazy("Answer"), "concern_answer"),
    S.REOPENED: (gettext_lazy("Answer “%(title)s”, which is open again"), gettext_lazy("Answer"), "concern_answer"),
    S.ANSWERED: (gettext_lazy("Find an outcome for “%(title)s”"), gettext_lazy("Propose an outcome"), "concern_propose"),
    S.MEDIATION: (gettext_lazy("Bring “%(title)s” to an outcome"), gettext_lazy("Open"), "concern_detail"),
    S.CONFIRMED: (gettext_lazy("Close “%(title)s” with its cause"), gettext_lazy("Close"), "concern_close"),
}


def why_of(concern: Concern) -> str:
    if concern.due_at is None:
        return _("%(who)s agreed to the outcome") % {"who": concern.confirmed_by}
    words = {
        "kind": concern.get_kind_display(),
        "severity": str(concern.get_severity_display()).lower(),
        "moment": date_format(timezone.localtime(concern.due_at), "D j M, H:i"),
    }
    return _("%(kind)s, %(severity)s; due %(moment)s") % words


def need_of(concern: Concern, today: date, *, escalated_from=None, cover_for=None) -> Need:
    title, act, page = ASKS[S(concern.state)]
    return Need(
        key=f"concern:{concern.pk}",
        title=title % {"title": concern.title},
        why=why_of(concern),
        due_on=timezone.localdate(concern.due_at) if concern.due_at else today,
        act_label=act,
        act_url=reverse(page, args=[concern.pk]),
        icon="megaphone",
        code=concern.account.code,
        code_url=concern.account.get_absolute_url(),
        group="concerns",
        url=concern.get_absolute_url(),
        escalated_from=escalated_from,
        cover_for=cover_for,
    )
