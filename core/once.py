"""One form, one row: a creating form carries a key, and the key is written in the transaction that makes the row.

Sent twice, or twice in parallel, the second gets the answer of the first and nothing is made.
"""

import uuid

from django import forms
from django.db import IntegrityError, transaction

from core.missing import MissingWordsMixin
from core.models import FormKey


class OnceFormMixin(MissingWordsMixin, forms.Form):
    """Adds the hidden key to a creating form."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


def once(form_key, *, by, make):
    """Run `make()` (which returns the row) unless this key has made its row already. Returns the URL to go to."""
    if form_key is None:
        return make().get_absolute_url()
    try:
        with transaction.atomic():
            key = FormKey.objects.create(key=form_key, person=by)
            key.made_url = make().get_absolute_url()
            key.save(update_fields=["made_url"])
            return key.made_url
    except IntegrityError:
        made = FormKey.objects.filter(key=form_key, person=by).first()
        if made is None:  # the refusal was about something else
            raise
        return made.made_url


def made_before(form_key, *, by) -> str:
    """The URL of what this key (as posted) has made already, else nothing. Ask before validating a form whose row blocks its twin."""
    try:
        key = uuid.UUID(str(form_key))
    except ValueError:
        return ""
    return FormKey.objects.filter(key=key, person=by).values_list("made_url", flat=True).first() or ""


def once_by_link(form_key, *, link, make) -> int:
    """As `once`, for a form that came by a secret link (`core.links`). Returns the key of the row that was made."""
    if form_key is None:
        return make().pk
    try:
        with transaction.atomic():
            key = FormKey.objects.create(key=form_key, link=link.secret_hash)
            key.made_url = str(make().pk)
            key.save(update_fields=["made_url"])
            return int(key.made_url)
    except IntegrityError:
        made = FormKey.objects.filter(key=form_key, link=link.secret_hash).first()
        if made is None:  # the refusal was about something else
            raise
        return int(made.made_url)
