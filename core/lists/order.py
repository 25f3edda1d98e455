"""In which order rows stand."""

from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, QuerySet
from django.db.models.constants import LOOKUP_SEP


def _may_be_null(model, path: str) -> bool:
    """Whether ordering by this path can meet NULL. Annotations are taken to be nullable."""
    for part in path.split(LOOKUP_SEP):
        try:
            found = model._meta.get_field(part) if part != "pk" else model._meta.pk
        except FieldDoesNotExist:
            return True
        if found.null:
            return True
        model = found.related_model or model
    return False


def ordered(queryset: QuerySet, paths: Sequence[str]) -> QuerySet:
    """Ordered by these paths ("-ends_on"), missing values last, ties broken by the key so that pages never overlap."""
    terms, descending = [], False
    for path in paths:
        descending, name = path.startswith("-"), path.lstrip("-").replace(".", LOOKUP_SEP)
        nulls = {"nulls_last": True} if _may_be_null(queryset.model, name) else {}
        terms.append(F(name).desc(**nulls) if descending else F(name).asc(**nulls))
    return queryset.order_by(*terms, "-pk" if descending else "pk")
