"""Who is perhaps entered already (C2, C3): clients of the same or nearly the same name, contacts of the same name or e-mail.

Only what the person may see is compared: a warning must not give away a client behind a wall (ADR 0033).
"""

import re
import unicodedata
from difflib import SequenceMatcher

from django.db.models import Q

from clients.models import Client, Contact

# What a company's name may end with and still be the same name.
LEGAL_FORMS = frozenset(
    "ab ag as asa bv co company corp corporation gmbh group inc incorporated kft kg kk limited llc llp lp ltd nv oy oyj plc pte pty"
    " sa sarl sas sl spa srl the tmi zrt".split()
)
NEARLY = 0.86  # of all letters alike (difflib); "Pohjola Oats" and "Pohjala Oat" are 0.87
LOOKED_AT = 400  # names that share a word or a beginning
WARNED_OF = 5


def words_of(name: str) -> list[str]:
    """Letters and digits, without case and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def company_words(name: str) -> list[str]:
    """Without its legal form; a name of nothing else stays as it is."""
    words = words_of(name.replace(".", ""))
    return [word for word in words if word not in LEGAL_FORMS] or words


def is_nearly(one: list[str], other: list[str]) -> bool:
    """The same words in any order, or nearly the same letters."""
    if sorted(one) == sorted(other):
        return True
    return SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio() >= NEARLY


def clients_like(name: str, *, person) -> list[Client]:
    """Clients and prospects, lost ones too, that this name may mean; the likeliest first."""
    words = company_words(name)
    if not words:
        return []
    shared = Q(name__istartswith=name.strip()[:3])
    for word in [word for word in re.findall(r"\w+", name) if len(word) > 2 and word.casefold() not in LEGAL_FORMS][:4]:
        shared |= Q(name__icontains=word[:5])
    rows = Client.objects.visible_to(person).filter(shared).only("pk", "name", "state").order_by("name", "pk")[:LOOKED_AT]
    return [client for client in rows if is_nearly(words, company_words(client.name))][:WARNED_OF]


def contacts_like(client: Client, *, person, name: str, email: str = "", but: int | None = None) -> list[Contact]:
    """Contacts of the client, those who left too, of the same name or e-mail. `but` is the one that one asks for."""
    words = sorted(words_of(name))
    rows = Contact.objects.visible_to(person).filter(client=client).exclude(pk=but).order_by("left_on", "name", "pk")
    return [
        contact
        for contact in rows.only("pk", "name", "email", "client", "left_on")
        if (email and contact.email.casefold() == email.casefold()) or (words and sorted(words_of(contact.name)) == words)
    ][:WARNED_OF]
