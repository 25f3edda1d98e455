from collections import defaultdict

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.states import Department, Rank


def below(ids, lines) -> set[int]:
    """Everyone below these in `lines`, pairs of (who, to whom they report); without these themselves."""
    reports = defaultdict(list)
    for pk, boss in lines:
        reports[boss].append(pk)
    found, to_visit = set(), list(ids)
    while to_visit:
        for pk in reports[to_visit.pop()]:
            if pk not in found:
                found.add(pk)
                to_visit.append(pk)
    return found - set(ids)


class PersonQuerySet(models.QuerySet):
    def active(self):
        """Those who may log in."""
        return self.filter(is_active=True)

    def of_rank(self, rank):
        return self.filter(rank=rank)

    def at_least(self, rank):
        return self.filter(rank__gte=rank)

    def in_account_services(self):
        return self.filter(department=Department.ACCOUNTS)

    def heads(self):
        return self.active().filter(rank=Rank.HEAD)

    def with_reports_of(self, pk):
        """This person and those active who report to them directly."""
        return self.filter(Q(pk=pk) | Q(reports_to=pk, is_active=True))

    def ids_below(self, ids) -> set[int]:
        """Everyone who reports to one of these, directly or not, without these themselves; one query (P8)."""
        return below(ids, self.model.objects.exclude(reports_to=None).order_by().values_list("pk", "reports_to"))

    def with_is_covered(self, *, by, today):
        """Annotates `is_covered`: this person covers for them on this day."""
        absences = self.model.absences.rel.related_model.objects.on(today).filter(cover=by, person=OuterRef("pk"))
        return self.annotate(is_covered=Exists(absences))

    def visible_to(self, person):
        """Colleagues know each other: every active person, and those who left for supervisors and above."""
        if person.rank and person.rank >= Rank.SUPERVISOR:
            return self
        return self.filter(Q(is_active=True) | Q(pk=person.pk))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def create_user(self, email, password=None, **fields):
        """A person who logs in by e-mail; the address is kept in lower case."""
        if not email:
            raise ValueError("A person needs an e-mail address to log in.")
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        """Somebody for the Django admin. It opens no account and passes no approval (STYLE §5)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        """Absences that include this day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def not_over(self, *, today):
        return self.filter(ends_on__gte=today)

    def without_cover(self):
        return self.filter(cover=None)

    def concerning(self, person):
        """Of this person, or covered by them."""
        return self.filter(Q(person=person.pk) | Q(cover=person.pk))

    def today_or_uncovered(self, *, today):
        """Begun already, or still without cover: what the team page shows."""
        return self.filter(Q(starts_on__lte=today) | Q(cover=None))

    def mine_or_of_reports(self, person):
        """One's own and those of the people who report to one directly."""
        return self.filter(Q(person=person.pk) | Q(person__reports_to=person.pk))

    def visible_to(self, person):
        """Away days are no secret inside the house."""
        return self


class ApprovalRuleQuerySet(models.QuerySet):
    def that_apply(self, *, kind, amount_minor, tier="", brief_kind=""):
        """Rows of this document kind that the amount (minor units of the agency's currency) and the tier reach."""
        return self.filter(
            Q(client_tier="") | Q(client_tier=tier),
            Q(brief_kind="") | Q(brief_kind=brief_kind),
            document_kind=kind,
            amount_from_minor__lte=amount_minor,
        )
