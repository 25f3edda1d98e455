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


def row_that_may_lack(model, path: str) -> str:
    """The relation at the head of this path whose row may not exist ("health" of "health__observed"), or ""."""
    head, _separator, rest = path.lstrip("-").partition(LOOKUP_SEP)
    try:
        found = model._meta.get_field(head)
    except FieldDoesNotExist:
        return ""
    return head if rest and found.one_to_one and found.auto_created else ""


def ordered(queryset: QuerySet, paths: Sequence[str], *, known: bool = False) -> QuerySet:
    """Ordered by these paths ("-ends_on"), missing values last, ties broken by the key so that pages never overlap.

    `known` says that no row lacks the first: an index, which keeps missing values first or last, then serves both directions.
    """
    terms, descending = [], False
    for path in paths:
        descending, name = path.startswith("-"), path.lstrip("-").replace(".", LOOKUP_SEP)
        nulls = {"nulls_last": True} if _may_be_null(queryset.model, name) and not (known and not terms) else {}
        terms.append(F(name).desc(**nulls) if descending else F(name).asc(**nulls))
    return queryset.order_by(*terms, "-pk" if descending else "pk")
