"""Rules about the whole text: short, plain, nothing left of the template."""

import re

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from briefs import sections
from briefs.quality.scoring import Finding, Said, rule
from briefs.quality.words import plain, says, sentences, words

MOST_WORDS = 900  # two pages
LONGEST_SENTENCE_WORDS = 30
MOST_JARGON = 2  # that many are forgiven
LEAST_WORDS = 30  # with fewer there is nothing to judge
JARGON = [
    *(
        "synerg leverag holistic paradigm disrupt ecosystem omnichannel 360° 360 thought-leader best-in-class world-class cutting-edge "
        "state-of-the-art next-gen mission-critical ideate actionable learnings low-hanging growth-hack viral game-chang impactful "
        "sinergi apalanc holístic disruptiv ecosistema omnicanal viraliz sinergie olistic dirompent omnicanale "
        "synergi holisti disruptiiv ekosysteem sinèrgi"
    ).split(),
    "think outside the box",
    "move the needle",
    "best in class",
    "state of the art",
    "deep dive",
    "circle back",
    "going forward",
    "win win",
    "value add",
    "brand love",
    "top of mind",
]
LEFT_OVER = re.compile(
    r"lorem ipsum|\[[^\]\n]{2,80}\](?!\()|<[^<>\n@]{3,60}>|\{\{|_{4,}|\.{5,}|\bx{3,}\b"
    r"|\b(?:tbd|tbc|tba|to be confirmed|to be defined|to be decided|insert (?:here|text|your)|por definir|por confirmar|da definire"
    r"|da confermare|täydennetään|per definir|per confirmar)\b",
    re.I,
)


def too_little(said: Said):
    if len(words(said.whole)) >= LEAST_WORDS:
        return None
    return Finding(_now("There is hardly anything written yet."), _now("Begin with the ask and the objective."))


@rule("short", section="", title=_("Short enough"), weight=3)
def short(said: Said):
    count = len(words(said.whole))
    if count <= MOST_WORDS:
        return too_little(said)
    what = _now("%(count)d words: more than two pages.") % {"count": count}
    return Finding(what, _now("Nobody reads the third page: keep at most %(most)d words.") % {"most": MOST_WORDS})


@rule("sentences_short", section="", title=_("No sentence beyond 30 words"), weight=3)
def sentences_short(said: Said):
    for section in sections.SECTIONS:
        for sentence in sentences(said[section.key]):
            count = len(words(sentence))
            if section.key not in ("unplaced", "internal_notes") and count > LONGEST_SENTENCE_WORDS:
                what = _now("A sentence has %(count)d words.") % {"count": count}
                return Finding(what, _now("Part it: “%(start)s …”") % {"start": sentence[:60]}, where=section.key)
    return too_little(said)


@rule("plain_words", section="", title=_("Plain words"), weight=3)
def plain_words(said: Said):
    found = [word for stem in JARGON if (word := says(said.whole, [stem]))]
    if len(found) <= MOST_JARGON:
        return too_little(said)
    what = ngettext("%(count)d word is jargon.", "%(count)d words are jargon.", len(found)) % {"count": len(found)}
    return Finding(what, _now("Say what you mean by: %(words)s.") % {"words": ", ".join(found[:4])})


@rule("nothing_left_over", section="", title=_("No template text is left"), weight=4)
def nothing_left_over(said: Said):
    for section in sections.SECTIONS:
        text = plain(said[section.key])
        left = LEFT_OVER.search(text)
        if section.key == "unplaced":
            continue
        if left or (text.strip() and text.strip() == str(section.hint)):
            words_left = left.group()[:40] if left else str(section.hint)[:40]
            return Finding(
                _now("“%(text)s” is still there.") % {"text": words_left}, _now("Write what is meant, or take it out."), section.key
            )
    return too_little(said)


@rule("everything_placed", section="unplaced", title=_("Everything that came in has its place"), weight=1)
def everything_placed(said: Said):
    if words(said["unplaced"]):
        return Finding(_now("Something is not placed yet."), _now("Move each part to its section, and empty this one."))
    return too_little(said)
