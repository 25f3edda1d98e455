"""Rules about those whom we talk to, and about those who decide."""

import re

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from briefs.quality.aims import SECOND
from briefs.quality.scoring import Finding, Said, rule
from briefs.quality.words import has_list, items, joins, language_of, lines, says, sentences, words

LONGEST_INSIGHT_WORDS = 40
EVERYBODY = [
    "everyone",
    "everybody",
    "all adults",
    "general public",
    "todo el mundo",
    "todos",
    "público general",
    "tutti",
    "kaikki",
    "tothom",
]
FIRST = "primary main| principal primari ensisijai pääkohderyhmä core|".split()
BELIEVING = (
    "believ think feel see| seen consider perceiv assum expect trust fear doubt regard view| know "
    "cree| creen piensa sient opina percib consider confía desconf busca "
    "crede pensa sente percep ritien consider teme| sensib curios "
    "luule usko ajattel kokee kokevat pitää| pitävät tuntee tuntevat epäile "
    "creu| creuen pensen senten consideren percep"
).split() + ["of it as", "do not know"]
BEHAVING = (
    "buy| buys buying bought purchas use| uses using visit shop spend watch order switch read| reads choos eat| eats drink travel "
    "pay| pays "
    "search subscrib build run| cook commut download share| scroll ignore avoid drive| "
    "compra usa| usan utiliza visita gasta mira| elige come| bebe viaja paga naveg importa "
    "acquista compra usa| usano visita spende guarda sceglie mangia beve viaggia paga cerca "
    "osta| ostaa ostavat käyttä käyvät käy| katso valits syö| syövät juo| juovat matkusta maksa tilaa etsi "
    "compren utilitz visiten gasten miren trien mengen beuen viatgen paguen cerquen"
).split()
PRODUCT = (
    "product our feature ingredient price formula packag nuestro| producto prodotto nostro tuote tuotte meidän producte nostre "
    "contains contiene sisältää conté"
).split()
DECIDES = (
    "decid final| finally signs sign-off decision decisión decisió decisione päättä päätök lopulli definitiv ultima| última "
    "resuelve approves aprueba approva hyväksy aprova"
).split() + ["signs off", "last word", "has the say", "final say"]


@rule("audience_single", section="audience", title=_("One audience"), weight=5)
def audience_single(said: Said):
    text = said["audience"]
    if not words(text):
        return Finding(_now("No audience is named yet."), _now("Say who these people are, in their life and not only by age."))
    if says(text, EVERYBODY):
        return Finding(_now("It speaks to everybody."), _now("Choose those whose behaviour the objective needs to change."))
    firsts = sum(1 for line in lines(text) if says(line, FIRST))
    several = says(text, SECOND) or (has_list(text) and not firsts and len(items(text)) > 2)
    if firsts > 1 or (several and firsts != 1):
        return Finding(_now("It names several audiences and no first one."), _now("Mark one as primary; the others come second or go."))
    return None


@rule("audience_belief", section="audience", title=_("What they believe today"), weight=4)
def audience_belief(said: Said):
    if says(said["audience"], BELIEVING):
        return None
    return Finding(_now("It does not say what they think or feel today."), _now("Add what they believe now that we want to change."))


@rule("audience_behaviour", section="audience", title=_("What they do today"), weight=4)
def audience_behaviour(said: Said):
    if says(said["audience"], BEHAVING):
        return None
    return Finding(_now("It does not say what they do today."), _now("Add what they buy, use or do now instead."))


@rule("insight_single", section="insight", title=_("One insight, true of people"), weight=3)
def insight_single(said: Said):
    text = said["insight"]
    count = len(sentences(text))
    if not count:
        return Finding(_now("No insight stands there yet."), _now("One sentence that these people would nod at."))
    if count > 1 or len(words(text)) > LONGEST_INSIGHT_WORDS:
        return Finding(_now("It is longer than one sentence."), _now("Keep the sentence that explains the others."))
    if says(text, PRODUCT):
        return Finding(_now("It speaks of the product."), _now("Say what is true of the people, even if the product did not exist."))
    return None


@rule("decider_single", section="approvers", title=_("One person decides"), weight=4)
def decider_single(said: Said):
    text = said["approvers"]
    if not words(text):
        return Finding(_now("Nobody is named who approves."), _now("Name who approves on both sides, and who decides in the end."))
    deciding = [sentence for sentence in sentences(text) if says(sentence, DECIDES)]
    if not deciding:
        return (
            None if len(names_in(text)) == 1 else Finding(_now("It does not say who decides."), _now("Write “… decides” after one name."))
        )
    if len(deciding) > 1 and len({name for sentence in deciding for name in names_in(sentence)}) > 1:
        return Finding(_now("Several people decide."), _now("One decides in the end, the others are heard."))
    sentence = deciding[0]
    if joins(sentence.split(",")[0], otherwise=language_of(text)) and len(names_in(sentence.split(",")[0])) > 1:
        return Finding(_now("Two people decide together."), _now("One decides in the end, the others are heard."))
    return None


def names_in(text: str) -> set[str]:
    """What reads as a person's name or a post: runs of words with capitals; one for each item of a list."""
    found = re.findall(r"(?:[^\W\d_a-zà-ÿ][\w'’\-]*)(?:\s+(?:[^\W\d_a-zà-ÿ][\w'’\-]*|i|de|von|van))*", text)
    return {name.strip() for name in found if name.strip().lower() not in ("the", "client", "agency", "we", "our", "el", "la", "il")}
