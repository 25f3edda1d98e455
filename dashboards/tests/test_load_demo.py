"""The demo agency: once, deterministic, alive (issue 2, part 1)."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from briefs.models import Brief, WorkFile
from briefs.remarks import oppositions_on
from briefs.states import BriefState
from briefs.work_files import standings_of
from clients.models import Contract
from dashboards.demo import agency
from people.models import Person

pytestmark = pytest.mark.django_db


def load(**options):
    call_command("load_demo", **{"password": "correct-horse-battery", "verbosity": 0, **options})


def test_s6_the_demo_never_mixes_with_real_people(eli):
    with pytest.raises(CommandError, match="lives in this database"):
        load()
    with override_settings(MODE="serve"), pytest.raises(CommandError, match="serve"):
        load()
    assert Person.objects.filter(pk=eli.pk).exists()


def test_s6_it_needs_a_password(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="password"):
        load(password="")


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 11, 30), date(2026, 1, 5), date(2026, 10, 31)])
def test_s1_it_loads_on_any_weekday(day):
    agency.load(password="correct-horse-battery", today=day)
    assert Contract.objects.past_notice_day(today=day).exists()


def test_w5_the_work_of_the_demo_is_drawn_remarked_on_and_opens_for_a_guest(client, capsys):
    load(verbosity=1)
    assert set(WorkFile.objects.values_list("mime", flat=True)) == {"image/png", "application/pdf"}
    assert not WorkFile.objects.filter(thumbnail="").exists()
    assert WorkFile.objects.get(name="menu 2.pdf").pages == 2
    (opposition,) = oppositions_on(WorkFile.objects.all())
    assert {str(comment.link.contact) for comment in opposition.comments} == {"Mirkka Salo", "Kauko Vihervaara-Rantanen"}
    waits = [one.deliverable.name for one in standings_of(Brief.objects.get(state=BriefState.WITH_CLIENT)) if one.verdict is None]
    assert waits == ["City poster", "Tram film, 10 seconds"]
    kept = settings.VAR_DIR / "demo-guest-pages"
    paths = [line.partition("\t")[0] for line in kept.read_text().splitlines()]
    assert {path.split("/")[2] for path in paths} == {"review", "request", "report", "survey", "concern"}
    assert {client.get(path).status_code for path in paths} == {200}
    said = capsys.readouterr().out
    assert all(path in said for path in paths)
    assert kept.stat().st_mode & 0o077 == 0
