"""What the global search finds of surveys: answers by what was said."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from care.models import SurveyAnswer
from core.registries import search
from core.search import Hit, Searchable

LATEST = ("-answered_on", "-pk")


def find_answers(person, words):
    return [SurveyAnswer.objects.visible_to(person).filter(words__icontains=words).order_by(*LATEST)]


search.register(
    Searchable(
        _("Survey answers"),
        "message-square-heart",
        find_answers,
        best_first=lambda words: LATEST,
        says=("kind", "words", "answered_on", "account__name", "account__code"),
        hit=lambda one: Hit(one.words[:120], one.get_absolute_url(), date_format(one.answered_on, "j M Y"), one.account.code),
    )
)
