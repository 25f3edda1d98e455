"""Two people write one brief at the same moment (W2): in one section one is saved and the other told; in two both are saved."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from briefs.actions.writing import open_brief, write_section
from briefs.models import Brief
from core.errors import LostRace

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TOGETHER = 8


def write_at_once(brief, people, keys) -> list[str]:
    """Each writes in their section with the version that they opened; "saved" or "told" in the end."""
    start = Barrier(len(keys))

    def write(number):
        try:
            own = Brief.objects.get(pk=brief.pk)
            start.wait(timeout=20)
            write_section(own, keys[number], by=people[number % len(people)], text=f"by {number}", version=1)
        except LostRace:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(write, range(len(keys))))


def test_w2_in_one_section_one_is_saved_and_all_others_are_told(account, eli, cora):
    brief = open_brief(account, by=eli, today=eli.today, title="Oats", kind="film")
    answers = write_at_once(brief, [eli, cora], ["ask"] * TOGETHER)
    assert sorted(answers) == ["saved"] + ["told"] * (TOGETHER - 1)
    section = brief.sections.get(key="ask")
    assert (section.text, section.version) == (f"by {answers.index('saved')}", 2)


def test_w2_in_different_sections_everybody_is_saved(account, eli, cora):
    brief = open_brief(account, by=eli, today=eli.today, title="Oats", kind="film")
    keys = list(brief.sections.order_by("pk").values_list("key", flat=True))[:TOGETHER]
    assert write_at_once(brief, [eli, cora], keys) == ["saved"] * TOGETHER
    assert dict(brief.sections.exclude(text="").values_list("key", "text")) == {key: f"by {number}" for number, key in enumerate(keys)}
