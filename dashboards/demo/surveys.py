"""A year of what clients said: key clients every quarter, both sides of a relationship that differ, a round that is open now."""

from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone

from care.actions import concern as concerns
from care.actions import questionnaires, survey_answers, survey_rounds
from care.jobs import surveys as clockwork
from care.models import ConcernCause, Questionnaire, SurveyAnswer, SurveyInvitation, SurveyLink, SurveyRound, TeamRating
from care.states.surveys import AnswerSide, QuestionKind, SurveyKind
from clients.models import Account, Contact, Seat
from clients.states import Tier
from core.models import Letter
from dashboards.demo.clock import DemoClock
from dashboards.demo.jobs import GuestPage
from people.models import Person

QUARTERS_AGO = (335, 240, 148, 57)
BOTH_SIDES_AGO = (200, 12)

# Contact → for each quarter (score, words), or None where they did not answer.
RECOMMENDS = {
    "Elina Rautavirta": (
        (9, "You understood oats before our own people did."),
        (9, ""),
        (8, "The film took two rounds more than it had to."),
        (10, "The spring idea sold itself to our board."),
    ),
    "Kauko Vihervaara-Rantanen": ((8, "Solid."), None, (9, "I hear your name in the right tone of voice."), (9, "")),
    "Mirkka Salo": (
        (10, "Nobody answers faster."),
        (9, "Eli and Cora know our brand book by heart."),
        (10, ""),
        (9, "Still the best part of my week."),
    ),
    "Jari Kettunen": (
        (5, "Every change order comes as a surprise."),
        (7, "Better since the estimates come with the brief."),
        None,
        (7, "Keep it like this and I have no complaint."),
    ),
    "Philippa Marsh-Delacroix": (
        (8, "A safe pair of hands."),
        (8, ""),
        (7, "Good work, but I learn of delays from my own team."),
        (5, "Third time that a slipped day reached us after the fact."),
    ),
    "Dev Chatterjee": (
        (7, ""),
        (7, "Reports are late more often than not."),
        None,
        (4, "I asked for the savings figures in June. I am still asking."),
    ),
    "Gwen Prosser": ((9, "A pleasure to work with."), (8, ""), (9, "The studio is brilliant."), (8, "Love the work, less the waiting.")),
    "Tobias Penhaligon": ((9, ""), (10, "The relaunch paid for itself in a quarter."), (9, ""), (10, "I have recommended you, twice.")),
    "Rhys Colley": (None, (9, "Henrik fights for the idea."), (9, ""), None),
    "Niamh Gallagher": ((6, "Fine, when it is on time."), None, (3, "We pay for seniors and meet juniors."), None),
}
# Contact → for both rounds the ratings in the order of the questions, and the words.
RATES = {
    "Elina Rautavirta": (((4, 5, 4, 5, 4), "Go on challenging our briefs."), ((5, 5, 4, 5, 5), "Stop sending decks on Friday evenings.")),
    "Jari Kettunen": (((4, 4, 3, 3, 4), "Prices before work, always."), None),
    "Philippa Marsh-Delacroix": (
        ((4, 4, 3, 3, 4), "Tell us early when something slips."),
        ((4, 4, 2, 2, 3), "We would forgive every delay that we heard of from you first."),
    ),
    "Gwen Prosser": (((5, 5, 3, 4, 4), "The studio! Less of the calendar."), ((4, 5, 3, 2, 4), "Say no sooner when a day cannot be kept.")),
}
# Who of us → account code → ratings of both rounds: we think that we are open with Brightwater.
WE_RATE = {
    "eli": {"KAURA": ((4, 4, 4, 5, 4), (5, 4, 4, 5, 4)), "BRIW": ((4, 4, 4, 4, 3), None)},
    "sam": {"KAURA": ((4, 4, 3, 4, 4), (4, 4, 4, 4, 4)), "BRIW": ((4, 4, 4, 5, 3), (4, 4, 4, 5, 3))},
    "cora": {"KAURA": ((5, 4, 4, 5, 4), None), "BRIW": ((4, 5, 4, 5, 4), (4, 4, 4, 5, 4))},
}
# Account code → days ago, contact, score of five, words: what leads asked after a job.
AFTER_A_JOB = (
    ("VELO", 128, "Pekka Lahtinen", 4, "The stand drew a queue. The invoice came a month late."),
    ("VELO", 36, "Sanna Wirtanen", 5, "From brief to launch in nine days. Thank you."),
    ("TUUL", 95, "Markku Haapala", 5, "You made wind power sound like something one would want."),
    ("LINN", 70, "Ulla-Maija Ahonen", 3, "Lovely covers. The spreadsheet with the print sizes was wrong twice."),
    ("FJAL", 44, "Sigrid Haugen", 5, ""),
    ("ORPL", 1, "Darlene Kowalczyk", 2, "We presented your numbers to our board, and they were last quarter's."),
)
SETTLED = "Talked through on the phone; what went wrong is agreed, and so is what we do about it."


def ask_clients(clock: DemoClock, people: dict[str, Person], accounts: dict[str, Account]) -> list[GuestPage]:
    """Returns the page of a contact who has not answered yet."""
    before = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    schedule(clock, people["dana"])
    rounds = [(ago, partial(live_through, clock, people, said, turn, ago=ago)) for said, ago, turn in days_of_rounds()]
    asked = [(ago + 2, partial(ask_after_a_job, clock, accounts[code], *said, ago=ago)) for code, ago, *said in AFTER_A_JOB]
    for _ago, happen in sorted(rounds + asked, key=lambda one: -one[0]):
        happen()
    settle_old_troubles(clock)
    Letter.objects.filter(pk__gt=before).update(sent_at=timezone.now(), next_attempt_at=None, text="", html="")
    return guest_pages(clock)


def days_of_rounds() -> list[tuple]:
    quarters = [(RECOMMENDS, ago, turn) for turn, ago in enumerate(QUARTERS_AGO)]
    return quarters + [(RATES, ago, turn) for turn, ago in enumerate(BOTH_SIDES_AGO)]


def live_through(clock: DemoClock, people: dict[str, Person], said: dict, turn: int, *, ago: int) -> None:
    """One round from its first day to its last."""
    survey_round = open_on(clock, ago)
    if survey_round is None:
        return
    rate_clients(clock, people, survey_round, turn, ago=ago)
    answer(clock, survey_round, said, turn, ago=ago)
    with clock.on_day(clock.ago(max(ago - 24, 0))) as day:
        clockwork.close_rounds(day)


def schedule(clock: DemoClock, dana: Person) -> None:
    """Key clients are asked whether they recommend us each quarter, and how we work together twice a year."""
    nps = Questionnaire.objects.filter(kind=SurveyKind.NPS).first()
    both = Questionnaire.objects.filter(kind=SurveyKind.RELATIONSHIP).first()
    with clock.on_day(clock.ago(QUARTERS_AGO[0] + 6)):
        for questionnaire, months, ago in ((nps, 3, QUARTERS_AGO[0]), (both, 6, BOTH_SIDES_AGO[0])):
            questionnaires.add_schedule(
                by=dana,
                tier=Tier.KEY,
                questionnaire=questionnaire,
                every_months=months,
                starts_on=clock.ago(ago),
                open_days=21,
                remind_after=5,
            )


def open_on(clock: DemoClock, ago: int) -> SurveyRound | None:
    """What the clock did on that day; None when no schedule was due."""
    with clock.on_day(clock.ago(ago)) as day:
        made = clockwork.schedule_rounds(day)
        clockwork.open_rounds(day, now=clock.moment(day))
    return SurveyRound.objects.exclude(schedule=None).order_by("-pk").first() if made else None


def answer(clock: DemoClock, survey_round: SurveyRound, said: dict, turn: int, *, ago: int) -> None:
    for place, invitation in enumerate(survey_round.invitations.select_related("contact", "account").order_by("pk")):
        found = said.get(invitation.contact.name)
        if found and found[turn]:
            with clock.on_day(clock.ago(max(ago - 2 - place % 7, 1))) as day:
                give(clock, invitation, found[turn], day=day)


def give(clock: DemoClock, invitation: SurveyInvitation, said: tuple, *, day) -> SurveyAnswer:
    now = clock.moment(day)
    link = invitation.links.order_by("pk").first() or survey_rounds.new_link(invitation, by=None, now=now)
    survey_answers.note_opening(link, now=now)
    questionnaire = invitation.round.questionnaire
    scores, words = said
    values = spread(survey_answers.questions_for(questionnaire, AnswerSide.CLIENT), scores, words)
    fresh = SurveyInvitation.objects.get(pk=invitation.pk)
    return survey_answers.give_answer(fresh, by=link, said=values, edition=questionnaire.version, now=now)


def spread(questions, scores, words: str) -> dict:
    """The scores to the scales in their order, the words to the first question for words."""
    left = list(scores) if isinstance(scores, tuple) else [scores]
    return {one.pk: left.pop(0) if one.steps else words for one in questions if one.steps or one.kind == QuestionKind.WORDS}


def rate_clients(clock: DemoClock, people: dict[str, Person], survey_round: SurveyRound, turn: int, *, ago: int) -> None:
    """Our side, before it knows what the client said."""
    for key, by_code in WE_RATE.items():
        for rating in TeamRating.objects.filter(round=survey_round, person=people[key]).select_related("account", "round__questionnaire"):
            scores = by_code.get(rating.account.code, ((), ()))[turn]
            if scores:
                with clock.on_day(clock.ago(max(ago - 1, 1))) as day:
                    questions = survey_answers.questions_for(survey_round.questionnaire, AnswerSide.TEAM)
                    values = spread(questions, scores, "")
                    survey_answers.give_team_rating(rating, by=people[key], said=values, now=clock.moment(day))


def ask_after_a_job(clock: DemoClock, account: Account, name: str, score: int, words: str, *, ago: int) -> None:
    contact = Contact.objects.filter(client=account.client_id, name=name).first()
    seat = Seat.objects.filter(account=account, is_lead=True, ends_on=None).select_related("person").first()
    if contact is None or not contact.email or seat is None:
        return
    csat = Questionnaire.objects.filter(kind=SurveyKind.CSAT).first()
    with clock.on_day(clock.ago(ago + 2)) as day:
        survey_round = survey_rounds.send_survey(
            account, [contact], by=seat.person, questionnaire=csat, closes_on=day + timedelta(days=14), now=clock.moment(day)
        )
    with clock.on_day(clock.ago(ago)) as day:
        give(clock, survey_round.invitations.get(), (score, words), day=day)
        if score > 2:
            survey_answers.read_answer(SurveyAnswer.objects.get(round=survey_round), by=seat.person, now=clock.moment(day))


def settle_old_troubles(clock: DemoClock) -> None:
    """What clients were unhappy about a quarter ago and more was answered, agreed and closed; what is newer is open."""
    cause = ConcernCause.objects.first()
    for answer in SurveyAnswer.objects.low().exclude(concern=None).select_related("concern", "account").order_by("answered_on", "pk"):
        seat = Seat.objects.filter(account=answer.account, is_lead=True, ends_on=None).select_related("person").first()
        if seat is None or (clock.today - answer.answered_on).days < 40:
            continue
        with clock.on_day(answer.answered_on + timedelta(days=1)) as day:
            now, lead = clock.moment(day), seat.person
            survey_answers.read_answer(answer, by=lead, now=now)
            concerns.answer_concern(answer.concern, by=lead, text="I rang at once: thank you for saying it.", now=now)
        with clock.on_day(answer.answered_on + timedelta(days=3)) as day:
            now = clock.moment(day)
            concerns.propose_outcome(answer.concern, by=lead, outcome=SETTLED, now=now)
            concerns.confirm_outcome(answer.concern, by=lead, who=str(answer.contact))
            concerns.close_concern(answer.concern, by=lead, now=now, cause=cause)


def guest_pages(clock: DemoClock) -> list[GuestPage]:
    """An address of somebody who has not answered the open round yet."""
    silent = SurveyInvitation.objects.silent().filter(round__schedule__isnull=False, account__code="KAURA", contact__name="Mirkka Salo")
    invitation = silent.select_related("contact", "round").order_by("-pk").first()
    if invitation is None:
        return []
    link = survey_rounds.new_link(invitation, by=None, now=timezone.now())
    # It opens for those who try the demo now, whatever day the demo is told as of.
    SurveyLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() + timedelta(days=30))
    words = f"A survey, as {invitation.contact} answers it on their phone"
    return [GuestPage(words, reverse("client_survey", args=[link.secret]))]
