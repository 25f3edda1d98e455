"""People in the admin (S6): everything is found, writes go through actions, nobody raises themselves."""

import pytest
from django.core import mail
from django.urls import reverse

from core.models import Event, ExchangeRate
from people.models import Absence, Person
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory, PersonFactory


@pytest.fixture
def admin_client(client, ada):
    client.force_login(ada)
    return client


def change_form(person, **changes):
    form = {
        "email": person.email,
        "name": person.name,
        "job_title": person.job_title,
        "department": person.department,
        "rank": person.rank or "",
        "grade": person.grade,
        "reports_to": person.reports_to_id or "",
        "weekly_hours": person.weekly_hours,
        "joined_on": person.joined_on,
        "phone": "",
        "time_zone": person.time_zone,
        "language": person.language,
        "delivery": person.delivery,
        "is_active": "on",
        "opened_version": person.version,
        **{f"absences-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }
    return form | changes


@pytest.mark.parametrize("name", ["person", "absence", "approvalrule"])
def test_s6_the_admin_lists_people_absences_and_policy(admin_client, eli, name):
    AbsenceFactory(person=eli)
    ApprovalRuleFactory()
    assert admin_client.get(reverse(f"admin:people_{name}_changelist"), {"q": "eli"} if name != "approvalrule" else {}).status_code == 200


def test_s6_an_admin_adds_a_person_with_a_password(admin_client, ada, sam):
    sent = {
        "email": "nora@example.com",
        "name": "Nora New",
        "department": "accounts",
        "rank": 20,
        "grade": "mid",
        "reports_to": sam.pk,
        "usable_password": "true",
        "password1": "correct-horse-battery",
        "password2": "correct-horse-battery",
    }
    assert admin_client.post(reverse("admin:people_person_add"), sent).status_code == 302
    person = Person.objects.get(email="nora@example.com")
    assert person.check_password("correct-horse-battery")
    assert (person.reports_to, person.rank) == (sam, 20)
    assert Event.objects.get(verb="person.joined").actor == ada


def test_s6_somebody_new_needs_no_password_from_the_admin(admin_client, client, sam):
    """They ask for a link on the log-in page, as whoever came by an import does."""
    form = admin_client.get(reverse("admin:people_person_add")).context["adminform"].form
    assert form["usable_password"].value() == "false"
    place = {"department": "accounts", "rank": 20, "grade": "mid"}
    sent = {"email": "nora@example.com", "name": "Nora New", "usable_password": "false", **place}
    assert admin_client.post(reverse("admin:people_person_add"), sent).status_code == 302
    client.post(reverse("account_reset_password"), {"email": "nora@example.com"})
    assert "/door/password/reset/key/" in mail.outbox[0].body


def test_s6_a_change_goes_through_the_action(admin_client, ada, eli):
    url = reverse("admin:people_person_change", args=[eli.pk])
    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, change_form(eli, job_title="Senior executive")).status_code == 302
    event = Event.objects.get(verb="person.changed")
    assert (event.actor, event.words["changes"]) == (ada, {"job title": ["–", "Senior executive"]})
    assert admin_client.post(url, change_form(eli, job_title="Other")).status_code == 409


def test_s6_a_circle_in_the_line_is_refused_in_the_form(admin_client, eli, sam):
    answer = admin_client.post(reverse("admin:people_person_change", args=[sam.pk]), change_form(sam, reports_to=eli.pk))
    assert "already reports to this person" in answer.content.decode()


def test_s6_nobody_is_deleted(admin_client, eli):
    assert admin_client.post(reverse("admin:people_person_delete", args=[eli.pk]), {"post": "yes"}).status_code == 403
    assert Person.objects.filter(pk=eli.pk).exists()


def test_s6_staff_who_are_no_superusers_grant_nothing(client, ada, eli):
    from django.contrib.auth.models import Permission

    staff = PersonFactory(rank=None, department="technical", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["change_person", "view_person"]))
    client.force_login(staff)
    own = reverse("admin:people_person_change", args=[staff.pk])
    client.post(own, change_form(staff, is_superuser="on", is_staff="on"))
    staff.refresh_from_db()
    assert not staff.is_superuser
    assert client.post(reverse("admin:people_person_change", args=[ada.pk]), change_form(ada, name="Mallory")).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[ada.pk])).status_code == 403


def test_s6_a_new_password_ends_the_sessions_of_the_old_one(admin_client, ada, eli):
    url = reverse("admin:auth_user_password_change", args=[eli.pk])
    sent = {"password1": "correct-horse-battery", "password2": "correct-horse-battery", "usable_password": "true"}
    assert admin_client.post(url, sent).status_code == 302
    assert Event.objects.get(verb="person.got_password").actor == ada


def test_s6_the_admin_checks_a_cover_as_the_page_does(admin_client, ada, walled_account, eli, otto):
    sent = {"person": eli.pk, "starts_on": eli.today, "ends_on": eli.today, "cover": otto.pk, "reason": ""}
    answer = admin_client.post(reverse("admin:people_absence_add"), sent)
    assert "may not see" in answer.content.decode()
    assert admin_client.post(reverse("admin:people_absence_add"), {**sent, "cover": ""}).status_code == 302
    assert Absence.objects.get().person == eli
    assert Event.objects.get(verb="absence.added").actor == ada


def test_s6_what_happened_is_read_only(admin_client, ada, eli):
    event = Event.objects.create(at="2026-01-01T00:00Z", verb="person.left", subject=eli, actor=ada)
    url = reverse("admin:core_event_change", args=[event.pk])
    assert admin_client.get(reverse("admin:core_event_changelist")).status_code == 200
    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"verb": "person.stayed"}).status_code == 403
    assert admin_client.post(reverse("admin:core_event_delete", args=[event.pk]), {"post": "yes"}).status_code == 403
    event.refresh_from_db()
    assert event.verb == "person.left"


def test_s6_a_rate_is_added_and_never_changed(admin_client):
    sent = {"currency": "GBP", "on": "2026-03-01", "house_per_unit": "1.17"}
    assert admin_client.post(reverse("admin:core_exchangerate_add"), sent).status_code == 302
    rate = ExchangeRate.objects.get()
    admin_client.post(reverse("admin:core_exchangerate_change", args=[rate.pk]), {**sent, "house_per_unit": "9"})
    rate.refresh_from_db()
    assert str(rate.house_per_unit) == "1.17000000"


def test_s6_the_admin_has_no_log_in_of_its_own(client, eli):
    assert client.get("/admin/").status_code == 302
    client.force_login(eli)
    assert client.get(reverse("admin:people_person_changelist")).status_code in (302, 403)
