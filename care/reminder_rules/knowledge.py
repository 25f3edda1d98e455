"""What the clock says about knowledge: a page is due for review (R7, S1)."""

from datetime import date

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import KnowledgePage
from people.models import Person
from reminders.ladders import KEY, head_of_house
from reminders.registry import Line, Rule, Step, rules


def due(today: date):
    return KnowledgePage.objects.due_for_review(today=today)


def keeper_who_sees(today: date):
    """The keeper, where they may still know of every client that the page is about: asked of each keeper as `visible_to` says it.

    Keepers with a page due are few; whoever lost a client's seat hears nothing of its pages.
    """
    pages = due(today)
    keepers = Person.objects.active().filter(pk__in=pages.order_by().values("keeper"))
    seen = [
        When(
            keeper=keeper.pk,
            pk__in=KnowledgePage.objects.visible_to(keeper).filter(keeper=keeper.pk).order_by().values("pk"),
            then=F("keeper"),
        )
        for keeper in keepers
    ]
    return Case(*seen, default=None, output_field=KEY)


def ladder(today: date):
    return (keeper_who_sees(today), None, None, head_of_house())


def line(page: KnowledgePage, today: date) -> Line:
    return Line(
        title=_("Review “%(page)s”") % {"page": page},
        why=_("Its keeper says every %(n)d months whether it still holds") % {"n": page.review_months or 0},
        act_label=_("Open the page"),
        url=page.get_absolute_url(),
        key=f"knowledge_page:{page.pk}",
        icon="library",
        group="knowledge",
        act_url=reverse("knowledge_page_detail", args=[page.pk]),
    )


rules.register(
    Rule(
        name="knowledge_page_due",
        label=gettext_lazy("Knowledge pages that are due for review"),
        subject=lambda: KnowledgePage,
        causes=due,
        anchor="review_due_on",
        steps=(Step(0, climbs_after=20),),
        is_after=True,
        ladder=ladder,
        line=line,
    )
)
