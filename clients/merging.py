"""Moving everything that points to one row over to another, whichever app it stands in (C3).

Keys and links are found from the models, so that a new one joins by existing. What knows rows by bare numbers, or has one row for each,
declares in a module `merging.py` of its app how it moves: a function `(kept, other)`, asked before all else.
"""

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import Refused
from core.registries import Registry

moving = Registry("merging")


def relations_of(model) -> list[models.ManyToOneRel]:
    """Every key that points to rows of this model, those of many-to-many tables too; also where it has no name back."""
    return [relation for relation in model._meta.get_fields(include_hidden=True) if isinstance(relation, models.ManyToOneRel)]


def move_all(kept: models.Model, *, other: models.Model) -> None:
    """Point to `kept` whatever points to `other`. Of two links from the same row one is left; a row never points to itself.

    Raises Refused where each may have one of a kind and both have it.
    """
    for move in moving:
        move(kept, other)
    for relation in relations_of(type(kept)):
        field, rows = relation.field.name, relation.related_model._base_manager
        theirs = rows.filter(**{field: other})
        if relation.related_model._meta.auto_created:
            (far,) = [key.name for key in relation.related_model._meta.fields if key.is_relation and key.name != field]
            theirs.filter(**{f"{far}__in": rows.filter(**{field: kept}).values(far)}).delete()
        if relation.related_model is type(kept):
            theirs.filter(pk=kept.pk).update(**{field: None})
        changes = {"version": F("version") + 1} if "version" in {column.name for column in relation.related_model._meta.fields} else {}
        try:
            with transaction.atomic():
                theirs.update(**{field: kept}, **changes)
        except IntegrityError as both:  # one per contact, and each has one: a person decides which goes
            noun = relation.related_model._meta.verbose_name
            raise Refused(_("Both have their own %(noun)s for the same thing. End one of them first.") % {"noun": noun}) from both
