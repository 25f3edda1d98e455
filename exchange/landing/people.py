"""People of the agency (P1–P8): found by address; new ones get no password and set their own by "Forgot your password?"."""

from django.utils.translation import gettext as _

from clients import bulk
from exchange.landing.base import Landing, fitting, settle_change
from exchange.landing.journal import Journal
from exchange.landing.words import department_of, grade_of, rank_of
from exchange.models import SourceId
from exchange.preparing import Prepared
from exchange.states import Outcome
from people.models import Person
from people.states import Department

PLAIN = ("name", "job_title", "phone", "joined_on")
WORDS = {"department": department_of, "rank": rank_of, "grade": grade_of}


def land_people(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if _is_whole(landing, journal, prepared)]
    ids = dict(
        SourceId.objects.filter(
            system=landing.batch.source, object="people", source_id__in={prepared.get("source_id") for prepared in rows} - {""}
        ).values_list("source_id", "object_id")
    )
    emails = {prepared.get("email") for prepared in rows}
    by_pk = {person.pk: person for person in Person.objects.filter(pk__in=ids.values()).select_for_update().order_by("pk")}
    by_email = {person.email.lower(): person for person in Person.objects.filter(email__in=emails).select_for_update().order_by("pk")}
    made, changes = [], []
    for prepared in rows:
        person = by_pk.get(ids.get(prepared.get("source_id"))) or by_email.get(prepared.get("email"))
        facts = _facts(landing, prepared)
        if person is None and prepared.get("is_active", None) is False:
            journal.refuse(prepared, _("Not active there: nobody is entered who may not log in."), landing.heading("is_active"))
            continue
        if person is None:
            person = Person(email=prepared.get("email"), **facts)
            person.set_unusable_password()
            by_email[person.email] = person
            made.append((prepared, person))
        else:
            changes.append((prepared, person, fitting(person, facts)))
        journal.result(prepared).pending = {name: prepared.get(name) for name in ("reports_to_id", "reports_to") if prepared.get(name)}
        journal.remember("people", prepared.get("source_id"), person)
    Person.objects.bulk_create([person for _p, person in made], batch_size=500)
    bulk.record_many([person for _p, person in made], "person.joined", by=landing.by)
    for prepared, person in made:
        journal.made.append((prepared.number, person))
        journal.settle(prepared, person, Outcome.CREATED)
    before = bulk.change_many([(person, facts) for _p, person, facts in changes if person.pk], "person.changed", by=landing.by)
    for prepared, person, _facts_of in changes:
        settle_change(journal, prepared, person, before)


def _is_whole(landing: Landing, journal: Journal, prepared: Prepared) -> bool:
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    name = prepared.get("name") or " ".join(filter(None, [prepared.get("first_name"), prepared.get("last_name")]))
    prepared.values["name"] = name[:150]
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    elif not prepared.get("email"):
        journal.refuse(prepared, _("The e-mail address is missing: without one nobody can log in."), landing.heading("email"))
    elif not name:
        journal.refuse(prepared, _("The name is missing."), landing.heading("name"))
    return not prepared.is_refused


def _facts(landing: Landing, prepared: Prepared) -> dict:
    facts = {name: prepared.values[name] for name in PLAIN if name in prepared.values}
    for name, read in WORDS.items():
        if text := prepared.get(name):
            value = read(text)
            if value is None:
                prepared.note(_("Left empty: “%(text)s” is not known.") % {"text": text[:40]}, landing.heading(name))
            else:
                facts[name] = value
    if facts.get("rank") and facts.get("department", Department.ACCOUNTS) != Department.ACCOUNTS:
        prepared.note(_("Left empty: only account services has ranks."), landing.heading("rank"))
        del facts["rank"]
    if "weekly_hours" in prepared.values:
        if 0 <= prepared.values["weekly_hours"] <= 80:
            facts["weekly_hours"] = prepared.values["weekly_hours"]
        else:
            prepared.note(_("Left empty: hours a week lie between 0 and 80."), landing.heading("weekly_hours"))
    if prepared.get("is_active", None) is False and landing.heading("is_active"):
        prepared.note(
            _("Still may log in: leaving is done by a hand-over, so that nothing is left without an owner."), landing.heading("is_active")
        )
    return facts
