"""Rules about the work itself: deliverables, channels, budget, days, and what contradicts itself."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from briefs.quality.scoring import DELIVERABLES, FACTS, Finding, Said, rule
from briefs.quality.words import amounts, days, items, plain, sentences, words
from core.money import exponent

BUDGET = "budget presupuesto bilancio budjet pressupost ceiling tope".split()
NEAR = 0.005  # two amounts of money are the same within half a per cent


def named(row: dict) -> str:
    return plain(row.get("name"))[:60]


def those_without(said: Said, field: str) -> list[str]:
    return [named(row) for row in said.deliverables if not plain(row.get(field)).strip()]


@rule("deliverables_listed", section=DELIVERABLES, title=_("What is to be delivered is listed"), weight=4)
def deliverables_listed(said: Said):
    if said.deliverables:
        return None
    return Finding(_now("Nothing is listed yet."), _now("Add each thing that the job hands over."))


@rule("deliverables_specified", section=DELIVERABLES, title=_("Each deliverable has its specification"), weight=4)
def deliverables_specified(said: Said):
    bare = those_without(said, "spec")
    if said.deliverables and not bare:
        return None
    return Finding(missing_words(bare, _now("a specification")), _now("Give size, length or format, as the media owner asks for it."))


@rule("deliverables_dated", section=DELIVERABLES, title=_("Each deliverable has its day"), weight=4)
def deliverables_dated(said: Said):
    bare = those_without(said, "due_on")
    if said.deliverables and not bare:
        return None
    return Finding(missing_words(bare, _now("a day")), _now("Say by when each is needed."))


def missing_words(bare: list[str], what: str) -> str:
    if not bare:
        return _now("Nothing is listed yet.")
    words_of = ngettext("“%(first)s” has not %(what)s.", "“%(first)s” and %(more)d more have not %(what)s.", len(bare))
    return words_of % {"first": bare[0], "more": len(bare) - 1, "what": what}


@rule("channels_closing", section="channels", title=_("Channels with their closing days"), weight=3)
def channels_closing(said: Said):
    if not words(said["channels"]):
        return Finding(_now("No channel is named yet."), _now("Say where it will run."))
    if days(said["channels"]):
        return None
    return Finding(_now("No closing day is named."), _now("Say by when each medium needs the material."))


@rule("budget_named", section=FACTS, title=_("A budget is named"), weight=6)
def budget_named(said: Said):
    budget = said.facts.get("budget_minor")
    if isinstance(budget, int) and budget > 0:
        return None
    return Finding(_now("There is no budget."), _now("Enter the ceiling, even a rough one: ideas cost what they may."))


@rule("delivery_day_named", section=FACTS, title=_("A delivery day is named"), weight=4)
def delivery_day_named(said: Said):
    if said.facts.get("wanted_on"):
        return None
    return Finding(_now("There is no delivery day."), _now("Ask the client by when it is needed."))


@rule("rounds_named", section=FACTS, title=_("The rounds sold are known"), weight=1)
def rounds_named(said: Said):
    if said.facts.get("rounds_sold"):
        return None
    return Finding(_now("It does not say how many rounds are sold."), _now("Take them from the contract, or agree on a number."))


@rule("days_agree", section=DELIVERABLES, title=_("No deliverable comes after the delivery day"), weight=3)
def days_agree(said: Said):
    wanted = said.facts.get("wanted_on")
    late = [row for row in said.deliverables if wanted and plain(row.get("due_on")) > plain(wanted)]
    if not said.deliverables:
        return Finding(_now("Nothing is listed yet."), _now("Add each thing that the job hands over."))
    if not late:
        return None
    return Finding(_now("“%(name)s” is due after the delivery day.") % {"name": named(late[0])}, _now("Move one of the two days."))


@rule("budget_agrees", section=FACTS, title=_("The text names no other budget"), weight=2)
def budget_agrees(said: Said):
    budget, currency = said.facts.get("budget_minor"), plain(said.facts.get("currency")) or "EUR"
    if not isinstance(budget, int) or budget <= 0:
        return Finding(_now("There is no budget to compare with."), _now("Enter the ceiling."))
    fact = budget / 10 ** exponent(currency)
    for sentence in sentences(said.whole):
        if any(stem in sentence.lower() for stem in BUDGET):
            other = [amount for amount in amounts(sentence) if amount > fact * (1 + NEAR)]
            if other:
                return Finding(
                    _now("The text names more than the budget."), _now("“%(text)s”: say which is true.") % {"text": sentence[:80]}
                )
    return None


@rule("channels_served", section="channels", title=_("Deliverables and channels agree"), weight=2)
def channels_served(said: Said):
    text = plain(said["channels"]).lower()
    if not words(text):
        return Finding(_now("No channel is named yet."), _now("Say where it will run."))
    for row in said.deliverables:
        channel = plain(row.get("channel")).lower()
        if words(channel) and not any(word[:5] in text for word in words(channel)):
            what = _now("“%(name)s” is for a channel that is not named here.") % {"name": named(row)}
            return Finding(what, _now("Add “%(channel)s”, or change the deliverable.") % {"channel": plain(row.get("channel"))[:40]})
    return None


@rule("musts_and_wishes_agree", section="preferences", title=_("Nothing is both a must and a wish"), weight=1)
def musts_and_wishes_agree(said: Said):
    musts = {" ".join(words(item)) for item in items(said["mandatories"])} - {""}
    if not musts:
        return Finding(_now("The musts are not named yet."), _now("Write the mandatories first."))
    for item in items(said["preferences"]):
        if " ".join(words(item)) in musts:
            return Finding(_now("“%(item)s” stands in both.") % {"item": item[:60]}, _now("Keep it in one of them."))
    return None
