"""Answers to earlier surveys (R5, S5): a contact's e-mail or an account, a day, a score, words. Nothing follows from them but figures."""

from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.actions.survey_answers import count
from care.models import AnswerLine, SurveyAnswer
from care.states.surveys import SCALES, AnswerSide, QuestionKind, SurveyKind
from clients.bulk import record_many
from clients.models import Account, Contact
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, accounts_of, is_whole, settle
from exchange.landing.journal import Journal
from exchange.landing.words import answer_side_of, survey_kind_of
from exchange.preparing import Prepared

FIGURES = ("nps", "csat", "rating")
ASKED = {"nps": gettext_lazy("How likely are you to recommend us?"), "csat": gettext_lazy("How satisfied are you?")}


def land_survey_answers(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, answered_on=_("The day is missing."))]
    figures = {prepared.number: _figures(landing, prepared) for prepared in rows}
    for prepared in rows:
        if why := _trouble(landing, prepared, figures[prepared.number]):
            journal.refuse(prepared, why, landing.heading("score") or landing.heading("nps") or landing.heading("answered_on"))
    rows = [prepared for prepared in rows if not prepared.is_refused]
    contacts = contacts_of(landing, rows)
    accounts = accounts_by_contact(landing, rows, contacts)
    accounts |= accounts_of(landing, journal, [prepared for prepared in rows if prepared.number not in accounts])
    rows = [prepared for prepared in rows if prepared.number in accounts]
    facts = {one.number: _facts(landing, one, accounts[one.number], contacts, figures[one.number]) for one in rows}
    narrow = Q(account__in={account.pk for account in accounts.values()}, answered_on__in={one["answered_on"] for one in facts.values()})
    ours = SurveyAnswer.objects.visible_to(landing.by).of_clients().select_related("account__client", "contact")
    wanted = [(one, _key(accounts[one.number].pk, facts[one.number]), facts[one.number]) for one in rows]
    pairs = Pairs(landing, "survey-answers", ours, narrow, rows, lambda row: (_key(row.account_id, row.__dict__),))
    known = pairs.of(landing, journal, wanted)
    rows = [prepared for prepared in rows if not prepared.is_refused]
    made = [(one, _made(landing, accounts[one.number], facts[one.number])) for one in rows if known[one.number] is None]
    changes = [(one, known[one.number], {}) for one in rows if known[one.number] is not None]  # what was said is never changed
    add_answers([answer for _p, answer in made], by=landing.by)
    settle(landing, journal, "survey-answers", made=made, changes=changes, verb="survey_answer.changed")


def _figures(landing: Landing, prepared: Prepared) -> dict:
    """nps, csat and rating as far as the row says them; a score without a kind is a recommendation."""
    found = {name: prepared.get(name) for name in FIGURES if prepared.get(name) not in ("", None)}
    score = prepared.get("score")
    if score not in ("", None) and not found:
        kind = survey_kind_of(prepared.get("kind") or "") or SurveyKind.NPS
        found["rating" if kind == SurveyKind.RELATIONSHIP else str(kind)] = score
    return found


def _trouble(landing: Landing, prepared: Prepared, figures: dict) -> str:
    """Why this cannot stand; empty when it can. Twin: the constraints of care.models.SurveyAnswer."""
    if answer_side_of(prepared.get("side") or "") == AnswerSide.TEAM:
        return _("It is a rating of our own side: those are given here, blind.")
    if prepared.get("answered_on") > landing.today:
        return _("An answer can be written down when it was given, not before.")
    if not figures and not prepared.get("words"):
        return _("There is neither a score nor a word.")
    for name, value in figures.items():
        low, high = SCALES[QuestionKind(name)]
        if not low <= value <= high or (name != "rating" and value != int(value)):
            return _("“%(value)s” is no score from %(low)s to %(high)s.") % {"value": value, "low": low, "high": high}
    return ""


def contacts_of(landing: Landing, rows: list[Prepared]) -> dict[int, list[Contact]]:
    """Row → the contacts of that e-mail that this person may see."""
    addresses = {prepared.get("email").lower() for prepared in rows if prepared.get("email")}
    by_address: dict[str, list[Contact]] = {}
    asked = Q(pk__in=[])
    for address in addresses:
        asked |= Q(email__iexact=address)
    for contact in Contact.objects.visible_to(landing.by).filter(asked).select_related("account__client", "client").order_by("pk"):
        by_address.setdefault(contact.email.lower(), []).append(contact)
    return {prepared.number: by_address.get((prepared.get("email") or "").lower(), []) for prepared in rows}


def accounts_by_contact(landing: Landing, rows: list[Prepared], contacts: dict[int, list[Contact]]) -> dict[int, Account]:
    """Of rows that name no account: the contact's own, else the only live one of their client. What is not certain is not guessed."""
    found = {}
    nameless = [one for one in rows if not (one.get("account") or one.get("code") or one.get("client")) and len(contacts[one.number]) == 1]
    clients = {contacts[one.number][0].client_id for one in nameless}
    live = Account.objects.visible_to(landing.by).live().filter(client__in=clients).select_related("client")
    for prepared in nameless:
        (contact,) = contacts[prepared.number]
        of_client = [account for account in live if account.client_id == contact.client_id]
        account = contact.account or (of_client[0] if len(of_client) == 1 else None)
        if account is not None:
            found[prepared.number] = account
    return found


def _facts(landing: Landing, prepared: Prepared, account: Account, contacts: dict, figures: dict) -> dict:
    speaks = [one for one in contacts[prepared.number] if one.client_id == account.client_id and one.account_id in (None, account.pk)]
    if prepared.get("email") and not speaks:
        words = {"email": prepared.get("email")[:80]}
        prepared.note(_("Kept without a name: “%(email)s” is none of the client's contacts.") % words, landing.heading("email"))
    kind = next((kind for name, kind in KINDS.items() if name in figures), SurveyKind.NPS)
    return {
        "kind": survey_kind_of(prepared.get("kind") or "") or kind,
        "contact": speaks[0] if speaks else None,
        "nps": int(figures["nps"]) if "nps" in figures else None,
        "csat": int(figures["csat"]) if "csat" in figures else None,
        "rating": Decimal(str(figures["rating"])).quantize(Decimal("0.01")) if "rating" in figures else None,
        "words": prepared.get("words") or "",
        "answered_on": prepared.get("answered_on"),
    }


KINDS = {"nps": SurveyKind.NPS, "csat": SurveyKind.CSAT, "rating": SurveyKind.RELATIONSHIP}


def _key(account: int, facts: dict) -> tuple:
    contact = facts["contact"].pk if facts.get("contact") else facts.get("contact_id")
    return account, contact, facts["answered_on"], facts["nps"], facts["csat"], facts["words"]


def _made(landing: Landing, account: Account, facts: dict) -> SurveyAnswer:
    """Read already: nobody is to be alarmed by what was said long ago."""
    now = timezone.now()
    return SurveyAnswer(account=account, is_imported=True, read_at=now, read_by=landing.by, answered_at=now, **facts)


def add_answers(answers: list[SurveyAnswer], *, by) -> None:
    """Twin of care.actions.survey_answers, for many: with a line for each figure, and no concern."""
    lines = {id(answer): lines_of(answer) for answer in answers}
    for answer in answers:
        rating = answer.rating
        count(answer, lines[id(answer)])
        answer.rating = rating
    SurveyAnswer.objects.bulk_create(answers, batch_size=500)
    AnswerLine.objects.bulk_create([line for answer in answers for line in lines[id(answer)]], batch_size=500)
    record_many(answers, "survey_answer.imported", by=by)


def lines_of(answer: SurveyAnswer) -> list[AnswerLine]:
    """A rating that is a mean of several has no line: it was no answer to one question."""
    scores = {"nps": answer.nps, "csat": answer.csat}
    lines = [
        AnswerLine(answer=answer, position=place, kind=kind, text=str(ASKED[kind]), score=scores[kind])
        for place, kind in enumerate(("nps", "csat"), start=1)
        if scores[kind] is not None
    ]
    if answer.words:
        lines.append(AnswerLine(answer=answer, position=9, kind=QuestionKind.WORDS, text=str(_("In their words")), words=answer.words))
    return lines
