"""What the global search finds of the work: jobs by number or a part of it, or by title; open requests by title."""

from django.utils.translation import gettext_lazy as _

from briefs.models import Brief, JobRequest
from core.registries import search
from core.search import Hit, Searchable

NEWEST = ("-opened_on", "-pk")
ANSWER_FIRST = ("answer_by", "pk")


def find_jobs(person, words):
    return [Brief.objects.visible_to(person).named(words).order_by(*NEWEST)]


def find_requests(person, words):
    return [JobRequest.objects.visible_to(person).open().filter(title__icontains=words).order_by(*ANSWER_FIRST)]


search.register(
    Searchable(
        _("Jobs"),
        "file-pen",
        find_jobs,
        best_first=lambda words: NEWEST,
        says=("title", "state", "number"),
        hit=lambda brief: Hit(brief.title, brief.get_absolute_url(), str(brief.get_state_display()), brief.number),
    )
)
search.register(
    Searchable(
        _("Job requests"),
        "inbox",
        find_requests,
        best_first=lambda words: ANSWER_FIRST,
        says=("title", "state", "account__code"),
        hit=lambda asked: Hit(asked.title, asked.get_absolute_url(), str(asked.get_state_display()), asked.account.code),
    )
)
