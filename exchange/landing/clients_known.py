"""Finding the client that a row means: by its id in the other system, else by its name where nothing speaks against it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from clients.models import Client
from exchange.models import ClientKey, ImportRow, SourceId
from exchange.reading.text import fold, one_line
from exchange.values.words import domain_of

KEYS_AT_A_TIME = 2_000
MAILBOXES = frozenset(
    "gmail.com googlemail.com yahoo.com hotmail.com outlook.com live.com icloud.com me.com aol.com gmx.de gmx.net web.de mail.ru"
    " yandex.ru proton.me protonmail.com msn.com example.com example.org example.net".split()
)


class SeveralClients(Exception):
    """More than one client answers to what the row says."""


def name_key(name: str) -> str:
    """How names are compared: case, accents, blanks and punctuation do not count; a name of nothing else is kept as it is."""
    return (fold(name) or one_line(name).casefold())[:200]


def refresh_keys() -> None:
    """Bring the keys up to date with clients that were made or changed elsewhere; a constant amount of memory."""
    stale = Client.objects.filter(Q(import_key=None) | ~Q(import_key__client_version=F("version"))).order_by("pk")
    while clients := list(stale.only("pk", "name", "website", "version")[:KEYS_AT_A_TIME]):
        write_keys(clients)


def write_keys(clients: Iterable[Client], domains: dict[int, str] | None = None) -> None:
    domains = domains or {}
    ClientKey.objects.bulk_create(
        [
            ClientKey(
                client=client,
                name_key=name_key(client.name),
                domain=(domains.get(client.pk) or domain_of(client.website))[:250],
                client_version=client.version,
            )
            for client in clients
        ],
        update_conflicts=True,
        unique_fields=["client"],
        update_fields=["name_key", "domain", "client_version"],
        batch_size=500,
    )


def _keys_like(keys: set[str], domains: set[str]) -> set[int]:
    """Clients of these names or domains: two looks into an index, where one with OR would read the whole table."""
    by_name = ClientKey.objects.filter(name_key__in=keys).values_list("client", flat=True) if keys else ()
    by_domain = ClientKey.objects.filter(domain__in=domains).values_list("client", flat=True) if domains else ()
    return {*by_name, *by_domain}


class KnownClients:
    """The clients that the rows of one chunk may mean, and those that the chunk makes. A handful of queries."""

    def __init__(self, batch, by, *, names: set[str], domains: set[str], source_ids: set[str]):
        self.batch, self.system = batch, batch.source
        keys, domains = {name_key(name) for name in names if name}, {domain for domain in domains if domain}
        ids = dict(
            SourceId.objects.filter(system=self.system, object="clients", source_id__in=source_ids).values_list("source_id", "object_id")
        )
        found = (
            Client.objects.visible_to(by)
            .filter(pk__in={*ids.values(), *_keys_like(keys, domains)})
            .select_related("import_key")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        self._by_pk = {client.pk: client for client in found}
        self._hidden = set(ids.values()) - self._by_pk.keys()
        self._by_source = {source_id: self._by_pk.get(pk) for source_id, pk in ids.items()}
        self._hidden_ids = {source_id for source_id, pk in ids.items() if pk in self._hidden}
        self._by_name, self._by_domain, self._facts, self._ids_of = defaultdict(list), defaultdict(list), {}, defaultdict(set)
        others = SourceId.objects.filter(system=self.system, object="clients", object_id__in=self._by_pk)
        for source_id, pk in others.values_list("source_id", "object_id"):
            self._ids_of[pk].add(source_id)
        for client in self._by_pk.values():
            key = getattr(client, "import_key", None)
            self._index(client, key.name_key if key else name_key(client.name), key.domain if key else domain_of(client.website))
        touched = ImportRow.objects.filter(batch=batch, kind="client", object_id__in=self._by_pk).values_list("object_id", flat=True)
        self.touched: set[int] = set(touched)

    def _index(self, client: Client, key: str, domain: str) -> None:
        self._facts[id(client)] = (key, domain)
        self._by_name[key].append(client)
        if domain:
            self._by_domain[domain].append(client)

    def add(self, client: Client, *, domain: str, source_id: str = "") -> None:
        """A client that this chunk makes, so that its later rows find it."""
        self._index(client, name_key(client.name), domain)
        if source_id:
            self.tie(client, source_id)

    def tie(self, client: Client, source_id: str) -> None:
        self._by_source[source_id] = client
        self._ids_of[client.pk or id(client)].add(source_id)

    def domain(self, client: Client) -> str:
        return self._facts[id(client)][1]

    def is_hidden(self, source_id: str) -> bool:
        """Imported before into a client that whoever imports now may not see."""
        return source_id in self._hidden_ids

    def by_id(self, source_id: str) -> Client | None:
        return self._by_source.get(source_id)

    def find(self, *, name: str = "", domain: str = "", country: str = "", source_id: str = "") -> Client | None:
        """The one client that is meant; None when there is none yet. Raises SeveralClients."""
        if source_id and (client := self._by_source.get(source_id)):
            return client
        if name:
            candidates = [one for one in self._by_name[name_key(name)] if self._could_be(one, domain, country, source_id)]
            candidates = self._closer(candidates, domain, country)
            if len(candidates) > 1:
                raise SeveralClients(
                    _("Several clients are called “%(name)s”: give a website or a country that tells them apart.") % {"name": name}
                )
            if candidates:
                return candidates[0]
        if domain:
            return self._by_its_domain(name, domain, source_id)
        return None

    def _could_be(self, client: Client, domain: str, country: str, source_id: str) -> bool:
        """Nothing speaks against it: another id of the same system, another domain, another country."""
        ids = self._ids_of[client.pk or id(client)]
        if source_id and ids and source_id not in ids:
            return False
        own = self.domain(client)
        if domain and own:
            return domain == own
        return not (country and client.country and country != client.country)

    def _closer(self, candidates: list[Client], domain: str, country: str) -> list[Client]:
        if len(candidates) > 1 and domain and (same := [one for one in candidates if self.domain(one) == domain]):
            candidates = same
        if len(candidates) > 1 and country and (same := [one for one in candidates if one.country == country]):
            candidates = same
        return candidates

    def _by_its_domain(self, name: str, domain: str, source_id: str) -> Client | None:
        """A row without a name means whoever has the domain; one with a name only a client known by its domain alone."""
        candidates = self._by_domain[domain]
        if name:
            candidates = [one for one in candidates if one.name == domain and self._could_be(one, domain, "", source_id)]
        if len(candidates) > 1:
            raise SeveralClients(_("Several clients have the domain “%(domain)s”: name the one that is meant.") % {"domain": domain})
        return candidates[0] if candidates else None
