"""What one may ask of all that we know. The answers are read by `care.known`, which asks five kinds of rows at once."""

import django_filters
from django.utils.translation import gettext_lazy as _

from care.known import Wanted
from care.models import KnowledgePage
from care.states.knowledge import KnownKind
from clients.filters.client import OfClientFilter
from clients.filters.contract import YES_NO
from core.lists import HouseFilterSet


class KnownFilter(HouseFilterSet):
    q = django_filters.CharFilter()
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=KnownKind)
    client = OfClientFilter()
    about = django_filters.CharFilter(label=_("Client's name"))
    industry = django_filters.CharFilter(label=_("Industry"))
    topic = django_filters.CharFilter(label=_("Topic"))
    said = django_filters.DateFromToRangeFilter(label=_("Said"))
    due = django_filters.BooleanFilter(label=_("Due for review"), widget=YES_NO)
    gone = django_filters.BooleanFilter(label=_("Also archived and withdrawn"), widget=YES_NO)

    class Meta:
        model = KnowledgePage
        fields = []

    @property
    def wanted(self) -> Wanted:
        """What stands in the address, as far as it could be read."""
        said = self.form.cleaned_data if self.form.is_valid() else getattr(self.form, "cleaned_data", {})
        period = said.get("said")
        return Wanted(
            words=said.get("q") or "",
            kinds=tuple(said.get("kind") or ()),
            client=said.get("client"),
            client_name=said.get("about") or "",
            industry=said.get("industry") or "",
            topic=said.get("topic") or "",
            first=period.start.date() if period and period.start else None,
            last=period.stop.date() if period and period.stop else None,
            is_due=bool(said.get("due")),
            with_gone=bool(said.get("gone")),
        )
