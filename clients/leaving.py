"""What ends when a contact has left the client (C3, W1, R1, R5): one rule, whether somebody noted it or an import said so.

No address of theirs opens any more, nor when they come back; nobody waits for their answer; no letter that waits for the post
leaves. Each app declares what it ends in a module `contact_leaving.py`: a function `(contacts, *, at)` that ends it for all of these
contacts, is harmless when asked again, and returns what and how many.
"""

from collections import Counter
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import ngettext

from core.links import SecretLink, revoke
from core.registries import Registry

LINKS, LETTERS, SURVEYS = "links", "letters", "surveys"

leaving = Registry("contact_leaving")


def end_for(contacts: QuerySet, *, at: datetime) -> Counter:
    """End it for these contacts, who have left. Returns how many of what."""
    ended: Counter = Counter()
    for end in leaving:
        ended.update(end(contacts, at=at))
    return +ended


@leaving.register
def revoke_links(contacts: QuerySet, *, at: datetime) -> dict[str, int]:
    """Every secret link that names its contact, found from the models; one that hangs on something else is ended by its app."""
    models = [model for model in apps.get_models() if issubclass(model, SecretLink)]
    named = [model for model in models if any(field.name == "contact" for field in model._meta.fields)]
    return {LINKS: sum(revoke(model.objects.filter(contact__in=contacts), at=at) for model in named)}


def in_words(ended: Counter) -> str:
    """ "2 links, 1 letter": for the event and the page."""
    words = {
        LINKS: lambda n: ngettext("%(n)d link", "%(n)d links", n),
        LETTERS: lambda n: ngettext("%(n)d letter that had not left", "%(n)d letters that had not left", n),
        SURVEYS: lambda n: ngettext("%(n)d survey without an answer", "%(n)d surveys without an answer", n),
    }
    return ", ".join(say(ended[name]) % {"n": ended[name]} for name, say in words.items() if ended[name])
