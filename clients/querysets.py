from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject, NullIf

from clients.states import OPEN_STAGES, ClientState, ContractState, Fit, SeatRole, Severity
from core.as_a_whole import is_as_a_whole

LARGEST_LADDER_DAYS = 120  # the first reminder of a large contract; a renewal is opened then


def count_of(rows):
    """How many of these rows (narrowed by OuterRef) there are, as an expression; nought where there are none."""
    one = rows.order_by().annotate(one=models.Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0)


def keys_of(first, *others):
    """The keys of all rows that one of these finds."""
    return first.order_by().values("pk").union(*(other.order_by().values("pk") for other in others))


WIDE_LINE = 12  # people below from whom on sight is asked row by row: such a person sees a good part of all rows


def seats_that_open(person):
    """Live seats that open their accounts for this person: the only statement of visibility (DESIGN §2).

    Their own or those of somebody they cover; of somebody they stand above only where the account is not walled.
    """
    from clients.models import Seat

    standing = person.standing
    opens = Q(person__in=standing.seats_of)
    if standing.line_of:
        opens |= Q(person__in=standing.line_of, account__is_walled=False)
    return Seat.objects.live(today=person.today).filter(opens)


def is_wide(person) -> bool:
    """How an OR around sight is asked, not what is seen: by keys for few rows, row by row in the order of the page for many."""
    return len(person.standing.line_of) > WIDE_LINE and not is_as_a_whole()


def opening_seat(person, *, by: str, account: str):
    """A seat that opens the row, or NULL: `account` is the row's path, `by` the seat's to the same thing.

    A value and not EXISTS, which the database would work out for all rows at once before it draws the first fifty.
    """
    return Subquery(seats_that_open(person).filter(**{by: OuterRef(account)}).order_by().values("pk")[:1])


COMMON_HITS = 3_000  # names with a word from which on rows are asked for it in the order of the page, and not collected before


def is_common(words: str) -> bool:
    """How a search for these words is asked, not what it finds. Reads no more than `COMMON_HITS` names."""
    from clients.models import Account, Client

    return any(
        model.objects.order_by().filter(name__icontains=words).values("pk")[:COMMON_HITS].count() == COMMON_HITS
        for model in (Account, Client)
    )


class SeatQuerySet(models.QuerySet):
    def live(self, *, today):
        """Seats that somebody holds on this day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)

    def leads(self):
        return self.filter(is_lead=True)

    def visible_to(self, person):
        from clients.models import Account

        return self.filter(account__in=Account.objects.visible_to(person))


def owned_in_sight(standing, client: str = ""):
    """The client at this path is their own, or of somebody below; the reporting line does not reach one with a walled account."""
    from clients.models import Account

    key = f"{client}_id" if client else "pk"
    walled = Account.objects.filter(is_walled=True, client=OuterRef(key))
    owner = f"{client}__owner" if client else "owner"
    below = Q(**{f"{owner}__isnull": False, f"{owner}__in": standing.line_of})  # not NULL: else the wall is asked for every row
    return Q(**{f"{owner}__in": standing.seats_of}) | (below & ~Exists(walled))


class ClientQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Clients with an account this person may know; others to whoever owns them and, where no wall stands, to those above (C7)."""
        from clients.models import Account

        standing = person.standing
        if standing.sees_all:
            return self
        if is_wide(person):
            rows = self.alias(opened_by=opening_seat(person, by="account__client", account="pk"))
            return rows.filter(Q(opened_by__isnull=False) | owned_in_sight(standing))
        with_account = Account.objects.visible_to(person).order_by().values("client")
        return self.filter(pk__in=with_account.union(self.model.objects.filter(owned_in_sight(standing)).order_by().values("pk")))

    def with_parent(self, *, visible_to):
        """Loads the client each belongs to, as far as this person may know of it: else `parent` is None and only its key is known."""
        return self.prefetch_related(Prefetch("parent", queryset=self.model.objects.visible_to(visible_to)))

    def named(self, words):
        """Trading or legal name holds these words. On PostgreSQL a trigram index serves it (migration 0002)."""
        return self.filter(Q(name__icontains=words) | Q(legal_name__icontains=words))

    def prospects(self):
        return self.filter(state=ClientState.PROSPECT)

    def active(self):
        return self.filter(state=ClientState.ACTIVE)

    def with_account_count(self, *, visible_to):
        """Annotates `account_count`: its live accounts that this person may know."""
        from clients.models import Account

        live = Account.objects.visible_to(visible_to).live().filter(client=OuterRef("pk")).order_by().values("client")
        return self.annotate(account_count=Coalesce(Subquery(live.annotate(n=Count("pk")).values("n")), 0))


class AccountQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Accounts this person may know exist (`seats_that_open`)."""
        if person.standing.sees_all:
            return self
        # One list of keys and no OR around it: so the database may walk accounts in order and stop after a page.
        return self.filter(pk__in=seats_that_open(person).values("account"))

    def live(self):
        return self.filter(closed_on=None)

    def named(self, words):
        """Its name or its client's holds these words, or its code begins with them; each question by an index of its own."""
        from clients.models import Client

        by_name = self.model.objects.filter(name__icontains=words)
        by_code = self.model.objects.filter(code__startswith=words.upper())
        by_client = self.model.objects.filter(client__in=Client.objects.filter(name__icontains=words).values("pk"))
        return self.filter(pk__in=keys_of(by_name, by_code, by_client))

    def holding(self, words):
        """The same as `named`, asked row by row: for few rows, or for a word so common that the first fifty hits stand near."""
        return self.filter(Q(name__icontains=words) | Q(code__startswith=words.upper()) | Q(client__name__icontains=words))

    def without_lead(self, *, today):
        from clients.models import Seat

        return self.live().filter(~Exists(Seat.objects.live(today=today).leads().filter(account=OuterRef("pk"))))

    def led_by(self, person, *, today):
        from clients.models import Seat

        return self.filter(pk__in=Seat.objects.live(today=today).leads().filter(person=person).values("account"))

    def seating(self, people, *, today):
        """On whose team one of these people (or their keys) sits on this day."""
        from clients.models import Seat

        return self.filter(pk__in=Seat.objects.live(today=today).filter(person__in=people).values("account"))

    def with_tier(self):
        """Annotates `effective_tier`: the account's own, else the client's."""
        return self.annotate(effective_tier=Coalesce(NullIf(F("tier"), models.Value("")), F("client__tier")))

    def with_team(self, *, today):
        """Loads the live seats with their people into `live_seats`; one query for any number of accounts."""
        from clients.models import Seat

        seats = Seat.objects.live(today=today).select_related("person").order_by("-is_lead", "role", "pk")
        return self.prefetch_related(Prefetch("seats", queryset=seats, to_attr="live_seats"))

    def with_fee_a_year(self):
        """Annotates `fee_a_year_minor`: yearly fees of its contracts in force that are in the account's own currency.

        And `has_other_fees`: contracts in force in another currency are not in that sum.
        """
        from clients.models import Contract

        in_force = Contract.objects.in_force().filter(account=OuterRef("pk"), currency=OuterRef("currency")).order_by().values("account")
        others = Contract.objects.in_force().filter(account=OuterRef("pk"), annual_fee_minor__gt=0).exclude(currency=OuterRef("currency"))
        return self.annotate(
            fee_a_year_minor=Subquery(in_force.annotate(sum=Sum("annual_fee_minor")).values("sum")), has_other_fees=Exists(others)
        )

    def with_tab_counts(self):
        """Annotates what the tabs of the account's pages count: contacts and services."""
        from clients.models import BoughtService, Contact

        contacts = Contact.objects.present().filter(Q(account=None) | Q(account=OuterRef("pk")), client=OuterRef("client"))
        services = BoughtService.objects.filter(account=OuterRef("pk"), ended_on=None)
        return self.annotate(contact_count=count_of(contacts), service_count=count_of(services))

    def with_page_facts(self):
        """Annotates what the overview counts beside its lists: services by fit, open acknowledgements, the hand-over; and our promises."""
        from clients.models import Acknowledgement, AnswerTime, BoughtService, SalesHandover

        times = AnswerTime.objects.filter(level__tier=Coalesce(NullIf(OuterRef("tier"), models.Value("")), OuterRef("client__tier")))
        names = {"cadence_days": "level__cadence_days", "request_answer_days": "level__request_answer_days"}
        said = JSONObject(**names, answer="answer_hours", resolve="resolve_hours")
        services = BoughtService.objects.filter(account=OuterRef("pk"), ended_on=None)
        open_papers = Acknowledgement.objects.filter(amendment__contract__account=OuterRef("pk"), person=None)
        return self.annotate(
            poor_count=count_of(services.filter(fit=Fit.POOR)),
            unrated_count=count_of(services.filter(fit=Fit.UNKNOWN)),
            open_acknowledgement_count=count_of(open_papers),
            has_untaken_handover=Exists(SalesHandover.objects.filter(account=OuterRef("pk"), taken_on=None)),
            promised=Subquery(times.filter(severity=Severity.NORMAL).values(said=said)[:1]),
            promised_when_critical=Subquery(times.filter(severity=Severity.CRITICAL).values(said=said)[:1]),
        )

    def in_trouble(self, *, today):
        """Live, and something is wrong with it. Twin: clients.troubles.troubles_of(), from the same finders."""
        from clients.troubles import finders

        found = Q(pk__in=[])
        for finder in finders:
            found |= finder.which(today)
        return self.live().filter(found)

    def with_next_notice_day(self):
        """Annotates `next_notice_on`: the earliest last safe notice day of its contracts in force that are not decided."""
        from clients.models import Contract

        nearest = Contract.objects.in_force().undecided().filter(account=OuterRef("pk"), last_safe_notice_on__isnull=False)
        return self.annotate(next_notice_on=Subquery(nearest.order_by("last_safe_notice_on").values("last_safe_notice_on")[:1]))


class OnAccountQuerySet(models.QuerySet):
    """Rows that hang on an account by `account`: visible when it is."""

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))


class OnClientQuerySet(models.QuerySet):
    """Rows that hang on a client by `client`: visible when it is."""

    def visible_to(self, person):
        from clients.models import Client

        if person.standing.sees_all:
            return self
        return self.filter(client__in=Client.objects.visible_to(person))


class ContactQuerySet(OnClientQuerySet):
    def visible_to(self, person):
        """The client's contacts; one that belongs to a single account only with that account."""
        from clients.models import Account, Client

        standing = person.standing
        if standing.sees_all:
            return self
        rows = self.alias(own_by=opening_seat(person, by="account", account="account"))
        rows = rows.filter(Q(account=None) | Q(own_by__isnull=False))
        if is_wide(person):
            rows = rows.alias(opened_by=opening_seat(person, by="account__client", account="client"))
            return rows.filter(Q(opened_by__isnull=False) | owned_in_sight(standing, "client"))
        with_account = Account.objects.visible_to(person).order_by().values("client")
        owned = Client.objects.filter(owned_in_sight(standing)).order_by().values("pk")
        return rows.filter(client__in=with_account.union(owned))

    def with_boss(self, *, visible_to):
        """Loads whom each reports to, as far as this person may know of them: else `reports_to` is None and only its key is known."""
        return self.prefetch_related(Prefetch("reports_to", queryset=self.model.objects.visible_to(visible_to)))

    def present(self):
        """Still with the client."""
        return self.filter(left_on=None)

    def of_account(self, account):
        """Contacts of its client that speak for this account: its own and those of every account."""
        return self.filter(Q(account=None) | Q(account=account), client=account.client_id)

    def named(self, words):
        """Name, e-mail or the client's name holds these words; each question by an index of its own."""
        from clients.models import Client

        own = self.model.objects.filter(Q(name__icontains=words) | Q(email__icontains=words))
        by_client = self.model.objects.filter(client__in=Client.objects.filter(name__icontains=words).values("pk"))
        return self.filter(pk__in=keys_of(own, by_client))

    def by_weight(self):
        """Those who decide most first."""
        return self.order_by("-power", "-is_primary", "-attitude", "name", "pk")


class ContractQuerySet(OnAccountQuerySet):
    def in_force(self):
        return self.filter(state=ContractState.ACTIVE)

    def evergreen(self):
        return self.filter(ends_on=None)

    def to_decide_within(self, days, *, today):
        """In force, with a last safe notice day up to so many days ahead (or behind), and not yet decided."""
        return self.in_force().undecided().filter(last_safe_notice_on__lte=today + timedelta(days=days))

    def undecided(self):
        """Without a renewal that has been decided; a contract whose renewal is not opened yet is undecided too."""
        return self.filter(Q(renewal=None) | Q(renewal__stage__in=OPEN_STAGES))

    def past_notice_day(self, *, today):
        """Undecided although the last safe notice day is over."""
        return self.in_force().undecided().filter(last_safe_notice_on__lt=today)

    def ended_by(self, *, today):
        """In force on paper although the term is over."""
        return self.in_force().filter(ends_on__lt=today)

    def in_renewal(self, *stages):
        """In force, with a renewal that stands at one of these open stages. From the contract's side, so that an index orders them."""
        return self.in_force().filter(renewal__stage__in=stages or OPEN_STAGES, last_safe_notice_on__isnull=False)

    def led_by(self, person, *, today):
        from clients.models import Seat

        return self.filter(account__in=Seat.objects.live(today=today).leads().filter(person=person).values("account"))

    def of_tier(self, *tiers):
        return self.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers))

    def for_pages(self):
        """With what every line about a contract names: account, client, renewal."""
        return self.select_related("account__client", "renewal")

    def with_lead(self, *, today):
        """Loads who leads each account (`contract.account.lead`); one query for any number of contracts."""
        from clients.models import Seat

        seats = Seat.objects.live(today=today).leads().select_related("person")
        return self.prefetch_related(Prefetch("account__seats", queryset=seats, to_attr="live_seats"))

    def by_currency(self):
        """Rows of (currency, minor units a year): what these contracts are worth, to be converted by whoever names the day."""
        return self.order_by().values_list("currency").annotate(yearly=Sum("annual_fee_minor")).values_list("currency", "yearly")


class RenewalQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(contract__account__in=seats_that_open(person).values("account"))

    def open(self):
        return self.filter(stage__in=OPEN_STAGES)

    def decided(self):
        return self.exclude(stage__in=OPEN_STAGES)


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(contract__account__in=seats_that_open(person).values("account"))


SEAT_ORDER = (SeatRole.EXECUTIVE, SeatRole.SUPERVISOR, SeatRole.DIRECTOR, SeatRole.PLANNER, SeatRole.COORDINATOR, SeatRole.LIAISON)
