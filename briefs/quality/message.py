"""Rules about what we say: proposition, support, tone, mandatories."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from briefs.quality.aims import SOURCES
from briefs.quality.scoring import Finding, Said, rule
from briefs.quality.words import ADDRESS, figures, has_list, items, joins, language_of, says, sentences, words

MOST_WORDS = 20
MOST_REASONS = 5
MOST_MANDATORIES = 7
EVIDENCE = (
    "award certif test tested proven patent winner review rating cleared clearance claim| proof prove because| since "
    "premi certific prueba probad patent demuestr garant verific aprobad "
    "prova provato brevett dimostr "
    "palkin sertif testat todist tutkit hyväksyt "
    "prova| provat demostr"
).split() + ["proved by", "as shown"]
STOCK = set(
    "friendly modern fresh premium professional innovative authentic trustworthy warm young dynamic bold clear simple fun human "
    "approachable confident inspiring engaging elegant quality unique exciting emotional smart "
    "cercano moderno fresco premium profesional innovador auténtico cálido joven dinámico claro sencillo experto transparente "
    "amichevole moderno fresco professionale innovativo autentico caldo giovane dinamico chiaro semplice elegante "
    "ystävällinen moderni raikas ammattimainen innovatiivinen aito lämmin nuorekas dynaaminen selkeä "
    "proper modern fresc professional innovador autèntic càlid jove dinàmic clar senzill".split()
)
FILLERS = set(
    "tone of voice brand tono de voz voce sävy to veu very muy molto hyvin molt is es è on and y e ja i the el la il not we".split()
)
WISHES = (
    "ideally prefer wish nice-to-have idealmente preferib idealment mielellään toivottav mieluiten desire optional opcional opzional"
).split() + [
    "would like",
    "would love",
    "if possible",
    "nice to have",
    "could be",
    "si es posible",
    "nos gustaría",
    "se possibile",
    "ci piacerebbe",
    "jos mahdollista",
    "si és possible",
    "ens agradaria",
]


def missing(said: Said):
    if words(said["proposition"]):
        return None
    return Finding(_now("No proposition stands there yet."), _now("Say the one thing that people shall take away."))


@rule("proposition_sentence", section="proposition", title=_("The proposition is one sentence"), weight=4)
def proposition_sentence(said: Said):
    count = len(sentences(said["proposition"]))
    if count < 2:
        return missing(said)
    return Finding(_now("It has %(count)d sentences.") % {"count": count}, _now("Keep the one that makes the others unnecessary."))


@rule("proposition_short", section="proposition", title=_("One thought of at most 20 words"), weight=5)
def proposition_short(said: Said):
    count = len(words(said["proposition"]))
    if count <= MOST_WORDS:
        return missing(said)
    what = ngettext("%(count)d words, %(over)d too many.", "%(count)d words, %(over)d too many.", count - MOST_WORDS)
    return Finding(what % {"count": count, "over": count - MOST_WORDS}, _now("Keep to 20 words and one thought."))


@rule("proposition_single", section="proposition", title=_("The proposition says one thing"), weight=6)
def proposition_single(said: Said):
    text = said["proposition"]
    if has_list(text) or text.count(",") > 1 or ";" in text:
        return Finding(_now("It is a list."), _now("Choose the item that you would keep if only one could stay."))
    if sign := joins(text, otherwise=language_of(said.whole)):
        return Finding(_now("It says two things: there is an “%(sign)s”.") % {"sign": sign}, _now("Choose one of the two."))
    return missing(said)


@rule("support_counted", section="support", title=_("One to five reasons to believe"), weight=4)
def support_counted(said: Said):
    count = len(items(said["support"]))
    if 1 <= count <= MOST_REASONS:
        return None
    if not count:
        return Finding(_now("No reason to believe it is given."), _now("Write one to five, each on its own line."))
    return Finding(_now("It gives %(count)d reasons.") % {"count": count}, _now("Keep the five strongest."))


@rule("support_proven", section="support", title=_("Each reason has its evidence"), weight=4)
def support_proven(said: Said):
    found = items(said["support"])
    bare = [item for item in found if not (ADDRESS.search(item) or figures(item) or says(item, SOURCES) or says(item, EVIDENCE))]
    if found and not bare:
        return None
    if not found:
        return Finding(_now("There is nothing to prove yet."), _now("Give each reason a figure, a source or a cleared claim."))
    what = ngettext("%(count)d reason stands without evidence.", "%(count)d reasons stand without evidence.", len(bare))
    return Finding(
        what % {"count": len(bare)}, _now("Begin with “%(item)s”: add a figure, a source or a clearance.") % {"item": bare[0][:60]}
    )


@rule("tone_own", section="tone", title=_("The tone is this brand's own"), weight=2)
def tone_own(said: Said):
    found = [word for word in words(said["tone"]) if word not in FILLERS]
    if ADDRESS.search(said["tone"]):
        return None
    if not found:
        return Finding(_now("No tone is described yet."), _now("Link the guidelines, or say how the brand would and would not put it."))
    if any(word not in STOCK for word in found):
        return None
    return Finding(_now("These words would suit any brand."), _now("Give an example of a line that fits, and one that does not."))


@rule("mandatories_apart", section="mandatories", title=_("Musts apart from wishes"), weight=4)
def mandatories_apart(said: Said):
    found = items(said["mandatories"])
    if not found:
        return Finding(
            _now("It does not say what must be in."), _now("List what law and contract ask for, or write that there is nothing.")
        )
    for item in found:
        if says(item, WISHES):
            return Finding(_now("“%(item)s” is a wish.") % {"item": item[:60]}, _now("Move it to the preferences."))
    return None


@rule("mandatories_few", section="mandatories", title=_("At most seven mandatories"), weight=2)
def mandatories_few(said: Said):
    count = len(items(said["mandatories"]))
    if 0 < count <= MOST_MANDATORIES:
        return None
    if not count:
        return Finding(_now("None is named yet."), _now("Write each on a line of its own."))
    return Finding(_now("There are %(count)d.") % {"count": count}, _now("Ask of each what happens without it; most are preferences."))
