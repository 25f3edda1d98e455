from django.db.models import Q

from care.states import LIVE, TICKING, WAITING, ConcernState
from clients.querysets import OnAccountQuerySet, seats_that_open
from clients.states import Severity
from core.links import SecretLinkQuerySet


class ConcernQuerySet(OnAccountQuerySet):
    def live(self):
        """Neither closed nor withdrawn. Twin: Concern.is_live."""
        return self.filter(state__in=LIVE)

    def ticking(self):
        """The clock runs against us."""
        return self.filter(state__in=TICKING)

    def waiting(self):
        """For our answer."""
        return self.filter(state__in=WAITING)

    def late(self, *, now):
        """Our word is broken: no answer, or no outcome, by the moment that we promised. Twin: Concern.is_late()."""
        return self.ticking().filter(due_at__lt=now)

    def lapsed(self, *, now):
        """Those that climb now."""
        return self.ticking().filter(climbs_at__lte=now)

    def escalated(self):
        """Above the lead, as long as it is ours to do something."""
        return self.ticking().filter(rung__gt=0)

    def severe(self):
        return self.live().filter(severity__gte=Severity.HIGH)

    def of_link(self, link):
        """What the contact of this link sees. Twin: ConcernLink.opens()."""
        return self.filter(account=link.account_id, contact=link.contact_id, is_shared=True)

    def of_tier(self, *tiers):
        return self.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers))

    def over(self):
        return self.filter(state__in=(ConcernState.CLOSED, ConcernState.WITHDRAWN))

    def for_pages(self):
        """With what every line about a concern names."""
        return self.select_related("account__client", "contact", "owner", "cause")


class ConcernLinkQuerySet(SecretLinkQuerySet):
    def open(self, *, now):
        """Neither expired nor revoked; the contact is still with the client, and the account with us. Twin: ConcernLink.is_open."""
        return super().open(now=now).filter(contact__left_on=None, account__closed_on=None)

    def of_secret(self, secret, *, now):
        """With the account and the contact, whom every page names."""
        return super(ConcernLinkQuerySet, self.select_related("account__client", "contact")).of_secret(secret, now=now)

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))
