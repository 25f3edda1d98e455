"""Health in the browser (R4): three numbers, why, what the team says, alerts, the policy with its preview, the back-test."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from care.actions import health as actions
from care.health_policy import preview
from care.models import HealthAlert, HealthPolicy, HealthSnapshot, SentimentEntry
from care.tests.factories import (
    HealthAlertFactory,
    HealthPolicyFactory,
    HealthSnapshotFactory,
    HeldCheckInFactory,
    RecoveryPlanFactory,
    SentimentEntryFactory,
)
from clients.health import Terms
from clients.models import AccountHealth
from clients.tests.factories import AccountFactory, ContactFactory, SeatFactory

pytestmark = pytest.mark.django_db


def lines(**values) -> dict:
    """Stored lines of the observed health, each of the same weight."""
    weight = 10_000 // len(values)
    args = {
        "silence": {"days": 40, "cadence": 7},
        "senior_contact": {"days": 60},
        "late_work": {"n": 1, "all": 2},
        "coverage": {"n": 1, "all": 1, "missing": []},
    }
    return {"observed": [[key, value, weight, value * weight // 10_000, args[key]] for key, value in values.items()]}


@pytest.fixture
def fallen(account, eli):
    """From 100 to 75 within a month: somebody senior was not met, and all else stayed."""
    today = eli.today
    before = lines(silence=100, senior_contact=100, late_work=100, coverage=100)
    after = lines(silence=100, senior_contact=0, late_work=100, coverage=100)
    HealthSnapshotFactory(account=account, on=today - timedelta(days=30), observed=100, colour="good", lines=before)
    HealthSnapshotFactory(account=account, on=today, observed=75, hygiene=80, colour="good", lines=after)
    AccountHealth.objects.create(
        account=account, observed=75, hygiene=80, colour="good", colour_since=today, changed_30=-25, looked_on=today
    )
    return account


def page_of(client, account, query: str = "") -> str:
    return client.get(reverse("account_health", args=[account.pk]) + query).content.decode()


def test_r4_the_waterfall_says_what_moved_the_score_and_opens_the_evidence(client, fallen, eli):
    client.force_login(eli)
    html = page_of(client, fallen)
    assert "Observed health from 100 on" in html
    steps = html.partition('<ol class="falls"')[2].partition("</ol>")[0]
    assert steps.count('<a class="fall"') == 1
    assert f'href="{reverse("account_contacts", args=[fallen.pk])}" aria-label="Who decides was met 60 days ago: −25"' in steps


def test_r4_the_three_numbers_stand_side_by_side_and_too_new_is_a_dash(client, fallen, eli):
    client.force_login(eli)
    html = page_of(client, fallen)
    vitals = html.partition('class="vitals')[2].partition("</nav>")[0]
    assert "Sentiment · too new" in vitals
    assert "−25 in 30 days" in vitals
    assert [words in vitals for words in ("Observed health", "Our diligence")] == [True, True]


@pytest.mark.parametrize("since", ["2999-01-01", "yesterday", "", "0001-01-01"])
def test_r4_any_earlier_day_may_be_asked_for_and_nonsense_breaks_nothing(client, fallen, eli, since):
    client.force_login(eli)
    assert client.get(reverse("account_health", args=[fallen.pk]) + f"?since={since}&number=nothing").status_code == 200


def everything_of(account, *, by, today) -> None:
    """All that the tab can show: a policy, an open plan, and 24 days with what was said and what was raised on each."""
    HealthPolicyFactory(tier=account.tier_now, made_by=by).weights.create(kind="factor", key="silence", value=30)
    RecoveryPlanFactory(account=account, owner=by)
    for ago in range(1, 25):
        HealthSnapshotFactory(account=account, on=today - timedelta(days=ago), observed=80, lines=lines(silence=80))
        SentimentEntryFactory(account=account, person=by, said_on=today - timedelta(days=ago))
        HealthAlertFactory(account=account, raised_on=today - timedelta(days=ago), acknowledged_by=by, acknowledged_on=today, note="Seen")


def statements_of(client, account, query: str = "") -> int:
    """Those of a second visit."""
    page_of(client, account, query)
    with CaptureQueriesContext(connection) as captured:
        page_of(client, account, query)
    return len(captured)


def test_r4_the_tab_asks_as_often_however_much_there_is(client, fallen, eli, sam):
    client.force_login(eli)
    few = statements_of(client, fallen)
    everything_of(fallen, by=sam, today=eli.today)
    addresses = ("", f"?since={eli.today - timedelta(days=20)}&number=hygiene", "?since=0001-01-01&number=sentiment")
    many = {statements_of(client, fallen, query) for query in addresses}
    assert (many, few <= 12) == ({few}, True)


def test_r4_an_account_lost_long_ago_still_shows_its_last_days_within_twelve_statements(client, account, dana):
    last = dana.today - timedelta(days=500)
    HealthSnapshotFactory(account=account, on=last - timedelta(days=7), observed=60, lines=lines(silence=60))
    HealthSnapshotFactory(account=account, on=last, observed=40, lines=lines(silence=40))
    client.force_login(dana)
    assert statements_of(client, account) <= 12
    assert "Observed health from 60 on" in page_of(client, account)


def test_r4_the_tab_is_drawn_once_and_shows_at_once_what_has_changed(client, fallen, sam, monkeypatch):
    drawn = []
    monkeypatch.setattr("care.views.health.words.rows_of", lambda *figure: drawn.append(1) or [])
    client.force_login(sam)
    page_of(client, fallen)
    page_of(client, fallen)
    assert len(drawn) == 1
    entry = SentimentEntryFactory(account=fallen, person=sam, said_on=sam.today, words="They clapped.")
    alert = HealthAlertFactory(account=fallen, raised_on=sam.today, was=99, now=11)
    RecoveryPlanFactory(account=fallen, owner=sam, goal="They smile again")
    html = page_of(client, fallen)
    assert [words in html for words in ("They clapped.", "from 99 to 11", "They smile again")] == [True] * 3
    SentimentEntry.objects.filter(pk=entry.pk).update(withdrawn_on=sam.today)
    HealthAlert.objects.filter(pk=alert.pk).delete()
    html = page_of(client, fallen)
    assert [words in html for words in ("They clapped.", "from 99 to 11", "They smile again")] == [False, False, True]


def test_r4_the_latest_policy_of_the_accounts_own_tier_draws_the_thresholds(client, fallen, dana):
    HealthPolicyFactory(tier=fallen.tier_now, number=1, made_by=dana)
    HealthPolicyFactory(tier=fallen.tier_now, number=2, good_from=91, made_by=dana)
    HealthPolicyFactory(tier="key", number=7, good_from=92, made_by=dana)
    client.force_login(dana)
    html = page_of(client, fallen)
    year = html.partition('aria-labelledby="year"')[2].partition("</section>")[0]
    assert ("How it is weighed: version 2" in html, ">91<" in year, ">92<" in year) == (True, True, False)


def test_r4_looking_again_takes_what_happened_since(client, account, eli):
    ContactFactory(client=account.client, decision_role="decision_maker", last_met_on=eli.today)
    HeldCheckInFactory(account=account, planned_on=eli.today)
    client.force_login(eli)
    client.post(reverse("account_health_look", args=[account.pk]))
    assert HealthSnapshot.objects.get().on == eli.today


def test_r4_what_one_says_counts_at_once_and_until_it_is_taken_back(client, account, eli):
    AccountHealth.objects.create(account=account)
    client.force_login(eli)
    client.post(reverse("sentiment_say", args=[account.pk]), {"rating": 5, "words": "They clapped."})
    assert AccountHealth.objects.get().sentiment == 100
    entry = SentimentEntry.objects.get()
    client.post(reverse("sentiment_withdraw", args=[entry.pk]))
    assert AccountHealth.objects.get().sentiment is None


def test_r4_an_alert_is_acknowledged_with_a_note_and_then_asks_nobody(client, account, sam):
    alert = HealthAlertFactory(account=account, raised_on=sam.today)
    client.force_login(sam)
    url = reverse("health_alert_acknowledge", args=[alert.pk])
    assert client.post(url, {"note": "", "version": 1}).status_code == 422
    client.post(url, {"note": "Called them.", "version": 1})
    assert [(one.acknowledged_by, one.note) for one in HealthAlert.objects.all()] == [(sam, "Called them.")]
    assert not HealthAlert.objects.open().exists()


def test_r4_alerts_stand_on_my_day_of_supervisor_and_director_alone(account, eli, sam, dana, otto):
    from care.my_day.health import alerts_to_take_up

    HealthAlertFactory(account=account, raised_on=sam.today)
    HealthAlertFactory(account=account, kind="colour", is_better=True, raised_on=sam.today, colour_was="risk", colour_now="good")
    found = {who.email[:4]: len(alerts_to_take_up(who, who.today)) for who in (eli, sam, dana, otto)}
    assert found == {"eli@": 0, "sam@": 1, "dana": 1, "otto": 0}


def test_r4_evidence_never_leads_behind_a_wall(client, walled_account, sam, eli):
    """Sam stands above Eli, and the account is walled: neither its tab nor its alert exists for Sam."""
    alert = HealthAlertFactory(account=walled_account, raised_on=sam.today)
    HealthSnapshotFactory(account=walled_account, on=sam.today, observed=12, colour="risk")
    client.force_login(sam)
    addresses = [reverse("account_health", args=[walled_account.pk]), reverse("health_alert_acknowledge", args=[alert.pk])]
    assert [client.get(url).status_code for url in addresses] == [404, 404]


def test_r4_stored_evidence_holds_figures_and_never_a_name(account, eli):
    """So that nothing of a job or another account can leak through a snapshot."""
    from care.jobs.health import look_at_all

    ContactFactory(client=account.client, name="Secret Sirpa", decision_role="decision_maker", last_met_on=eli.today)
    HeldCheckInFactory(account=account, planned_on=eli.today, notes="Secret plan")
    look_at_all(eli.today)
    assert "Secret" not in str(list(HealthSnapshot.objects.values_list("lines", flat=True)))


# ── Policy ───────────────────────────────────────────────────────────────────────────────────────


def filled(client, tier: str) -> dict:
    form = client.get(reverse("health_policy") + f"?tier={tier}").context["form"]
    return {name: field.initial for name, field in form.fields.items() if name != "note"}


def test_r4_a_director_sees_what_a_policy_would_change_before_it_is_saved(client, fallen, dana):
    client.force_login(dana)
    data = filled(client, "standard") | {"good_from": 90, "preview": "1"}
    html = client.post(reverse("health_policy") + "?tier=standard", data).content.decode()
    assert "1 would change colour" in " ".join(html.split())
    assert not HealthPolicy.objects.exists()


def test_r4_a_saved_policy_is_a_new_version_and_asks_for_another_look(client, fallen, dana):
    client.force_login(dana)
    url = reverse("health_policy") + "?tier=standard"
    client.post(url, filled(client, "standard") | {"good_from": 90, "note": "Too lenient"})
    client.post(url, filled(client, "standard") | {"good_from": 85, "note": "Too strict"})
    assert [(one.number, one.good_from, one.note) for one in HealthPolicy.objects.order_by("number")] == [
        (1, 90, "Too lenient"),
        (2, 85, "Too strict"),
    ]
    assert AccountHealth.objects.get().looked_on is None


def test_r4_of_two_who_save_a_policy_at_once_one_is_told(client, dana):
    client.force_login(dana)
    url, opened = reverse("health_policy") + "?tier=standard", filled(client, "standard")
    client.post(url, opened | {"note": "First"})
    answer = client.post(url, opened | {"note": "Second"})
    assert answer.status_code == 409
    assert [policy.note for policy in HealthPolicy.objects.all()] == ["First"]


@pytest.mark.parametrize(("name", "value"), [("good_from", 50), ("factor_silence", 101), ("drop_points", 0), ("group_money", "much")])
def test_r4_a_policy_that_cannot_be_met_is_refused_by_name(client, dana, name, value):
    client.force_login(dana)
    answer = client.post(reverse("health_policy") + "?tier=standard", filled(client, "standard") | {name: value, "note": "x"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])


def test_r4_a_preview_names_only_accounts_that_its_reader_may_see(fallen, walled_account, dana, hana):
    AccountHealth.objects.create(account=walled_account, observed=80, colour="good", looked_on=dana.today, colour_since=dana.today)
    HealthSnapshotFactory(account=walled_account, on=dana.today, observed=80, colour="good", lines=lines(silence=80, coverage=80))
    strict = Terms(good_from=99, least_evidence=0)
    seen = {who: {account.code for account, _change in preview("standard", strict, person=who).most} for who in (dana, hana)}
    assert seen == {dana: {"KAURA"}, hana: {"KAURA", "RIVAL"}}


# ── Back-test ────────────────────────────────────────────────────────────────────────────────────


def test_r4_the_back_test_says_what_was_known_before_an_account_was_lost(client, account, dana):
    from care import backtest

    today = dana.today
    lost = AccountFactory(name="Gone", code="GONE", closed_on=today - timedelta(days=5), closed_reason="Price")
    quiet = AccountFactory(name="Sudden", code="SUDD", closed_on=today - timedelta(days=9))
    for one in (lost, quiet):
        SeatFactory(account=one, person=dana)
    for ago, colour, score in ((95, "good", 80), (67, "watch", 65), (35, "risk", 40)):
        HealthSnapshotFactory(account=lost, on=today - timedelta(days=ago), observed=score, colour=colour)
        HealthSnapshotFactory(account=quiet, on=today - timedelta(days=ago + 4), observed=88, colour="good")
    found = backtest.with_snapshots(backtest.lost_accounts(dana, first=today - timedelta(days=60), last=today))
    assert {one.account.code: [one.is_hit(days) for days in backtest.HORIZONS] for one in found} == {
        "GONE": [False, True, True],
        "SUDD": [False, False, False],
    }
    assert backtest.hit_rates(found) == [(90, 0, 2), (60, 1, 2), (30, 1, 2)]
    assert [one.account.code for one in found if one.is_missed] == ["SUDD"]
    client.force_login(dana)
    html = client.get(reverse("health_backtest")).content.decode()
    assert all(f'href="{reverse("account_health", args=[one.account.pk])}' in html for one in found)


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────


def test_r4_the_list_of_accounts_sorts_and_filters_by_health(client, fallen, eli):
    other = AccountFactory(name="Zebra", code="ZEBRA")
    SeatFactory(account=other, person=eli)
    AccountHealth.objects.create(account=other, observed=20, colour="risk", changed_30=2)
    client.force_login(eli)
    by_score = client.get(reverse("account_list") + "?sort=health").content.decode()
    assert by_score.index(">ZEBRA<") < by_score.index(">KAURA<")
    at_risk = client.get(reverse("account_list") + "?health=risk").content.decode()
    assert (">ZEBRA<" in at_risk, ">KAURA<" in at_risk) == (True, False)
    falling = client.get(reverse("account_list") + "?falling=true").content.decode()
    assert (">ZEBRA<" in falling, ">KAURA<" in falling) == (False, True)


def test_r4_only_a_director_sets_the_policy(account, sam, dana):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        actions.set_policy("key", by=sam, terms={}, weights={}, note="x", version=0)
    assert not HealthPolicy.objects.exists()


def names_of_accounts(client, query: str) -> list[str]:
    return [row.name for row in client.get(reverse("account_list") + query).context["listing"].records]


@pytest.mark.parametrize("sort", ["health", "-health"])
def test_r4_accounts_without_a_figure_stand_last_and_no_page_repeats_or_forgets_one(client, dana, eli, sort):
    scores = {"Alba": 80, "Brio": 20, "Cora": None, "Dune": 50, "Echo": None}
    for number, (name, score) in enumerate(scores.items()):
        account = AccountFactory(name=name)
        SeatFactory(account=account, person=eli)
        if number != 4:  # nobody has looked at it: it has no row of health at all
            AccountHealth.objects.create(account=account, observed=score, colour="good" if score else "", looked_on=eli.today)
    for number in range(48):
        account = AccountFactory(name=f"Full {number}")
        SeatFactory(account=account, person=eli)
        AccountHealth.objects.create(account=account, observed=60, looked_on=eli.today)
    client.force_login(dana)

    pages = [names_of_accounts(client, f"?sort={sort}&size=25&page={page}") for page in (1, 2, 3)]
    seen = [name for page in pages for name in page]

    assert [len(page) for page in pages] == [25, 25, 3]
    assert len(set(seen)) == 53
    known = [name for name in seen if scores.get(name, 60) is not None]
    expected = ["Brio", "Dune", "Alba"] if sort == "health" else ["Alba", "Dune", "Brio"]
    assert [name for name in known if name in scores] == expected
    assert set(seen[-2:]) == {"Cora", "Echo"}
    assert names_of_accounts(client, f"?sort={sort}&size=25&page=4") == []


def test_r4_a_page_that_begins_among_accounts_without_a_figure_counts_those_with_one(client, dana, eli):
    for number in range(30):
        account = AccountFactory(name=f"Account {number:02}")
        SeatFactory(account=account, person=eli)
        if number < 3:
            AccountHealth.objects.create(account=account, observed=number, looked_on=eli.today)
    client.force_login(dana)

    assert len(names_of_accounts(client, "?sort=health&size=25")) == 25
    assert names_of_accounts(client, "?sort=health&size=25&page=2") == [f"Account {number}" for number in range(25, 30)]
