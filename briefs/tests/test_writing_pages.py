"""The pages of writing a brief (W2): begin, write with and without scripts, read, hand out. Two writers are told of each other."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from briefs.actions.templates import make_template_of
from briefs.actions.writing import write_section
from briefs.models import Brief, BriefTemplate, QualityThreshold, QualityWeight
from briefs.states import BriefState
from briefs.tests.factories import (
    AttachmentFactory,
    BriefFactory,
    BriefSectionFactory,
    BriefTemplateFactory,
    DeliverableFactory,
    RemarkFactory,
)
from clients.tests.factories import AccountFactory, ContactFactory
from core.errors import Refused
from core.models import Event
from tests.typist import PostForm

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>{{7*191}}"
QUERIES = 12
HTMX = {"hx-request": "true"}


@pytest.fixture
def log_in(client):
    def enter(person):
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return enter


@pytest.fixture
def brief(account, eli):
    brief = BriefFactory(account=account, author=eli, title="Oats in May", budget_minor=4_820_000)
    for key in ("ask", "audience", "internal_notes"):
        BriefSectionFactory(brief=brief, key=key, text=f"What stands in {key}.", written_by=eli)
    return brief


def the_form(answer) -> dict[str, list[str]]:
    """What the big form of the page would send."""
    data: dict[str, list[str]] = {}
    for one in PostForm.of(answer.text)[1]:
        data.setdefault(one.name, []).append("on" if one.kind == "checkbox" else one.value.removeprefix("\n"))
    return data


def test_w2_the_reading_view_shows_at_once_what_has_changed(brief, eli, account, log_in):
    """What was drawn at one visit is kept, and every question is asked again at the next: facts, texts, remarks, files, walls."""
    client = log_in(eli)

    def shown() -> list[bool]:
        page = client.get(reverse("brief_detail", args=[brief.pk])).text
        return [words in page for words in ("Oats in June", "Said anew.", "Too long", "moods.pdf", "Two posters")]

    assert (shown(), shown()) == ([False] * 5,) * 2
    Brief.objects.filter(pk=brief.pk).update(title="Oats in June")
    assert shown() == [True, False, False, False, False]
    brief.sections.filter(key="ask").update(text="Said anew.")
    assert shown() == [True, True, False, False, False]
    RemarkFactory(brief=brief, section="ask", text="Too long")
    assert shown() == [True, True, True, False, False]
    AttachmentFactory(brief=brief, name="moods.pdf")
    assert shown() == [True, True, True, True, False]
    DeliverableFactory(brief=brief, name="Two posters")
    assert shown() == [True] * 5
    account.seats.filter(person=eli).delete()
    account.is_walled = True
    account.save()
    assert client.get(reverse("brief_detail", args=[brief.pk])).status_code == 404


def test_w2_a_brief_is_begun_from_an_old_one_once_however_often_it_is_sent(account, cora, brief, log_in):
    page = log_in(cora).get(reverse("brief_create"), {"account": account.pk, "copy": brief.pk})
    data = the_form(page)
    assert (data["title"], data["copy_of"]) == (["Oats in May"], [str(brief.pk)])
    answers = [log_in(cora).post(f"{reverse('brief_create')}?account={account.pk}", data) for _ in range(2)]
    begun = Brief.objects.exclude(pk=brief.pk).get()
    assert {answer["Location"] for answer in answers} == {begun.get_absolute_url()}
    assert begun.sections.get(key="audience").text == "What stands in audience."
    assert (begun.author, begun.budget_minor) == (cora, None), "a coordinator sees no budget and takes none over"


def test_w2_without_an_account_it_is_asked_for_and_own_ones_are_one_press(account, cora, log_in):
    client = log_in(cora)
    page = client.get(reverse("brief_create"))
    assert f"?account={account.pk}" in page.text
    assert client.post(reverse("brief_create"), {"account": "KAURA"})["Location"] == f"{reverse('brief_create')}?account={account.pk}"
    assert client.get(reverse("brief_create"), {"account": AccountFactory().pk}).status_code == 404


def test_w2_reading_parts_what_the_client_reads_from_what_is_for_us(brief, sam, log_in):
    RemarkFactory(brief=brief, section="audience", text="Say who they are.", by=sam)
    page = log_in(sam).get(brief.get_absolute_url()).text
    client_part, internal_part = page.split('id="part-internal"')
    assert "What stands in audience." in client_part
    assert "Say who they are." in client_part
    assert "What stands in internal_notes." not in client_part
    assert "What stands in internal_notes." in internal_part


def test_w2_not_yet_placed_stands_in_the_editor_only_while_there_is_something_to_place(brief, eli, log_in):
    """Hidden and not left out, as the page is told of every section after each save."""
    client, url = log_in(eli), reverse("brief_write", args=[brief.pk])
    nothing, something = (
        '<div class="field section-field" id="section-unplaced" hidden>',
        '<div class="field section-field" id="section-unplaced">',
    )

    def shown() -> list[bool]:
        page = client.get(url).text
        return [part in page for part in (nothing, something)]

    assert shown() == [True, False]
    came = BriefSectionFactory(brief=brief, key="unplaced", text="Nobody knew where to put this.")
    assert shown() == [False, True]
    write_section(brief, "unplaced", by=eli, text="", version=came.version)
    assert shown() == [True, False]
    RemarkFactory(brief=brief, section="unplaced", text="Did it find its place?")
    assert shown() == [False, True]


def test_w2_a_section_saves_itself_and_says_what_the_check_thinks(brief, eli, log_in):
    url = reverse("brief_section_write", args=[brief.pk, "proposition"])
    answer = log_in(eli).post(url, {"text-proposition": "Warm and quick", "version-proposition": "1"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="version-proposition" value="2"' in answer.text
    assert "It says two things: there is an “and”." in answer.text
    brief.refresh_from_db()
    assert brief.sections.get(key="proposition").text == "Warm and quick"
    assert f'<text x="34" y="41">{brief.score}</text>' in answer.text
    assert brief.score > 0


def test_w2_the_second_writer_is_told_and_nothing_is_overwritten(brief, eli, cora, log_in):
    url = reverse("brief_section_write", args=[brief.pk, "audience"])
    log_in(eli).post(url, {"text-audience": "Eli's audience", "version-audience": "1"}, headers=HTMX)
    answer = log_in(cora).post(url, {"text-audience": "Cora's audience", "version-audience": "1"}, headers=HTMX)
    assert answer.status_code == 409
    assert "Eli&#x27;s audience" in answer.text
    assert "Cora&#x27;s audience" in answer.text
    assert "Eli Executive wrote here" in answer.text
    assert 'id="version-audience" value="1"' in answer.text, "the page keeps its version until somebody chooses"
    assert brief.sections.get(key="audience").text == "Eli's audience"


def test_w2_a_save_without_a_text_empties_nothing(brief, eli, log_in):
    assert log_in(eli).post(reverse("brief_section_write", args=[brief.pk, "ask"])).status_code == 400
    assert brief.sections.get(key="ask").text == "What stands in ask."
    assert log_in(eli).post(reverse("brief_section_write", args=[brief.pk, "nonsense"]), {"text-nonsense": "x"}).status_code == 404


def test_w2_without_scripts_one_form_saves_all(brief, eli, log_in):
    client = log_in(eli)
    url = reverse("brief_write", args=[brief.pk])
    data = the_form(client.get(url)) | {"title": "Oats in June", "text-ask": "A film.", "text-tone": "Dry.", "budget": "50000"}
    assert client.post(url, data).status_code == 302
    brief.refresh_from_db()
    assert (brief.title, brief.budget_minor) == ("Oats in June", 5_000_000)
    assert dict(brief.sections.exclude(text="").values_list("key", "text")) == {
        "ask": "A film.",
        "tone": "Dry.",
        "audience": "What stands in audience.",
        "internal_notes": "What stands in internal_notes.",
    }


def test_w2_without_scripts_a_conflict_saves_nothing_keeps_what_was_typed_and_the_next_press_decides(brief, eli, cora, log_in):
    url = reverse("brief_write", args=[brief.pk])
    data = the_form(log_in(cora).get(url)) | {"text-audience": "Cora's audience", "text-tone": "Cora's tone"}
    log_in(eli).post(reverse("brief_section_write", args=[brief.pk, "audience"]), {"text-audience": "Eli's", "version-audience": "1"})
    events = Event.objects.count()
    told = log_in(cora).post(url, data)
    assert told.status_code == 409
    assert (brief.sections.get(key="audience").text, brief.sections.filter(key="tone").exclude(text="").exists()) == ("Eli's", False)
    assert Event.objects.count() == events
    again = the_form(told)
    assert (again["text-audience"], again["text-tone"]) == (["Cora's audience"], ["Cora's tone"])
    assert log_in(cora).post(url, again).status_code == 302
    assert brief.sections.get(key="audience").text == "Cora's audience"
    assert Event.objects.filter(verb="brief_section.rewritten").latest("pk").words["before"] == "Eli's"


def test_w2_the_facts_save_themselves_and_say_what_is_wrong(brief, eli, cora, log_in):
    url = reverse("brief_facts_write", args=[brief.pk])
    facts = {"title": "New", "kind": "film", "wanted_on": "2026-05-22", "budget": "9.5", "contact": "", "rounds_sold": "2", "version": "1"}
    saved = log_in(eli).post(url, facts, headers=HTMX)
    assert saved.status_code == 200
    assert 'name="version" value="2"' in saved.text
    stale = log_in(eli).post(url, facts | {"title": "Newer"}, headers=HTMX)
    assert stale.status_code == 409
    assert "Newer" in stale.text
    wrong = log_in(eli).post(url, facts | {"title": "", "version": "2"}, headers=HTMX)
    assert wrong.status_code == 422
    assert 'name="version" value="2"' in wrong.text
    brief.refresh_from_db()
    assert (brief.title, brief.kind, brief.budget_minor, brief.rounds_sold) == ("New", "film", 950, 2)
    log_in(cora).post(url, facts | {"budget": "1", "version": "2", "title": "Cora's"}, headers=HTMX)
    brief.refresh_from_db()
    assert (brief.title, brief.budget_minor) == ("Cora's", 950), "whoever sees no fees leaves the budget as it is"


def test_w2_what_is_no_draft_is_not_written(brief, eli, log_in):
    Brief.objects.filter(pk=brief.pk).update(state=BriefState.IN_REVIEW)
    client = log_in(eli)
    found = {
        client.get(reverse("brief_write", args=[brief.pk])).status_code,
        client.get(reverse("brief_news", args=[brief.pk])).status_code,
        client.post(reverse("brief_section_write", args=[brief.pk, "ask"]), {"text-ask": "x"}).status_code,
        client.post(reverse("brief_facts_write", args=[brief.pk]), {}).status_code,
        client.get(reverse("deliverable_add", args=[brief.pk])).status_code,
    }
    assert found == {409}
    assert reverse("brief_write", args=[brief.pk]) not in client.get(brief.get_absolute_url()).text


def test_w2_an_open_editor_hears_who_wrote_where(brief, eli, cora, log_in):
    log_in(cora).post(reverse("brief_section_write", args=[brief.pk, "ask"]), {"text-ask": "By Cora now", "version-ask": "1"})
    news = log_in(eli).get(reverse("brief_news", args=[brief.pk]), headers=HTMX).text
    assert 'id="who-ask" data-newest="2" hx-swap-oob="true">3 words · Cora Coordinator' in news
    assert "version-ask" not in news, "what this page was opened with stays its own"


def test_w2_deliverables_are_rows_that_move(brief, eli, log_in):
    client = log_in(eli)
    first, second = DeliverableFactory(brief=brief, name="Film", position=1), DeliverableFactory(brief=brief, name="Poster", position=2)
    moved = client.post(reverse("deliverable_move", args=[second.pk, "up"]), headers=HTMX)
    assert moved.text.index("Poster") < moved.text.index("Film")
    client.post(reverse("deliverable_drop", args=[first.pk]))
    page = client.get(reverse("brief_write", args=[brief.pk])).text
    assert "Poster" in page
    assert f"deliverable-{first.pk}" not in page


def test_w2_files_are_checked_kept_outside_and_come_as_downloads(brief, eli, otto, log_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    url = reverse("attachment_add", args=[brief.pk])
    disguised = SimpleUploadedFile("guide.pdf", b"<script>alert(1)</script>")
    refused = log_in(eli).post(url, {"file": disguised, "part": "client"})
    assert refused.status_code == 422
    assert not brief.attachments.exists()
    file = SimpleUploadedFile('"><script>x.pdf', b"%PDF-1.4 words")
    assert log_in(eli).post(url, {"file": file, "part": "client"}).status_code == 302
    kept = brief.attachments.get()
    assert "script" not in kept.file.name
    answer = log_in(eli).get(reverse("attachment_download", args=[kept.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert log_in(otto).get(reverse("attachment_download", args=[kept.pk])).status_code == 404
    log_in(eli).post(reverse("attachment_remove", args=[kept.pk]))
    assert log_in(eli).get(reverse("attachment_download", args=[kept.pk])).status_code == 404


def test_w2_whatever_is_typed_is_text_on_every_page(brief, hana, log_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Brief.objects.filter(pk=brief.pk).update(title=EVIL)
    brief.sections.update(text=EVIL)
    DeliverableFactory(brief=brief, name=EVIL, spec=EVIL)
    AttachmentFactory(brief=brief, name=EVIL)
    RemarkFactory(brief=brief, section="ask", text=EVIL)
    template = BriefTemplateFactory(name=EVIL, texts={"ask": EVIL}, deliverables=[{"name": EVIL}])
    client = log_in(hana)
    urls = [
        brief.get_absolute_url(),
        reverse("brief_write", args=[brief.pk]),
        reverse("brief_news", args=[brief.pk]),
        template.get_absolute_url(),
        reverse("brief_template_list"),
        reverse("quality_settings"),
    ]
    pages = [client.get(url) for url in urls]
    pages.append(
        client.post(reverse("brief_section_write", args=[brief.pk, "ask"]), {"text-ask": EVIL + "2", "version-ask": "9"}, headers=HTMX)
    )
    for page in pages:
        assert "<script>alert(1)" not in page.text
        assert "1337" not in page.text
        assert "alert(1)" in page.text


@pytest.mark.parametrize("rows", [1, 40])
def test_w2_pages_ask_the_database_the_same_however_long_the_brief(rows, account, eli, log_in, django_assert_max_num_queries):
    brief = BriefFactory(account=account, author=eli, contact=ContactFactory(client=account.client), budget_minor=1)
    for key in ("ask", "why_now", "background", "audience"):
        BriefSectionFactory(brief=brief, key=key, written_by=eli)
    for number in range(rows):
        DeliverableFactory(brief=brief, position=number)
        RemarkFactory(brief=brief, section="ask", by=eli)
    client = log_in(eli)
    client.get(brief.get_absolute_url())
    with django_assert_max_num_queries(QUERIES):
        client.get(brief.get_absolute_url())
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("brief_write", args=[brief.pk]))


# ── Templates ──


def test_w2_a_supervisor_makes_a_template_of_a_brief_and_others_begin_with_it(brief, sam, cora, log_in):
    DeliverableFactory(brief=brief, name="Poster", spec="A2")
    page = log_in(sam).get(reverse("brief_make_template", args=[brief.pk]))
    log_in(sam).post(reverse("brief_make_template", args=[brief.pk]), the_form(page))
    template = BriefTemplate.objects.get()
    assert (template.account, template.texts["audience"], template.deliverables[0]["spec"]) == (
        brief.account,
        "What stands in audience.",
        "A2",
    )
    page = log_in(cora).get(reverse("brief_create"), {"account": brief.account_id, "template": template.pk})
    log_in(cora).post(f"{reverse('brief_create')}?account={brief.account_id}", the_form(page) | {"title": "Next"})
    assert Brief.objects.get(title="Next").deliverables.get().name == "Poster"
    assert log_in(cora).get(template.get_absolute_url()).status_code == 403


def test_w2_what_is_of_one_job_or_behind_a_wall_is_in_no_template_for_all(brief, hana, walled_account):
    template = make_template_of(brief, by=hana, name="Of Kaura")
    assert set(template.texts) == {"ask", "audience"}, "notes for the team are of one job"
    with pytest.raises(Refused):
        make_template_of(BriefFactory(account=walled_account), by=hana, name="Of rivals", for_all=True)


def test_w2_a_template_is_changed_and_retired(sam, account, log_in):
    client = log_in(sam)
    data = the_form(client.get(reverse("brief_template_add"))) | {"name": "Film", "deliverables": "Film | 30 s | TV | fi | 2\n\nCut | 6 s"}
    client.post(reverse("brief_template_add"), data)
    template = BriefTemplate.objects.get()
    rows = [
        {"name": "Film", "spec": "30 s", "channel": "TV", "language": "fi", "quantity": 2},
        {"name": "Cut", "spec": "6 s", "quantity": 1},
    ]
    assert template.deliverables == rows
    change = reverse("brief_template_change", args=[template.pk])
    client.post(change, the_form(client.get(change)) | {"text_ask": "A film.", "account": "KAURA"})
    template.refresh_from_db()
    assert (template.texts, template.account, template.deliverables) == ({"ask": "A film."}, account, rows)
    client.post(reverse("brief_template_retire", args=[template.pk]), {"version": template.version})
    assert not BriefTemplate.objects.live().exists()
    assert str(template.pk) not in the_form(client.get(reverse("brief_create"), {"account": account.pk})).get("template", [])


# ── The check, as a director sets it ──


def test_w2_a_director_weighs_rules_sees_what_it_would_do_and_sets_the_threshold(brief, dana, log_in):
    client, url = log_in(dana), reverse("quality_settings")
    data = the_form(client.get(url)) | {"weight_budget_named": ["50"], "threshold_film": ["90"]}
    data.pop("on_ask_told")
    shown = client.post(url, data | {"preview": "1"}, headers=HTMX)
    assert shown.status_code == 200
    assert "→" in shown.text
    assert brief.title in shown.text
    assert not QualityWeight.objects.exists()
    assert client.post(url, data).status_code == 302
    assert set(QualityWeight.objects.values_list("rule", "weight", "is_on")) == {("budget_named", 50, True), ("ask_told", 4, False)}
    assert dict(QualityThreshold.objects.values_list("kind", "score")) == {"film": 90}
    assert client.post(url, data | {"weight_budget_named": ["5"]}).status_code == 409
    assert client.post(url, the_form(client.get(url)) | {"weight_short": ["101"]}).status_code == 422
    told = client.get(brief.get_absolute_url()).text
    assert "The ask is told in full" not in told
