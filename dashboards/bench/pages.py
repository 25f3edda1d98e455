"""The main pages, timed over HTTP against the floor, with their SQL statements counted."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from briefs.models import Brief
from briefs.states import BriefState
from clients.models import Account, Contract
from dashboards.bench.seed import PASSWORD, Cast
from dashboards.bench.server import Visitor, gunicorn

ROUNDS = 25
WARM_UP = 3
FLOOR = "bench_floor"
LISTS_TARGET, BOARDS_TARGET, GROWTH_TARGET, QUERIES_TARGET = 3.0, 5.0, 1.3, 12


@dataclass(frozen=True, slots=True)
class Page:
    """`of` finds the row that a page is about, for somebody who may see it."""

    name: str
    of: Callable | None = None
    query: str = ""
    target: float = LISTS_TARGET
    only: tuple[str, ...] = ("supervisor", "director", "head")

    def path(self, person) -> str:
        return reverse(self.name, args=[self.of(person).pk] if self.of else []) + self.query


def an_account(person):
    return Account.objects.visible_to(person).order_by("-pk").first()


def a_looked_at_account(person):
    """One whose health has a figure, so that its tab draws what it is made of."""
    return Account.objects.visible_to(person).filter(health__observed__isnull=False).order_by("-pk").first()


def a_client(person):
    return an_account(person).client


def a_contract(person):
    return Contract.objects.visible_to(person).order_by("-pk").first()


def a_job(person):
    return Brief.objects.visible_to(person).live().order_by("-pk").first()


def a_draft(person):
    return Brief.objects.visible_to(person).filter(state=BriefState.DRAFT).order_by("-pk").first()


PAGES = (
    Page(FLOOR),
    Page("my_day"),
    Page("account_list"),
    Page("account_list", query="?q=Harbour"),
    Page("client_list"),
    Page("contact_list"),
    Page("contract_list"),
    Page("renewal_board", target=BOARDS_TARGET),
    Page("renewal_list"),
    Page("check_in_list"),
    Page("action_item_list"),
    Page("reminder_list"),
    Page("account_detail", of=an_account),
    Page("account_health", of=a_looked_at_account),
    Page("account_status", of=a_looked_at_account),
    Page("account_list", query="?sort=health"),
    Page("client_detail", of=a_client),
    Page("contract_detail", of=a_contract),
    Page("team_list", target=BOARDS_TARGET),
    Page("portfolio_dashboard", target=BOARDS_TARGET),
    Page("people_dashboard", target=BOARDS_TARGET),
    Page("agency_dashboard", target=BOARDS_TARGET, only=("head",)),
    Page("brief_list"),
    Page("brief_list", query="?q=Harbour"),
    Page("brief_board", target=BOARDS_TARGET),
    Page("brief_calendar", target=BOARDS_TARGET),
    Page("brief_timeline", target=BOARDS_TARGET),
    Page("capacity_board", target=BOARDS_TARGET),
    Page("brief_detail", of=a_job),
    Page("brief_write", of=a_draft),
    Page("approval_list"),
    Page("job_request_list"),
    Page("work_dashboard", target=BOARDS_TARGET),
    Page("relationship_dashboard", target=BOARDS_TARGET),
    Page("retention_dashboard", target=BOARDS_TARGET),
)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds, times the floor of the same visitor, SQL statements; and where it is opened, by whom."""

    page: str
    who: str
    path: str
    email: str
    median_ms: float
    p95_ms: float
    times_floor: float
    queries: int
    target: float


def there(page: Page) -> bool:
    try:
        page_args = [1] if page.of else []
        reverse(page.name, args=page_args)
    except NoReverseMatch:
        return False
    return True


def measure(cast: Cast, *, rounds: int = ROUNDS) -> list[dict]:
    """Every page as each of the cast, in turns with the floor, so that both meet the same weather."""
    found = []
    with gunicorn() as base:
        for who, person in cast.items():
            visitor = Visitor(base, person.email, PASSWORD)
            floor_path = reverse(FLOOR)
            for page in (page for page in PAGES if who in page.only and there(page)):
                path = page.path(person)
                for _round in range(WARM_UP):
                    visitor.get(path)
                times, floors = [], []
                for _round in range(rounds):
                    floors.append(visitor.get(floor_path)[0])
                    times.append(visitor.get(path)[0])
                typical = median(times)
                found.append(
                    Timing(
                        page=page.name + page.query,
                        who=who,
                        path=path,
                        email=person.email,
                        median_ms=round(1000 * typical, 1),
                        p95_ms=round(1000 * quantiles(times, n=20)[-1], 1),
                        times_floor=round(typical / median(floors), 2),
                        queries=queries_of(path, person),
                        target=page.target,
                    )
                )
    return [asdict(timing) for timing in found]


def queries_of(path: str, person) -> int:
    """SQL statements of one page, the session and the log-in check among them, on a second visit."""
    client = Client()
    client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
