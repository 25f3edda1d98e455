"""Moments in words: a term ends with its day (R1, R2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from care.moments import when_words

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 13, 17, 0, tzinfo=HELSINKI), "on Friday 13 March, 17:00"),
        (datetime(2026, 3, 13, 0, 0, tzinfo=HELSINKI), "at the end of Thursday 12 March"),
        (datetime(2026, 3, 13, 0, 0, 20, tzinfo=HELSINKI), "on Friday 13 March, 00:00"),
    ],
)
def test_r1_when_it_was(moment, words):
    with timezone.override(HELSINKI):
        assert when_words(moment) == words
