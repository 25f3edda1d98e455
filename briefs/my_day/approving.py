"""What of approvals needs a person today (W3, P8): the yes that they are asked for, and what was sent back to them."""

from datetime import date

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.authority import covered
from briefs.ledger import approval_url, step_of
from briefs.models import Approval, Brief
from briefs.my_day.jobs import job_lines
from briefs.policy import as_it_stands, ranks_of
from briefs.states import ApprovalStep, BriefState, Decision
from clients.models import Seat
from core.addresses import address_of
from core.my_day import Need, line_by_line, only_if
from core.registries import my_day
from core.statements import asked, state_of

MOST = 50


def in_review(person, today: date):
    """More than wait for them: what the policy says is asked only where there is something."""
    return Brief.objects.visible_to(person).waiting_for_approval()


def asked_first(person, policy: tuple) -> Q:
    """On accounts where they sit, or where their very rank is asked: what a director only could approve is on the page of approvals.

    A rank that this policy never asks is left out: seats alone lead to few briefs, a rank is looked for on all that wait.
    """
    seats = Seat.objects.live(today=person.today).filter(person__in=person.standing.seats_of).values("account")
    ranks = {one.rank for one in (person, *covered(person)) if one.rank} & ranks_of(policy)
    return Q(account__in=seats) | Q(rank_asked__in=ranks) if ranks else Q(account__in=seats)


@my_day.register
@only_if(in_review)
def briefs_to_approve(person, today: date) -> list[Need]:
    """What waits for their yes; one query for the briefs, and those for the policy, the rates and whom they cover."""

    policy = as_it_stands(on=today)

    def first():
        rows = Brief.objects.waiting_for(person).filter(asked_first(person, policy)).select_related("account", "submitted_by", "author")
        return rows.order_by("submitted_on", "pk")[:MOST]

    speaking = tuple((one.pk, one.rank) for one in covered(person))
    needs = []
    for brief in asked(("waits for a yes", state_of(person), policy, speaking), first):
        is_strategy = step_of(brief) == ApprovalStep.STRATEGY
        title = _("Sign off the strategy of %(brief)s") if is_strategy else _("Approve %(brief)s")
        needs.append(
            Need(
                key=f"approval:{brief.pk}",
                title=title % {"brief": brief.title},
                why=_("%(who)s submitted it") % {"who": brief.submitted_by or brief.author},
                due_on=brief.submitted_on or brief.state_since,
                act_label=_("Read it"),
                act_url=approval_url(brief),
                icon="compass" if is_strategy else "stamp",
                code=brief.number,
                code_url=brief.get_absolute_url(),
                group="approvals",
                menu=((_("Send it back"), reverse("brief_send_back", args=[brief.pk])),),
            )
        )
    return needs


def sent_back(person, today: date):
    """Drafts of theirs, or of whom they cover, whose last word from a reviewer was: not yet."""
    last = Approval.objects.filter(brief=OuterRef("pk")).order_by("-at", "-pk")
    mine = person.standing.seats_of
    drafts = Brief.objects.visible_to(person).filter(Q(author__in=mine) | Q(submitted_by__in=mine), state=BriefState.DRAFT)
    drafts = drafts.alias(last_word=Subquery(last.values("decision")[:1])).filter(last_word=Decision.SENT_BACK)
    whose = Case(When(submitted_by=person.pk, then=Value(person.pk)), default=F("author"), output_field=BigIntegerField())
    return job_lines(drafts, due_on="state_since", why=Subquery(last.values("note")[:1]), owner=whose, owner_name=F("author__name"))


@my_day.register
@line_by_line(sent_back)
def brief_sent_back(line, person) -> Need:
    return Need(
        key=f"sent_back:{line.pk}",
        title=_("Mend %(brief)s") % {"brief": line.title},
        why=_("Sent back: %(why)s") % {"why": line.why[:100]},
        due_on=line.due_on,
        act_label=_("See the remarks"),
        act_url=address_of("brief_approval", line.pk),
        icon="undo-2",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="approvals",
        cover_for=line.cover_for(person),
    )
