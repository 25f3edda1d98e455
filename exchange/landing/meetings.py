"""Meetings of a calendar as check-ins (R1, S5): held when the day is over, planned when it is to come; with whom tells the account."""

from collections import defaultdict

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clients.models import Account, Contact
from exchange.landing.base import Landing
from exchange.landing.journal import Journal
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.values.words import E_MAIL_IN
from people.models import Person

CANCELLED = "cancelled"
SHORTEST_NAME = 3  # letters of a name that is looked for in a title
LONGEST_NAME = 6  # words of it
LONGEST_CODE = 5


def place_meetings(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    """Reads what only a calendar says into what every check-in has: its tense, who of whom was there, its account."""
    meetings = [prepared for prepared in rows if prepared.get("happens_on")]
    for prepared in meetings:
        _tense(landing, prepared)
    _who(landing, [prepared for prepared in rows if prepared.get("attendees")])
    homeless = [one for one in rows if not any(one.get(name) for name in ("account", "client", "code", "client_id", "contact_id"))]
    if homeless:
        Accounts(landing, homeless).tell(journal)


def _tense(landing: Landing, prepared: Prepared) -> None:
    day = prepared.get("happens_on")
    prepared.values.setdefault("planned_on", day)
    if prepared.get("reason"):
        prepared.values["state"] = CANCELLED
    elif day < landing.today:
        prepared.values.setdefault("held_on", day)
    if not prepared.get("held_on") and (notes := prepared.values.pop("notes", "")):
        prepared.values["agenda"] = "\n\n".join(filter(None, [prepared.get("agenda"), notes]))  # nothing was said yet


def _who(landing: Landing, rows: list[Prepared]) -> None:
    """Each of those who were asked is one of ours or of the client's; who is neither stays in sight in the notes."""
    addresses = {address for prepared in rows for address in addresses_in(prepared.get("attendees"))}
    ours = set(Person.objects.filter(email__in=addresses).values_list("email", flat=True)) if addresses else set()
    theirs = set(Contact.objects.visible_to(landing.by).filter(email__in=addresses).values_list("email", flat=True)) if addresses else set()
    ours, theirs = {one.lower() for one in ours}, {one.lower() for one in theirs}
    for prepared in rows:
        lines = {"people": [], "contacts": [], "": []}
        for line in prepared.get("attendees").splitlines():
            address = next(iter(addresses_in(line)), "")
            place = "people" if address in ours or (not address and landing.people.find(line)) else "contacts" if address in theirs else ""
            lines[place].append(line.strip())
        for name in ("people", "contacts"):
            if lines[name]:
                prepared.values.setdefault(name, "\n".join(lines[name]))
        if lines[""]:
            where = "notes" if prepared.get("held_on") else "agenda"
            also = _("Also asked: %(who)s") % {"who": ", ".join(lines[""])}
            prepared.values[where] = "\n\n".join(filter(None, [prepared.get(where), also]))
        if "owner" in prepared.values and landing.people.find_anybody(prepared.get("owner")) is None:
            del prepared.values["owner"]  # the client called for it: the account's lead holds it


def addresses_in(text: str) -> list[str]:
    return [found.lower() for found in E_MAIL_IN.findall(text)]


class Accounts:
    """Which account a meeting is about: by the clients of those who were asked, else by a code or name in its title."""

    def __init__(self, landing: Landing, rows: list[Prepared]):
        self.landing, self.rows = landing, rows
        asked = {address for prepared in rows for address in addresses_in(prepared.get("attendees"))}
        contacts = Contact.objects.visible_to(landing.by).filter(email__in=asked) if asked else []
        self.contact_of = defaultdict(list)
        for contact in contacts:
            self.contact_of[contact.email.lower()].append(contact)
        self.seen = self._named(rows, {contact.client_id for ones in self.contact_of.values() for contact in ones})
        self.of_client = defaultdict(list)
        for account in self.seen:
            self.of_client[account.client_id].append(account)

    def _named(self, rows: list[Prepared], clients: set[int]) -> list[Account]:
        """Those that these rows may mean: of the clients of whoever was asked, or by a code or name that stands in a title."""
        titles = {prepared.get("words") for prepared in rows}
        runs = {run for title in titles for run in runs_of(title)}
        codes = {run for run in runs if len(run) <= LONGEST_CODE and run.isupper()}
        codes |= {prepared.get("account_otherwise").upper() for prepared in rows} - {""}
        lower = {run.lower() for run in runs}
        named = Account.objects.alias(own=Lower("name"), theirs=Lower("client__name"))
        named = named.filter(Q(code__in=codes) | Q(client__in=clients) | Q(own__in=lower) | Q(theirs__in=lower) | Q(name__in=runs))
        seen = Account.objects.visible_to(self.landing.by).live().filter(pk__in=named.order_by().values("pk"))
        return list(seen.select_related("client").order_by("pk"))

    def tell(self, journal: Journal) -> None:
        for prepared in self.rows:
            found = self._by_attendees(prepared) or self._by_words(prepared)
            if len(found) > 1:
                found = self._narrowed(found, prepared)
            if len(found) == 1:
                prepared.values["code"] = found[0].code
            elif otherwise := prepared.get("account_otherwise"):
                prepared.values["code" if self._is_code(otherwise) else "account"] = otherwise
            elif not prepared.is_refused:
                journal.refuse(prepared, self._why(found), self.landing.heading("attendees") or self.landing.heading("words"))

    def _by_attendees(self, prepared: Prepared) -> list[Account]:
        found: dict[int, Account] = {}
        for address in addresses_in(prepared.get("attendees")):
            for contact in self.contact_of[address]:
                for account in self.of_client[contact.client_id]:
                    if contact.account_id in (None, account.pk):
                        found[account.pk] = account
        return list(found.values())

    def _by_words(self, prepared: Prepared) -> list[Account]:
        """A code as it is written ("KAURA: weekly"), the account's name, the client's name, each as whole words."""
        title = prepared.get("words")
        words = {word.strip("[]():;,.#") for word in title.split()}
        if by_code := [account for account in self.seen if account.code in words]:
            return by_code
        folded = f" {fold_words(title)} "
        for name in (lambda account: account.name, lambda account: account.client.name):
            if found := [one for one in self.seen if len(name(one)) >= SHORTEST_NAME and f" {fold_words(name(one))} " in folded]:
                return found
        return []

    def _narrowed(self, found: list[Account], prepared: Prepared) -> list[Account]:
        """Of several accounts of one client, the one that the title names."""
        named = {account.pk for account in self._by_words(prepared)}
        return [account for account in found if account.pk in named] or found

    def _is_code(self, text: str) -> bool:
        return any(account.code == text.upper() for account in self.seen)

    def _why(self, found: list[Account]) -> str:
        if found:
            names = ", ".join(account.code for account in found[:5])
            return _("It may be about several accounts (%(names)s): name one in the title, or choose an account for what names none.") % {
                "names": names
            }
        return _(
            "No account can be told from who was asked or from its title: choose one for what names none, or enter its contacts first."
        )


def fold_words(text: str) -> str:
    """Words alone, folded, each apart from the next."""
    return " ".join(filter(None, (fold(word) for word in text.replace("/", " ").replace("-", " ").split())))


def runs_of(title: str) -> set[str]:
    """Every run of a few words of a title, as a name may stand in it."""
    words = [word.strip("[]():;,.#!?\"'") for word in title.replace("/", " ").split()]
    words = [word for word in words if word][:40]
    return {" ".join(words[at : at + n]) for at in range(len(words)) for n in range(1, LONGEST_NAME + 1) if at + n <= len(words)}
