"""Which of our people an owner's name, address or id means; nobody is guessed where two could be meant."""

from collections import defaultdict

from exchange.models import SourceId
from exchange.reading.text import fold
from people.models import Person


class People:
    """All who may log in, by address, by name and by their id in the other system. Read once for a run."""

    def __init__(self, system: str):
        everybody = list(Person.objects.all())
        self._anybody = {person.email.lower(): person for person in everybody}
        people = {person.pk: person for person in everybody if person.is_active}
        self._by_email = {person.email.lower(): person for person in people.values()}
        names = defaultdict(list)
        for person in people.values():
            names[fold(person.name)].append(person)
            names[fold(person.email.split("@")[0])].append(person)
        self._by_name = {key: found[0] for key, found in names.items() if key and len({one.pk for one in found}) == 1}
        ids = SourceId.objects.filter(system=system, object="people").values_list("source_id", "object_id")
        self._by_id = {source_id: people[pk] for source_id, pk in ids if pk in people}

    def find(self, text: str) -> Person | None:
        text = text.strip()
        return self._by_id.get(text) or self._by_email.get(text.lower()) or self._by_name.get(fold(text))

    def find_anybody(self, text: str) -> Person | None:
        """Also somebody who has left, by address: whoever held or decided something then."""
        return self.find(text) or self._anybody.get(text.strip().lower())
