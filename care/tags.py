"""Tags: the words under which something known is found, an industry or a topic, as free as those on a client."""

from collections.abc import Iterable

from care.models import Tag
from care.states.knowledge import TagKind
from clients.industries import key_of

MOST_TAGS = 12
LONGEST_TAG = 120


def split_words(text: str) -> list[str]:
    """The tags of one line, in order, each once."""
    found: dict[str, str] = {}
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        word = " ".join(part.split())[:LONGEST_TAG]
        if word:
            found.setdefault(key_of(word), word)
    return list(found.values())


def words_on(row, kind: str) -> list[str]:
    return [tag.word for tag in row.tags.all() if tag.kind == kind]


def set_tags(row, *, industries: Iterable[str], topics: Iterable[str]) -> bool:
    """These words and no others. Returns whether anything differed."""
    wanted = {(TagKind.INDUSTRY, key_of(word)): word for word in industries} | {(TagKind.TOPIC, key_of(word)): word for word in topics}
    here = {(tag.kind, tag.key): tag for tag in row.tags.all()}
    gone = [tag.pk for place, tag in here.items() if place not in wanted or tag.word != wanted[place]]
    same = {place for place, tag in here.items() if wanted.get(place) == tag.word}
    Tag.objects.filter(pk__in=gone).delete()
    holder = {row.tags.field.name: row}
    made = [Tag(kind=kind, key=key, word=word, **holder) for (kind, key), word in wanted.items() if (kind, key) not in same]
    Tag.objects.bulk_create(made)
    return bool(gone or made)
