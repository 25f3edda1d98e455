"""What the global search finds of the work: jobs by number or title, open requests by title."""

from django.utils.translation import gettext_lazy as _

from briefs.models import Brief, JobRequest
from core.registries import search
from core.search import Hit, Searchable


def find_jobs(person, words):
    return Brief.objects.visible_to(person).named(words).select_related("account").order_by("-opened_on", "-pk")


def find_requests(person, words):
    return JobRequest.objects.visible_to(person).open().filter(title__icontains=words).select_related("account").order_by("answer_by", "pk")


search.register(
    Searchable(
        _("Jobs"),
        "file-pen",
        find_jobs,
        lambda brief: Hit(brief.title, brief.get_absolute_url(), str(brief.get_state_display()), brief.number),
    )
)
search.register(
    Searchable(
        _("Job requests"),
        "inbox",
        find_requests,
        lambda asked: Hit(asked.title, asked.get_absolute_url(), str(asked.get_state_display()), asked.account.code),
    )
)
