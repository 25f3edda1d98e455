"""Rules about where the client wants to go: ask, background, objectives, measures. Source: the joint industry guide to briefing."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from briefs.quality.scoring import Finding, Said, rule
from briefs.quality.words import ADDRESS, days, figures, has_list, items, likeness, says, sentences, words

LEAST_WORDS_OF_ASK = 15
LEAST_WORDS_OF_REASON = 6
TOO_ALIKE = 0.6  # share of common word stems from which two texts are the same one
SOURCES = (
    "source survey panel study research report data census nielsen kantar ipsos gfk audit tracking analytics dashboard interview "
    "fuente encuesta estudio informe datos investigación "
    "fonte sondaggio studio ricerca rapporto dati "
    "lähde kysely tutkimu paneeli raportti tilasto "
    "font| enquesta estudi informe dades recerca"
).split() + ["according to", "según", "secondo", "mukaan", "segons"]
FROM_HERE = (
    "from| today current now| baseline actual attual nykyi actualm avui oggi hoy| desde da| des| lähtötaso partiendo partendo partint "
    "up| down|"
).split() + ["at present", "tällä hetkellä", "a día de hoy"]
SECOND = "secondary second tertiary secundari segund secondar terziar toissijai toinen| segon".split()
MEASURED_BY = "measure metric kpi figure count track".split()


@rule("ask_told", section="ask", title=_("The ask is told in full"), weight=4)
def ask_told(said: Said):
    count = len(words(said["ask"]))
    if count >= LEAST_WORDS_OF_ASK:
        return None
    what = _now("It has %(count)d of at least %(least)d words.") if count else _now("Nothing is asked for yet.")
    return Finding(what % {"count": count, "least": LEAST_WORDS_OF_ASK}, _now("Say what is to be made, for whom and what for."))


@rule("why_now_told", section="why_now", title=_("It says why now"), weight=2)
def why_now_told(said: Said):
    if len(words(said["why_now"])) >= LEAST_WORDS_OF_REASON:
        return None
    return Finding(_now("No reason is given for the moment."), _now("Name what happened or will happen, in a sentence."))


@rule("background_sourced", section="background", title=_("The background names its sources"), weight=4)
def background_sourced(said: Said):
    text = said["background"]
    if ADDRESS.search(text):
        return None
    if not words(text):
        return Finding(_now("It does not say where we are now."), _now("Tell the market, the brand and the problem in a few sentences."))
    if says(text, SOURCES):
        return None
    return Finding(_now("No source stands beside what it claims."), _now("Name the report, panel or page, or link it."))


def objective_missing(said: Said) -> bool:
    return not words(said["business_objective"])


@rule("objective_counted", section="business_objective", title=_("The objective has a figure"), weight=6)
def objective_counted(said: Said):
    if figures(said["business_objective"]):
        return None
    what = _now("No objective is named yet.") if objective_missing(said) else _now("It names no figure.")
    return Finding(what, _now("Say how much: a share, a sum, a number of people."))


@rule("objective_baseline", section="business_objective", title=_("The objective has a baseline"), weight=5)
def objective_baseline(said: Said):
    found = figures(said["business_objective"])
    if len(found) > 1 or (found and says(said["business_objective"], FROM_HERE)):
        return None
    return Finding(_now("It does not say where the figure stands today."), _now("Write “from … to …”."))


@rule("objective_dated", section="business_objective", title=_("The objective has a day"), weight=5)
def objective_dated(said: Said):
    if days(said["business_objective"]):
        return None
    return Finding(_now("It does not say by when."), _now("Name the day, month or quarter by which it shall be so."))


@rule("objective_single", section="business_objective", title=_("One objective"), weight=5)
def objective_single(said: Said):
    text = said["business_objective"]
    with_figures = [sentence for sentence in sentences(text) if figures(sentence)]
    if objective_missing(said):
        return Finding(_now("No objective is named yet."), _now("Name the one thing that shall change for the business."))
    if says(text, SECOND) or (has_list(text) and len(items(text)) > 1) or len(with_figures) > 2:
        return Finding(_now("It names several objectives."), _now("Keep the first one here; move the others to the background."))
    return None


@rule("communication_differs", section="communication_objective", title=_("What people shall think, feel or do"), weight=4)
def communication_differs(said: Said):
    text = said["communication_objective"]
    if not words(text):
        return Finding(
            _now("It does not say what communication shall change."), _now("Say what people shall think, feel and do afterwards.")
        )
    if likeness(text, said["business_objective"]) >= TOO_ALIKE:
        return Finding(
            _now("It repeats the business objective."), _now("Sales are the business's aim: say what changes in people's heads.")
        )
    return None


@rule("measures_match", section="measures", title=_("It is measured by the objective's own figure"), weight=4)
def measures_match(said: Said):
    text = said["measures"]
    if not words(text):
        return Finding(_now("It does not say how success is measured."), _now("Name the objective's figure, who counts it and when."))
    if objective_missing(said) or likeness(text, said["business_objective"]) > 0:
        return None
    return Finding(
        _now("What is measured is not what the objective speaks of."), _now("Measure the figure that the objective names, or change it.")
    )
