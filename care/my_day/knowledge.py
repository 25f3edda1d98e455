"""Which pages of knowledge ask their keeper whether they still hold (R7)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from care.models import KnowledgePage
from core.my_day import Need, of_rows
from core.registries import my_day

MOST = 20


def pages_of(person, today):
    return KnowledgePage.objects.visible_to(person).due_for_review(today=today).filter(keeper__in=person.standing.seats_of)


def first_pages_of(person, today):
    return pages_of(person, today).select_related("keeper").order_by("review_due_on", "pk")[:MOST]


@my_day.register
@of_rows(pages_of, pages=first_pages_of)
def pages_to_review(person, today, *, pages) -> list[Need]:
    """Theirs and of those they cover."""
    return [
        Need(
            key=f"knowledge_page:{page.pk}",
            title=_("Review “%(page)s”") % {"page": page},
            why=_("Nobody has said that it still holds for %(n)d months") % {"n": page.review_months or 0},
            due_on=page.review_due_on,
            act_label=_("It still holds"),
            act_url=reverse("knowledge_page_review", args=[page.pk]),
            icon="library",
            group="knowledge",
            post=True,
            url=page.get_absolute_url(),
            cover_for=page.keeper if page.keeper_id != person.pk else None,
            menu=((_("Change it"), reverse("knowledge_page_change", args=[page.pk])),),
        )
        for page in pages
    ]
