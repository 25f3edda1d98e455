"""The quality check (W2), rule by rule: what passes and what does not, in the languages that briefs come in. It never fails on a text."""

# ruff: noqa: E501  (tables of examples are read across)

import copy
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.quality import Weighed, check, rules, weighed
from briefs.quality.words import amounts, days, figures, items, joins, language_of, number_of, sentences
from briefs.sections import SECTIONS
from core.testing import shared_data

GOOD = {
    "facts": {
        "title": "Oats",
        "kind": "campaign",
        "budget_minor": 4_820_000,
        "currency": "EUR",
        "wanted_on": "2026-05-22",
        "rounds_sold": 3,
    },
    "deliverables": [
        {
            "name": "Poster",
            "kind": "print",
            "spec": "A2, CMYK",
            "channel": "Outdoor",
            "language": "fi",
            "quantity": 2,
            "due_on": "2026-05-20",
        }
    ],
    "texts": {
        "ask": "A summer campaign that makes oat ice cream the treat families share, with film, outdoor posters and a shelf display.",
        "why_now": "The January panel shows that parents buy oats weekly.",
        "background": "Oat drinks grew by 12% in 2025 according to the panel, https://example.com/panel. Ice cream did not follow.",
        "business_objective": "Raise weekly household purchase of oat ice cream from 3.1% (January panel) to 4.5% by 31 August 2026.",
        "communication_objective": "Parents shall think of oats when children ask for a treat, feel no guilt, and look for us in the freezer.",
        "audience": "Parents of school-age children in Finnish towns who already buy oat drinks but think of ice cream as a dairy treat.",
        "insight": "No parent wants to be the one who says no on a sunny day.",
        "proposition": "The first ice cream of the summer that the whole family can share.",
        "support": "- Free of milk and nuts: certified by the Allergy Federation\n- 3 of 4 children prefer it",
        "tone": "Dry Finnish warmth: “It melts. Hurry.” Never cute.",
        "mandatories": "- Allergen line, 8 mm\n- Nordic eco mark",
        "preferences": "A real lake, not a studio.",
        "channels": "Outdoor (closing 4 May 2026), TV (closing 30.4.2026).",
        "measures": "Weekly household purchase of oat ice cream, counted by the panel in September.",
        "approvers": "Marketing director Aino Hyväri decides; Maren is heard.",
    },
}


def with_text(**texts) -> dict:
    changed = copy.deepcopy(GOOD)
    changed["texts"] |= texts
    return changed


def with_facts(**facts) -> dict:
    changed = copy.deepcopy(GOOD)
    changed["facts"] |= facts
    return changed


def with_row(**row) -> dict:
    changed = copy.deepcopy(GOOD)
    changed["deliverables"].append({**changed["deliverables"][0], **row})
    return changed


def found(contents) -> set[str]:
    return {fault.rule.key for fault in check(contents).faults}


LONG = "This sentence, for which nobody gave a source, goes on and on with one more word after another until nobody who reads it can say what it was meant to say at all or why."

# (rule, section, a text in which it finds something, texts in which it does not)
BY_TEXT = [
    ("ask_told", "ask", "A poster.", [GOOD["texts"]["ask"]]),
    ("why_now_told", "why_now", "", ["Kilpailija aloittaa oman kampanjansa jo toukokuussa ensi vuonna."]),
    ("background_sourced", "background", "Sales are down and everybody knows it.", ["Las ventas bajan según el informe de 2025.", "www.example.com"]),
    ("objective_counted", "business_objective", "Sell more ice cream.", ["Duplicar (doble) las ventas", "Myynti 3 %:sta 5 %:iin"]),
    ("objective_baseline", "business_objective", "Reach 4.5% by August.", ["De 3,1 % a 4,5 %", "Grow 20% from today's level", "Da 3,1% a 4,5%"]),
    ("objective_dated", "business_objective", "From 3.1% to 4.5% soon.", ["4,5 % antes del 31 de agosto", "4,5 % 31.8.2026", "entro giugno 2026", "in 6 months"]),
    ("objective_single", "business_objective", "- Raise sales to 5%\n- Win 300 stores", ["From 3.1% to 4.5%. The panel counts it."]),
    ("communication_differs", "communication_objective", GOOD["texts"]["business_objective"], ["They feel that oats are a treat."]),
    ("measures_match", "measures", "Website visits.", ["Household purchase in the panel"]),
    ("audience_single", "audience", "Everyone who buys, thinks and eats.", ["Primary: parents who buy and think.\nSecondary: grandparents.", "Padres que compran y piensan."]),
    ("audience_single", "audience", "- parents who buy\n- teens who think\n- shops\n- press", ["Padres de niños"]),
    ("audience_belief", "audience", "Parents of 30 to 40 who buy oat drinks.", ["Padres que creen que es caro y compran otra cosa", "Vanhemmat, jotka luulevat ja ostavat"]),
    ("audience_behaviour", "audience", "Parents who think that oats are dull.", ["Genitori che pensano e acquistano altro", "Pares que pensen i compren"]),
    ("insight_single", "insight", "One thing is true. Another is too.", ["Kukaan vanhempi ei halua kieltää aurinkoisena päivänä."]),
    ("insight_single", "insight", "Our product has more oats than any other.", ["Nobody likes to say no."]),
    ("proposition_sentence", "proposition", "It is cold. It is oats.", ["It is cold."]),
    ("proposition_short", "proposition", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty x", ["Short."]),
    ("proposition_single", "proposition", "Warm and quick.", ["Warm.", "Lämmin hetki."]),
    ("proposition_single", "proposition", "El helado más fresco y la mejor avena del verano", ["El helado de la avena que se comparte en la familia"]),
    ("proposition_single", "proposition", "Il gelato della festa e la torta della nonna", ["Il gelato della festa che non finisce"]),
    ("proposition_single", "proposition", "Kesän jäätelö ja kesän juoma ovat tässä", ["Kesän jäätelö on kaikille"]),
    ("proposition_single", "proposition", "El gelat de la civada i la festa dels amics", ["El gelat de la civada per als amics"]),
    ("proposition_single", "proposition", "Warm & quick", ["Cold, soft ice"]),
    ("proposition_single", "proposition", "Warm, quick, soft, cheap", ["I like it"]),
    ("support_counted", "support", "1. a 1\n2. b 2\n3. c 3\n4. d 4\n5. e 5\n6. f 6", ["Certified by one."]),
    ("support_proven", "support", "- It tastes better\n- Certified by X", ["- 3 of 4 like it", "Dimostrato da uno studio"]),
    ("tone_own", "tone", "Friendly, modern and fresh.", ["Friendly, like a lifeguard off duty.", "https://brand.example.com"]),
    ("mandatories_apart", "mandatories", "- Logo\n- Ideally a lake", ["- Logo", "- Merkki pakkaukseen"]),
    ("mandatories_apart", "mandatories", "- Logo\n- si es posible, un lago", ["- Logo"]),
    ("mandatories_few", "mandatories", "\n".join(f"- must {letter}" for letter in string.ascii_letters[:8]), ["- One", "None by law."]),
    ("channels_closing", "channels", "Outdoor and TV.", ["Outdoor, cierre 4 de mayo", "Outdoor 4.5."]),
    ("channels_served", "channels", "Radio (4 May 2026)", ["Outdoor posters (4 May 2026)"]),
    ("decider_single", "approvers", "Anna Berg and Ben Lind decide.", ["Anna Berg decides.", "Päätöksen tekee Aino Hyväri."]),
    ("decider_single", "approvers", "Anna Berg, Ben Lind", ["Anna Berg"]),
    ("decider_single", "approvers", "", ["Aino Hyväri ha l'ultima parola e decisione"]),
    ("budget_agrees", "practicalities", "The budget is EUR 90,000 in all.", ["The budget is 48.200 €.", "Budjetti 48 200 €"]),
    ("musts_and_wishes_agree", "preferences", "Nordic eco mark", ["A lake"]),
    ("sentences_short", "background", LONG, ["Short, source: panel."]),
    ("plain_words", "background", "Leverage holistic synergies in an omnichannel ecosystem. Source: panel.", ["Leverage is a lever (report)."]),
    ("nothing_left_over", "background", "Source: [insert source here]", ["Source: panel [1] (2025)"]),
    ("nothing_left_over", "tone", "Por definir", ["Seco."]),
    ("nothing_left_over", "channels", "TBC 4 May 2026 outdoor", ["Outdoor 4 May 2026"]),
    ("everything_placed", "unplaced", "A line that nobody placed", [""]),
    ("short", "practicalities", "word " * 900, ["word"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "section", "bad", "good"), BY_TEXT, ids=[f"{one[0]}-{place}" for place, one in enumerate(BY_TEXT)])
def test_w2_a_rule_finds_what_it_is_for_and_is_silent_otherwise(rule, section, bad, good):
    assert rule in found(with_text(**{section: bad}))
    assert [text for text in good if rule in found(with_text(**{section: text}))] == []


BY_FACT = [
    ("budget_named", with_facts(budget_minor=None)),
    ("budget_named", with_facts(budget_minor=0)),
    ("delivery_day_named", with_facts(wanted_on=None)),
    ("rounds_named", with_facts(rounds_sold=None)),
    ("days_agree", with_row(due_on="2026-06-01")),
    ("deliverables_specified", with_row(spec=" ")),
    ("deliverables_dated", with_row(due_on=None)),
    ("deliverables_listed", GOOD | {"deliverables": []}),
]


@pytest.mark.parametrize(("rule", "contents"), BY_FACT)
def test_w2_a_rule_about_facts_and_deliverables_finds_what_it_is_for(rule, contents):
    assert rule in found(contents)


def test_w2_every_rule_has_an_example_that_it_refuses():
    assert {rule.key for rule in rules} == {one[0] for one in [*BY_TEXT, *BY_FACT]}
    assert found(GOOD) == set()


def test_w2_a_good_brief_scores_a_hundred_and_an_empty_one_nothing():
    report = check({})
    assert (check(GOOD).score, report.score, report.passed) == (100, 0, [])
    assert sum(fault.points for fault in report.faults) >= 90


def test_w2_each_finding_says_what_where_and_how():
    for contents in ({}, with_text(proposition="Warm and quick.")):
        for fault in check(contents).faults:
            assert fault.finding.what
            assert fault.finding.how
            assert fault.where in {section.key for section in SECTIONS} | {"facts", "deliverables", ""}


def test_w2_the_score_is_the_share_of_the_weight_of_what_passed():
    half = [Weighed(one.rule, 10) for one in weighed() if one.rule.key in ("budget_named", "ask_told")]
    assert check(with_text(ask="A poster."), half).score == 50
    lighter = [Weighed(one.rule, 30 if one.rule.key == "budget_named" else 10) for one in half]
    assert check(with_text(ask="A poster."), lighter).score == 75
    off = [Weighed(one.rule, 10, is_on=one.rule.key == "budget_named") for one in half]
    assert (check(with_text(ask="A poster."), off).score, check({}, []).score) == (100, 100)


def test_w2_findings_about_the_same_thing_are_read_as_one_line():
    lines = [line for line in check(GOOD | {"deliverables": []}).lines if line.where == "deliverables"]
    assert [(line.title, line.what) for line in lines] == [("Deliverables", "Nothing is listed yet.")]
    assert lines[0].points > 8


@given(
    st.dictionaries(st.sampled_from([section.key for section in SECTIONS]), st.text(max_size=400)),
    st.lists(st.fixed_dictionaries({}, optional={key: st.none() | st.text(max_size=30) for key in ("name", "spec", "channel", "due_on")})),
    st.none() | st.integers(-5, 10**12),
)
def test_w2_whatever_is_written_the_check_answers(texts, rows, budget):
    report = check({"texts": texts, "deliverables": rows, "facts": {"budget_minor": budget, "currency": "EUR", "wanted_on": "2026-01-01"}})
    assert 0 <= report.score <= 100


@pytest.mark.parametrize(
    "contents", [None, [], {"texts": None}, {"texts": {"ask": 3}}, {"deliverables": "x", "facts": 7}, {"facts": {"currency": None}}]
)
def test_w2_contents_of_another_shape_are_an_empty_brief(contents):
    assert check(contents).score == 0


def test_w2_briefs_as_they_come_in_are_read_in_their_own_language():
    folder = shared_data() / "6-briefs" / "briefs-real-projects"
    texts = {path.name: path.read_text() for path in sorted(folder.glob("*.md"))}
    assert {name: language_of(text) for name, text in texts.items()} == {name: name.rsplit("_", 1)[1][:2] for name in texts}
    for text in texts.values():
        assert 0 < check({"texts": {"background": text}}).score < 50


@pytest.mark.parametrize(
    "pasted", ["x", "1", "1 ", "1.", "a@", "2026 ", ". ", "- a\n", "( ", "https://", "[", "and ", "31 de ", "€"], ids=repr
)
def test_w2_whatever_is_pasted_is_read_in_time(pasted):
    started = time.process_time()
    check({"texts": dict.fromkeys([section.key for section in SECTIONS], pasted * 30_000)})
    assert time.process_time() - started < 20, "seconds for two million signs; a pattern without a bound takes hours"


# ── Words ──


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by 31 August 2026", 1),
        ("el 31 de agosto de 2026", 1),
        ("entro il 3 maggio", 1),
        ("31.8.2026 mennessä", 1),
        ("elokuussa", 1),
        ("d’agost, el 12 d’agost", 2),
        ("2026-08-31", 1),
        ("Q3 2026", 1),
        ("within 6 months", 1),
        ("it may work", 0),
        ("3.1% of 400", 0),
    ],
)
def test_w2_days_are_known_in_five_languages(text, expected):
    assert len(days(text)) == expected


def test_w2_figures_are_not_days_nor_addresses():
    assert figures("From 3.1% to 4,5 % by 31 August 2026, see https://example.com/2025/12") == ["3.1%", "4,5 %"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€48,200.00", [48200]),
        ("48.200,00 €", [48200]),
        ("48 200 euros", [48200]),
        ("EUR 50k", [50000]),
        ("£1.5m", [1500000]),
        ("12 posters", []),
    ],
)
def test_w2_amounts_are_read_however_thousands_are_parted(text, expected):
    assert amounts(text) == expected


def test_w2_small_words():
    assert number_of("1.234") == 1234
    assert sentences("See e.g. the panel. It grows.") == ["See e.g. the panel.", "It grows."]
    assert items("a; b; c") == ["a", "b", "c"]
    assert joins("I like it") == ""
    assert joins("Rock and roll") == "and"
