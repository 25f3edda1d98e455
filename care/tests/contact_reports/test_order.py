"""Lines of a contact report are moved up and down (R1): within their topic, over to the next one, and with it."""

import uuid

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from care.actions import contact_report as actions
from care.actions.contact_report import Line
from care.models import ContactReport
from care.report_contents import contents_of, topics_of
from care.report_order import blocks_of, moved
from care.tests.reports import a_report, link_of


def lines_of(words: str) -> list[Line]:
    """ "X:a b Y:c" is a and b under the topic X, c under Y."""
    found = []
    for word in words.split():
        topic, _colon, text = word.rpartition(":")
        found.append(Line(uuid.uuid4(), "said", text, topic, "J-1" if topic == "Y" else ""))
    return found


def words_of(lines) -> str:
    return " ".join(f"{line.topic}:{line.text}" if line.topic else line.text for line in lines)


@pytest.mark.parametrize(
    ("before", "text", "up", "down"),
    [
        ("X:a b c", "b", "X:b a c", "X:a c b"),  # within a topic, which stays where it stands
        ("X:a b c", "a", "X:a b c", "X:b a c"),
        ("X:a b c", "c", "X:a c b", "X:a b c"),
        ("X:a b Y:c d", "b", "X:b a Y:c d", "X:a Y:b c d"),  # past its end, over to the next one
        ("X:a b Y:c d", "c", "X:a b c Y:d", "X:a b Y:d c"),
        ("X:a Y:b c Z:d", "a", "X:a Y:b c Z:d", "Y:b c X:a Z:d"),  # alone in its topic: takes it along, past the whole one beside
        ("X:a Y:b c Z:d", "d", "X:a Z:d Y:b c", "X:a Y:b c Z:d"),
        ("a X:b c", "a", "a X:b c", "X:a b c"),  # without a topic at the top
        ("a X:b c", "b", "a b X:c", "a X:c b"),
        ("a X:b", "b", "a X:b", "a X:b"),  # above it the line at the top would fall under X
        ("X:a X:b Y:c", "b", "X:b a Y:c", "X:a Y:b c"),  # the same topic said twice is one
    ],
)
def test_r1_a_line_moves_one_step_and_topics_stay(before, text, up, down):
    lines = lines_of(before)
    key = next(str(line.key) for line in lines if line.text == text)
    assert [words_of(moved(lines, key, is_up=is_up)) for is_up in (True, False)] == [up, down]


def test_r1_the_job_of_a_topic_stays_with_it():
    lines = lines_of("X:a b Y:c d")
    found = moved(lines, str(lines[1].key), is_up=False)
    assert [(line.topic, line.job, line.text) for line in found] == [("X", "", "a"), ("Y", "J-1", "b"), ("", "", "c"), ("", "", "d")]


def test_r1_a_line_that_is_not_there_or_empty_moves_nothing():
    lines = [*lines_of("X:a b"), Line(uuid.uuid4(), "said", " ")]
    for key in (str(uuid.uuid4()), "", str(lines[2].key)):
        assert moved(lines, key, is_up=True) == lines


@given(
    topics=st.lists(st.sampled_from(["", "X", "Y", "Z"]), min_size=1, max_size=8),
    steps=st.lists(st.tuples(st.integers(0, 7), st.booleans())),
)
def test_r1_however_one_moves_no_line_and_no_topic_is_lost(topics, steps):
    lines = [Line(uuid.uuid4(), "said", f"t{number}", topic) for number, topic in enumerate(topics)]
    named = {block.topic for block in blocks_of(lines) if block.topic}
    for number, is_up in steps:
        lines = moved(lines, str(lines[number % len(lines)].key), is_up=is_up)
    assert sorted(line.text for line in lines) == sorted(f"t{number}" for number in range(len(topics)))
    assert {block.topic for block in blocks_of(lines) if block.topic} == named


# ── In the browser ──


@pytest.fixture
def draft(account, eli, minna):
    report = a_report(account, by=eli, contacts=[minna])
    texts = ("Alpha was said", "Beta was decided", "Gamma is promised")
    kinds = [{}, {"kind": "decision"}, {"kind": "action", "owner": eli, "due_on": eli.today}]
    wanted = [Line(uuid.uuid4(), **{"kind": "said", "text": text, **more}) for text, more in zip(texts, kinds, strict=True)]
    return actions.write_report(report, by=eli, lines=wanted)


def as_typed(report, **more) -> dict:
    """The editor's form as it stands on the page, with an empty row at the end."""
    lines = list(report.lines.all())
    columns = {
        "line-key": [*(str(line.key) for line in lines), str(uuid.uuid4())],
        "line-kind": [*(line.kind for line in lines), "said"],
        "line-text": [*(line.text for line in lines), ""],
        "line-who": [*(f"p{line.owner_id}" if line.owner_id else "" for line in lines), ""],
        "line-due_on": [*(str(line.due_on or "") for line in lines), ""],
        "line-topic": [""] * (len(lines) + 1),
        "line-job": [""] * (len(lines) + 1),
    }
    people = {"contacts": [one.pk for one in report.contacts.all()], "people": [one.pk for one in report.people.all()]}
    return {"version": report.version, "next_kind": "meeting", **people, **columns, **more}


def texts_of(report) -> list[str]:
    return list(report.lines.order_by("position").values_list("text", flat=True))


def test_r1_a_button_moves_a_line_saves_what_was_typed_and_keeps_the_focus(client, draft, eli):
    client.force_login(eli)
    url, beta = reverse("contact_report_write", args=[draft.pk]), draft.lines.get(text="Beta was decided")
    page = client.get(url).text
    assert (page.count('aria-label="Move line'), 'aria-label="Move line 2 up"' in page) == (6, True)
    typed = as_typed(draft, up=str(beta.key), product="Oat drink")
    answer = client.post(url, typed, follow=True)
    fresh = ContactReport.objects.get()
    assert (texts_of(fresh), fresh.product) == (["Beta was decided", "Alpha was said", "Gamma is promised"], "Oat drink")
    focused = [tag for tag in answer.text.split("<button") if " autofocus" in tag.split(">")[0]]
    assert ["Move line 1 down" in tag for tag in focused] == [True]  # up is not possible any more
    assert client.post(url, typed).status_code == 409
    assert texts_of(fresh) == ["Beta was decided", "Alpha was said", "Gamma is promised"]


def test_r1_what_is_wrong_is_said_before_anything_moves(client, draft, eli):
    client.force_login(eli)
    typed = as_typed(draft, down=str(draft.lines.first().key), next_on="nonsense")
    assert client.post(reverse("contact_report_write", args=[draft.pk]), typed).status_code == 422
    assert texts_of(draft) == ["Alpha was said", "Beta was decided", "Gamma is promised"]


def test_r1_the_order_stands_on_paper_and_on_the_contacts_page(client, draft, eli):
    client.force_login(eli)
    gamma = draft.lines.get(text="Gamma is promised")
    for _step in range(2):
        client.post(reverse("contact_report_write", args=[draft.pk]), as_typed(ContactReport.objects.get(), up=str(gamma.key)))
    expected = ["Gamma is promised", "Alpha was said", "Beta was decided"]
    report = actions.issue_report(ContactReport.objects.get(), by=eli, now=timezone.now())
    assert [line.text for topic in topics_of(contents_of(report)) for line in topic.lines] == expected
    with report.issues.get().pdf.open("rb") as file:
        paper = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read()))
    guest = client.get(reverse("report_home", args=[link_of(report, report.contacts.get()).secret])).text
    for words in (paper, guest):
        assert sorted(expected, key=words.index) == expected
