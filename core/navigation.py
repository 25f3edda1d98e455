"""The frame around every page: places in the side bar, things one can make, my accounts.

Each app declares its own in a module `navigation.py`:

    places.register(Place("renewal_board", _("Renewals"), "calendar-sync", key="r", covers=("renewal_",), order=20, group=RELATIONSHIP))
    makings.register(Making("checkin_create", _("Log a check-in"), "phone", may="care.add_checkin"))
    my_accounts.register(accounts_at_the_side)   # (person) -> at most EIGHT SideAccounts, one query
    doors.register(Door("quality_settings", _("Quality check"), "list-checks", may="briefs.set_quality"))

A place whose URL does not exist, or that this person may not see, is left out; `may` looks at the person and their standing only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import rules
from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.pages import came_from
from core.registries import Registry
from core.statements import kept, state_of

places = Registry("navigation")
makings = Registry("navigation")
my_accounts = Registry("navigation")
doors = Registry("navigation")

MOST_ACCOUNTS = 8

OWN, RELATIONSHIP, AGENCY = 1, 2, 3  # the groups of places, in order
GROUPS = {OWN: "", RELATIONSHIP: gettext_lazy("Clients and care"), AGENCY: gettext_lazy("The agency")}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the side bar. `key` follows `g` on the keyboard; `covers` are beginnings of URL names that belong to it.

    `count(person)` is the figure at its right (None hides it); `phone` puts it into the bar at the bottom of the phone.
    One at the `foot` is reached by one's own name below the side bar, and is named only where there is no such foot.
    """

    url_name: str
    label: str
    icon: str
    key: str = ""
    order: int = 100
    group: int = OWN
    covers: tuple[str, ...] = ()
    may: str = ""
    count: Callable[[object], int | None] | None = None
    phone: bool = False
    foot: bool = False

    def is_here(self, view_name: str) -> bool:
        return view_name == self.url_name or (bool(self.covers) and view_name.startswith(self.covers))


@dataclass(frozen=True, slots=True)
class Making:
    """Something that the "+" of the side bar (or `n`) can begin."""

    url_name: str
    label: str
    icon: str
    order: int = 100
    may: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A page of what the house has settled: a line in Settings for those who may open it."""

    url_name: str
    label: str
    icon: str
    may: str = ""

    @property
    def url(self) -> str:
        return url_of(self.url_name)


def doors_of(person) -> list[Door]:
    return [door for door in doors if door.url and (not door.may or person.has_perm(door.may))]


@dataclass(frozen=True, slots=True)
class SideAccount:
    """One of my accounts; `health` is good, watch, risk or none."""

    name: str
    url: str
    health: str = "none"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A place as this person sees it now."""

    place: Place
    url: str
    is_here: bool
    count: int | None

    @property
    def shortcut(self) -> str:
        return f"g {self.place.key}" if self.place.key else ""


def url_of(name: str) -> str:
    """The address of a URL name without arguments, or nothing when no such page is there."""
    return _url_of(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _url_of(name: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


class Frame:
    """What `base.html` draws around the page, each part asked for only when it is drawn."""

    def __init__(self, request):
        self.request = request

    @property
    def person(self):
        return self.request.user

    @cached_property
    def lines(self) -> list[Line]:
        person = self.person
        return [Line(place, url, is_here, place.count(person) if place.count else None) for place, url, is_here in self._open_places]

    @cached_property
    def here(self) -> str:
        match = getattr(self.request, "resolver_match", None)
        return (match.url_name or "") if match else ""

    @cached_property
    def _open_places(self) -> list[tuple[Place, str, bool]]:
        """(place, address, whether it is this page)."""
        return self._kept("places", tuple(places), self._find_places, self.here)

    def _find_places(self) -> list[tuple[Place, str, bool]]:
        found, taken = [], False
        for place in sorted(places, key=lambda place: (place.group, place.order)):
            url = url_of(place.url_name)
            if not url or (place.may and not self.person.has_perm(place.may)):
                continue
            is_here = not taken and place.is_here(self.here)
            taken = taken or is_here
            found.append((place, url, is_here))
        return found

    def _kept(self, name: str, ones: tuple, find: Callable[[], list], *facts) -> list:
        """Found once for each person; but where Django's permissions say who may, they stand in rows, and rows are asked each time."""
        if not self.person.is_authenticated or not all(rules.perm_exists(one.may) for one in ones if one.may):
            return find()
        key = (name, *map(id, ones), *facts, get_urlconf() or settings.ROOT_URLCONF, get_language(), state_of(self.person))
        return kept(key, lambda: (ones, find()))[1]  # with `ones`, so that no other gets the id of one of them

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """(name of the group, its lines), without those at the foot."""
        grouped = [
            (name, [line for line in self.lines if line.place.group == number and not line.place.foot]) for number, name in GROUPS.items()
        ]
        return [(name, lines) for name, lines in grouped if lines]

    @property
    def foot(self) -> Line | None:
        return next((line for line in self.lines if line.place.foot), None)

    @property
    def phone_lines(self) -> list[Line]:
        """The first four for the phone; the fifth place is "More"."""
        return ([line for line in self.lines if line.place.phone] or self.lines)[:4]

    @cached_property
    def makings(self) -> list[dict]:
        return self._kept("makings", tuple(makings), self._find_makings)

    def _find_makings(self) -> list[dict]:
        ordered = sorted(makings, key=lambda making: making.order)
        allowed = [making for making in ordered if not making.may or self.person.has_perm(making.may)]
        return [{"label": one.label, "icon": one.icon, "url": url, "keys": ""} for one in allowed if (url := url_of(one.url_name))]

    def commands(self, words: str) -> list[tuple[str, list[dict]]]:
        """What the palette offers to do: begin something, go somewhere; all of it when nothing has been typed."""
        gone = [{"label": line.place.label, "icon": line.place.icon, "url": line.url, "keys": line.shortcut} for line in self.lines]
        groups = ((_("New"), self.makings), (_("Go to"), gone))
        matching = [(label, [one for one in items if words.casefold() in str(one["label"]).casefold()]) for label, items in groups]
        return [(label, items) for label, items in matching if items]

    @cached_property
    def accounts(self) -> list[SideAccount]:
        return [account for ask in my_accounts for account in ask(self.person)][:MOST_ACCOUNTS]

    @cached_property
    def state(self) -> tuple:
        """All that the side bar, the bar of the phone and the list of keys are drawn from: the same state is drawn once."""
        path = self.request.path
        return (
            settings.AGENCY_NAME,
            get_urlconf() or settings.ROOT_URLCONF,
            tuple([(line.url, line.is_here, line.count) for line in self.lines]),
            tuple([making["url"] for making in self.makings]),
            tuple([(account.name, account.url, account.health, str(account.note), account.url == path) for account in self.accounts]),
            state_of(self.person),
        )

    @property
    def all_accounts_url(self) -> str:
        return url_of("account_list")

    @property
    def search_url(self) -> str:
        return url_of("search")

    @property
    def own_settings_url(self) -> str:
        return url_of("my_settings")

    @property
    def settings_url(self) -> str:
        return self.own_settings_url or url_of("mfa_index")

    @property
    def gallery_url(self) -> str:
        return url_of("gallery") if self.person.is_authenticated and self.person.is_staff else ""

    @property
    def back_url(self) -> str:
        """The page of ours that one came from, else My day."""
        return came_from(self.request, self.home_url)

    @cached_property
    def silence(self) -> str:
        """What an admin must know before anybody misses it: the clock, the sweep or the mails have stopped (S1)."""
        if not getattr(self.person, "is_staff", False):
            return ""
        from core.health import clock_ages

        return "; ".join(clock_ages(now=timezone.now())[1].values())

    @property
    def home_url(self) -> str:
        return url_of("my_day") or "/"
