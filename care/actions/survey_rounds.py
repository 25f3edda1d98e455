"""Rounds of surveys (R5): planned by a director, opened, reminded and closed by the clock; one account's by its lead, at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.models import Questionnaire, SurveyInvitation, SurveyLink, SurveyRound, TeamRating
from care.querysets.surveys import REST_DAYS, accounts_to_ask, askable, asked_lately, contacts_to_ask
from care.states.surveys import SILENT, InvitationState, RoundState
from clients.bulk import record_many
from clients.letter_conditions import with_the_client
from clients.models import Account, Contact, Seat
from clients.states import SeatRole
from core import changes, post
from core.errors import IllegalMove, Refused
from core.links import hash_of, new_secret
from core.moves import make_move, record, take
from core.workdays import add_working_days

CHANGE_DAYS = 7  # so long after answering an answer may be changed, also when the round has closed meanwhile. ADR 0057
CHUNK = 100  # each invitation is a letter: so many in one transaction


# ── Planning and sending ─────────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_round(*, by, today: date, questionnaire: Questionnaire, accounts: Sequence[Account] = (), **facts) -> SurveyRound:
    """Ask many: the accounts named, else those of the tiers that this director may see. The clock opens it on its day.

    Raises PermissionDenied; Refused for days that are over, a questionnaire that is retired, or when they may know none of those named.
    """
    changes.ask(by, "care.start_survey_round")
    check_days(facts["opens_on"], facts["closes_on"], today=today)
    check_in_use(questionnaire)
    named = list(Account.objects.visible_to(by).filter(pk__in=[one.pk for one in accounts]))
    if accounts and not named:  # without a name it would ask everybody
        raise Refused(_("None of these accounts can be asked."))
    survey_round = SurveyRound.objects.create(questionnaire=questionnaire, made_by=by, **facts)
    survey_round.accounts.set(named)
    record(survey_round, "survey_round.planned", by=by)
    return survey_round


@transaction.atomic
def send_survey(
    account: Account, contacts: Sequence[Contact], *, by, questionnaire: Questionnaire, closes_on: date, now: datetime, remind_after=5
) -> SurveyRound:
    """Ask some of one account's contacts now. Raises PermissionDenied; Refused where one of them may not be asked, and why."""
    changes.ask(by, "care.send_survey", account)
    today = timezone.localdate(now)
    check_days(today, closes_on, today=today)
    check_in_use(questionnaire)
    if account.closed_on:
        raise Refused(_("%(account)s is closed.") % {"account": account})
    contacts = list(Contact.objects.filter(pk__in=[one.pk for one in contacts]).select_for_update(of=("self",)).order_by("pk"))
    if not contacts:
        raise Refused(_("Choose at least one contact."))
    lately = asked_lately([one.pk for one in contacts], now=now)
    for contact in contacts:
        if why := why_not(contact, account, lately=lately, now=now):
            raise Refused(why)
    survey_round = SurveyRound.objects.create(
        name=f"{questionnaire} ({account})"[:150],
        questionnaire=questionnaire,
        opens_on=today,
        closes_on=closes_on,
        remind_after=remind_after,
        made_by=by,
    )
    survey_round.accounts.set([account])
    survey_round.contacts.set(contacts)
    return open_round(survey_round, by=by, now=now)


def why_not(contact: Contact, account: Account, *, lately: set[int], now: datetime) -> str:
    """Why this contact may not be asked; empty when they may. Twin: care.querysets.surveys.askable()."""
    words = {"contact": contact, "account": account, "days": REST_DAYS}
    if contact.client_id != account.client_id or contact.account_id not in (None, account.pk):
        return _("%(contact)s does not speak for %(account)s.") % words
    if contact.left_on:
        return _("%(contact)s has left.") % words
    if not contact.email:
        return _("There is no e-mail address of %(contact)s.") % words
    if not askable(Contact.objects.filter(pk=contact.pk), now=now).exists():
        return _("%(contact)s does not want to be asked.") % words
    if contact.pk in lately:
        return _("%(contact)s was asked within the last %(days)d days: let them rest.") % words
    return ""


def check_days(opens_on: date, closes_on: date, *, today: date) -> None:
    if opens_on < today:
        raise Refused(_("It opens today or later."))
    if closes_on <= opens_on:
        raise Refused(_("Give them at least a day: it closes after it opens."))


def check_in_use(questionnaire: Questionnaire) -> None:
    if questionnaire.retired_on:
        raise Refused(_("“%(name)s” is retired: choose another questionnaire.") % {"name": questionnaire})


@transaction.atomic
def cancel_round(survey_round: SurveyRound, *, by, note: str, version: int | None = None) -> SurveyRound:
    """Before it opens; nobody has heard of it."""
    return make_move(survey_round, "cancel", by=by, note=note, version=version)


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────


def open_round(survey_round: SurveyRound, *, by, now: datetime) -> SurveyRound:
    """Open it and write to everybody it asks. Called again after a crash it goes on where it stopped; nobody is asked twice."""
    if survey_round.state == RoundState.PLANNED:
        try:
            survey_round = make_move(survey_round, "open", by=by)
        except IllegalMove:  # another clock was faster
            survey_round.refresh_from_db()
    if survey_round.state != RoundState.OPEN or survey_round.invited_at:
        return survey_round
    left_out = invite(survey_round, now=now)
    with transaction.atomic():
        fresh = take(survey_round, by=None)
        if fresh.invited_at is None:
            fresh.invited_at, fresh.left_out = now, by_reason(left_out)
            fresh.save(update_fields=["invited_at", "left_out"])
            ask_teams(fresh, now=now)
    return fresh


def asked_by(survey_round: SurveyRound):
    """The contacts it means, whether they may be asked or not, with `for_account`."""
    rows = contacts_to_ask(accounts_to_ask(survey_round), roles=survey_round.roles).filter(left_on=None)
    if survey_round.contacts.exists():
        rows = rows.filter(pk__in=survey_round.contacts.values("pk"))
    return rows


def invite(survey_round: SurveyRound, *, now: datetime) -> Counter:
    """Write to all who may be asked, a chunk in each transaction. Returns (reason, account) → how many others were left out.

    The contacts of a chunk are locked: two rounds that open at once ask nobody twice within the days of rest.
    """
    meant = asked_by(survey_round)
    may_be_asked = askable(meant, now=now)
    left_out, last = why_left_out(meant, may_be_asked), 0
    while True:
        with transaction.atomic():
            found = list(may_be_asked.filter(pk__gt=last).select_for_update(of=("self",)).order_by("pk")[:CHUNK])
            if not found:
                return left_out
            last = found[-1].pk
            keys = [contact.pk for contact in found]
            here = set(survey_round.invitations.filter(contact__in=keys).values_list("contact", flat=True))
            lately = asked_lately(keys, now=now) - here
            write_invitations(survey_round, [one for one in found if one.pk not in here | lately], now=now)
        left_out.update(("lately", contact.for_account) for contact in found if contact.pk in lately)


def why_left_out(meant, may_be_asked) -> Counter:
    """By account: a round that asks many is read by people who may not know all of them."""
    out = meant.exclude(pk__in=may_be_asked.order_by().values("pk")).order_by()
    left_out: Counter = Counter()
    for why, rows in (("no_address", out.filter(email="")), ("refused", out.exclude(email=""))):
        for account, n in rows.values_list("for_account").annotate(n=Count("pk")):
            left_out[why, account] = n
    return left_out


def by_reason(left_out: Counter) -> dict[str, dict[str, int]]:
    """As a round keeps it: reason → account → how many."""
    found: dict[str, dict[str, int]] = {}
    for (why, account), n in sorted(left_out.items()):
        found.setdefault(why, {})[str(account)] = n
    return found


def write_invitations(survey_round: SurveyRound, contacts: Sequence[Contact], *, now: datetime) -> list[SurveyInvitation]:
    accounts = Account.objects.select_related("client").in_bulk({contact.for_account for contact in contacts})
    leads = leads_of(accounts, today=timezone.localdate(now))
    invitations = [
        SurveyInvitation(round=survey_round, account=accounts[contact.for_account], contact=contact, sent_at=now) for contact in contacts
    ]
    for invitation in invitations:
        invitation.contact = next(one for one in contacts if one.pk == invitation.contact_id)
    SurveyInvitation.objects.bulk_create(invitations)
    for invitation in invitations:
        lead = leads.get(invitation.account_id)
        invitation.letter = write_to(invitation, new_link(invitation, by=survey_round.made_by, now=now), lead=lead, is_reminder=False)
    SurveyInvitation.objects.bulk_update(invitations, ["letter"])
    record_many(invitations, "survey_invitation.sent", by=survey_round.made_by, words=lambda row: {"contact": str(row.contact)})
    return invitations


def leads_of(accounts, *, today: date) -> dict:
    """Account key → who leads it."""
    seats = Seat.objects.live(today=today).leads().filter(account__in=accounts).select_related("person").order_by("starts_on", "pk")
    return {seat.account_id: seat.person for seat in seats}


def end_of(day: date) -> datetime:
    """The moment on which that day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def new_link(invitation: SurveyInvitation, *, by, now: datetime) -> SurveyLink:
    """The row with its `secret`, which is on nothing but this very object. It opens for as long as an answer may be changed."""
    secret = new_secret()
    link = SurveyLink.objects.create(
        invitation=invitation,
        secret_hash=hash_of(secret),
        made_by=by,
        made_at=now,
        expires_at=end_of(invitation.round.closes_on) + timedelta(days=CHANGE_DAYS),
    )
    link.secret = secret
    return link


def page_address(link: SurveyLink) -> str:
    """The whole address; only for a link that was made just now."""
    return post.absolute(reverse("client_survey", args=[link.secret]))


def write_to(invitation: SurveyInvitation, link: SurveyLink, *, lead, is_reminder: bool):
    survey_round = invitation.round
    subject = _("A reminder: how do we do for %(account)s?") if is_reminder else _("How do we do for %(account)s?")
    return post.write(
        to=invitation.contact.email,
        name=invitation.contact.name,
        subject=subject % {"account": invitation.account},
        template="care/mail/survey",
        context={
            "contact": invitation.contact,
            "account": invitation.account,
            "agency": settings.AGENCY_NAME,
            "page_url": page_address(link),
            "closes_on": survey_round.closes_on,
            "is_reminder": is_reminder,
            "welcome": survey_round.questionnaire.welcome,
        },
        by=lead or survey_round.made_by,
        condition=with_the_client(invitation.contact),
    )


def ask_teams(survey_round: SurveyRound, *, now: datetime) -> int:
    """Where the questionnaire has questions for our side, everybody on the team of an asked account rates too. Returns how many."""
    if not survey_round.questionnaire.questions.in_use().exclude(team_text="").exists():
        return 0
    asked = survey_round.invitations.order_by().values("account")
    seats = (
        Seat.objects.live(today=timezone.localdate(now)).filter(account__in=asked, person__is_active=True).exclude(role=SeatRole.LIAISON)
    )
    pairs = sorted(set(seats.values_list("account", "person")))
    TeamRating.objects.bulk_create(
        [TeamRating(round=survey_round, account_id=account, person_id=person, asked_at=now) for account, person in pairs],
        batch_size=500,
        ignore_conflicts=True,
    )
    return len(pairs)


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────────


def remind_on(survey_round: SurveyRound) -> date | None:
    """From this day on those who are silent are reminded, once."""
    return add_working_days(survey_round.opens_on, survey_round.remind_after) if survey_round.remind_after else None


def remind(survey_round: SurveyRound, *, now: datetime) -> int:
    """One reminder to each who is silent and may still be asked (`to_remind`), with an address of its own. Returns how many."""
    if survey_round.state != RoundState.OPEN:
        return 0
    silent = survey_round.invitations.to_remind(now=now)
    done = 0
    while True:
        with transaction.atomic():
            found = list(
                silent.select_for_update(of=("self",)).select_related("contact", "account", "round__questionnaire").order_by("pk")[:CHUNK]
            )
            if not found:
                return done
            leads = leads_of({one.account_id for one in found}, today=timezone.localdate(now))
            for invitation in found:
                invitation.reminded_at = now
                write_to(invitation, new_link(invitation, by=None, now=now), lead=leads.get(invitation.account_id), is_reminder=True)
            SurveyInvitation.objects.bulk_update(found, ["reminded_at"])
            record_many(found, "survey_invitation.reminded", by=None, words=lambda row: {"contact": str(row.contact)})
        done += len(found)


@transaction.atomic
def close_round(survey_round: SurveyRound, *, by, version: int | None = None) -> SurveyRound:
    """No further answers; those who said nothing have said nothing. What was answered may still be changed for CHANGE_DAYS."""
    fresh = make_move(survey_round, "close", by=by, version=version)
    end_silence(fresh.invitations.filter(state__in=SILENT), "lapse")
    return fresh


def end_silence(invitations, name: str) -> int:
    """Lapsed or bounced, many at once. Twin of make_move: the same table, one event each."""
    move = SurveyInvitation.moves[name]
    rows = list(invitations.filter(state__in=move.sources).select_for_update(of=("self",)).select_related("contact", "account", "round"))
    for row in rows:
        row.state, row.version = move.target, row.version + 1
    SurveyInvitation.objects.bulk_update(rows, ["state", "version"], batch_size=500)
    record_many(rows, f"surveyinvitation.{name}", by=None, words=lambda row: {"contact": str(row.contact)})
    return len(rows)


def note_bounces() -> int:
    """Letters that were tried for days and given up: they did not arrive. Returns how many."""
    lost = SurveyInvitation.objects.silent().filter(letter__sent_at=None, letter__isnull=False, letter__next_attempt_at=None)
    with transaction.atomic():
        return end_silence(lost, "bounce")


@transaction.atomic
def make_address(invitation: SurveyInvitation, *, by, now: datetime) -> SurveyLink:
    """A link to hand over, for whoever lost the letter. Its `secret` is shown once. Raises PermissionDenied, Refused."""
    fresh = take(invitation, by=None)
    if not by.has_perm("care.send_survey", fresh.account):
        raise PermissionDenied(f"{by} may not care.send_survey on {fresh.account}.")
    if fresh.round.state != RoundState.OPEN or fresh.state not in (*SILENT, InvitationState.BOUNCED):
        raise Refused(_("This invitation does not wait for an answer any more."))
    link = new_link(fresh, by=by, now=now)
    record(fresh, "survey_invitation.link_made", by=by, contact=str(fresh.contact))
    return link
