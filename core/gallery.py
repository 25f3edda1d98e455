"""The living gallery: every part of the look in every state it can be in, drawn by the same templates as the pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import django_filters
from django import forms
from django.utils import timezone
from django.utils.html import format_html

from core import charts
from core.columns import DueColumn, HouseTable, MoneyColumn, StateColumn, TextColumn, TitleColumn
from core.lists import Act, BulkAct, Empty, HouseFilterSet, Listing
from core.models import Event
from core.money import Money
from core.my_day import Need
from core.navigation import Frame


@dataclass(frozen=True)
class Someone:
    """A person of the specimens."""

    pk: int
    name: str
    role: str = ""

    def __str__(self):
        return self.name


TOMAS = Someone(6, "Tomàs Puigdomènech i Vallverdú", "executive")
AINO = Someone(2, "Aino Hyväri-Pöyhönen", "director")
NATTHAWADEE = Someone(5, "ณัฐวดี ศรีสุวรรณกาญจนา", "planner")
THAO = Someone(3, "Nguyễn Thị Phương Thảo", "coordinator")
RUTH = Someone(4, "Ruth Avelar", "supervisor")
MAREN = Someone(8, "Maren Okafor-Lindqvist", "supervisor")
SEND_BACK = (("Send back", "#"),)


@dataclass(frozen=True)
class Specimen:
    """A row of the specimen list."""

    pk: int
    name: str
    sub: str
    client: str
    state: str
    look: dict
    amount: Money
    open: Money
    due_on: date | None
    css: str = ""


class SpecimenFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="leave")
    status = django_filters.MultipleChoiceFilter(
        label="Status", method="leave", choices=[("open", "open"), ("overdue", "overdue"), ("paid", "paid")]
    )
    due_before = django_filters.DateFilter(label="Due before", method="leave")

    class Meta:
        model = Event
        fields = ()

    def leave(self, queryset, name, value):
        return queryset


class SpecimenTable(HouseTable):
    name = TitleColumn(verbose_name="Invoice", sub="sub", url="client")
    client = TextColumn(hide_on="phone")
    state = StateColumn(look=lambda row: row.look)
    amount = MoneyColumn(style="cents", hide_on="phone")
    open = MoneyColumn(style="cents")
    due_on = DueColumn(verbose_name="Due", hide_on="phone")

    class Meta:
        order_by = ("due_on",)

    def row_css(self, record):
        return record.css

    def row_name(self, record):
        return record.name


class SpecimenListing(Listing):
    """A list whose rows are given: nothing is asked of the database."""

    @cached_property
    def _fetched(self):
        return _rows(self.request.user.today)

    has_next = True
    count = 2418
    last = 6


def _rows(today: date) -> list[Specimen]:
    def day(days):
        return today + timedelta(days=days)

    pounds, euros, dong, baht = (
        Money(3_840_000, "GBP"), Money(2_600_000, "EUR"), Money(186_500_000, "VND"), Money(41_500_000, "THB")
    )  # fmt: skip
    half, mine, sent, done = {"fill": 0.5}, {"fill": 0.5, "mine": True}, {"fill": 0.25}, {"done": True}
    return [
        Specimen(1, "2026-0117", "Media fee, campaign 4", "Brightwater Building Society", "Overdue", half, pounds, pounds, day(-41)),
        Specimen(
            2, "2026-0098", "Retainer, February", "Pohjolan Kaurajuoma- ja Välipalatehtaat Oyj", "Overdue", half, euros, euros, day(-36)
        ),
        Specimen(3, "2026-0131", "Film, second instalment", "Công ty Cổ phần Trà Sen Phương Bắc", "Part paid", mine, dong, dong, day(2)),
        Specimen(4, "2026-0139", "Just imported", "บริษัท ข้าวหอมแม่สายรุ้ง (มหาชน) จำกัด", "Sent", sent, baht, baht, day(20), "is-new"),
        Specimen(
            5,
            "2026-0140",
            "The total differs by €0.40",
            "Cafè de la Pedra",
            "Sent",
            sent,
            Money(700_040, "EUR"),
            euros,
            day(21),
            "is-error",
        ),
        Specimen(
            6,
            "2026-0088",
            "Credited by 2026-0102",
            "Halden Ferries AB",
            "Credited",
            done,
            Money(4_200_000, "SEK"),
            Money(0, "SEK"),
            None,
            "is-gone",
        ),
    ]


class SpecimenForm(forms.Form):
    """A form with two things to put right."""

    name = forms.CharField(label="Contract name", initial="Kesäkampanjan puitesopimus 2026–2027")
    ends_on = forms.DateField(label="Ends", required=False, error_messages={"invalid": "Choose a day after 1 Jun 2026"})
    fee = forms.DecimalField(label="Fee a month", help_text="Without VAT", error_messages={"required": "Say how much, without VAT"})
    auto_renews = forms.BooleanField(
        label="Renews by itself", required=False, help_text="for 12 months, unless notice is received 60 days before"
    )

    @classmethod
    def with_errors(cls):
        form = cls({"name": "Kesäkampanjan puitesopimus 2026–2027", "ends_on": "the 31st", "auto_renews": "on"})
        form.is_valid()
        return form


def _needs(today: date) -> list[Need]:
    def day(days):
        return today + timedelta(days=days)

    complaint = "Answer the complaint about the April media plan"
    proposal = "Send the renewal proposal to Kaurajuomat"
    return [
        Need("s:1", complaint, "Gemma asked on Thursday.", day(-4), "Answer", "#", "circle-question-mark", "BRIW", "#", snooze_url="#"),
        Need("s:2", proposal, "€312,000 a year; notice day in 17 days.", today, "Open proposal", "#", "calendar-sync", "KAURA", "#"),
        Need("s:3", "Call Arnau Rocabertí", "Fortnightly check-in.", day(2), "Mark held", "#", "phone", "PEDRA", "#", escalated_from=TOMAS),
        Need(
            "s:4", "Approve the change order", "Three rounds are included.", day(3), "Approve", "#", "stamp", cover_for=RUTH, menu=SEND_BACK
        ),
    ]


def _charts(today: date) -> dict:
    months = ["Mar", "Apr", "May", "Jun", "Jul"]
    values = [(306, 312, 95), (0, 221, 183), (0, 0, 321), (0, 0, 232), (0, 137, 110)]
    health = (("c-risk", "risk"), ("c-watch", "watch"), ("c1", ""))
    columns = [
        charts.Column(
            month, [charts.Part(value, css, mark) for value, (css, mark) in zip(parts, health, strict=True)], str(sum(parts)), url="#"
        )
        for month, parts in zip(months, values, strict=True)
    ]
    stages = [("Lead", 380, "c4"), ("Qualified", 310, "c1"), ("Proposal", 285, "c1"), ("Negotiation", 170, "c1"), ("Verbal yes", 95, "c1")]
    retention = [97, 98, 96, 95, 97, 99, 101, 100, 102, 103, 103, 104]
    names = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
    points = [charts.Point(name, value, f"{value}%", "#") for name, value in zip(names, retention, strict=True)]
    nodes = [
        charts.Node(1, "Sirpa Mäkivuokko-Leskelä", "Sponsor", 0.5, 1.0, "good", "#"),
        charts.Node(2, "Jukka-Pekka Hämeenkorpi", "Decision maker", -0.5, 1.0, "watch", "#"),
        charts.Node(3, "Vappu Saarenheimo", "Blocker", -1.0, 0.5, "risk", "#", boss=2),
        charts.Node(4, "Oskar Wikström", "Influencer", -0.5, 0.0, "watch", "#", boss=2),
        charts.Node(5, "Elina Rautavirta", "User", 0.5, 0.0, "good", "#", boss=1),
        charts.Node(6, "Aada Niemi", "User", 0.5, 0.0, "good", "#", boss=1),
    ]
    start = today - timedelta(days=283)
    return {
        "columns": charts.Columns("Value at stake by month", columns),
        "columns_heads": ["Month", "At risk", "Watch", "Steady", "Sum"],
        "columns_rows": [[month, *parts, sum(parts)] for month, parts in zip(months, values, strict=True)],
        "bars": charts.bars([charts.Bar(label, value, f"€{value}k", "#", css) for label, value, css in stages]),
        "line": charts.Line("Net retention over twelve months", points, 90, 110, ((90, "90%"), (100, "100%"), (110, "110%"))),
        "spark": charts.spark([74, 73, 71, 64, 60, 55, 51]),
        "map": charts.StakeholderMap(nodes),
        "runway": charts.Runway(start, today, today + timedelta(days=82), today + timedelta(days=17), "then 12 more months, +3%"),
        "runway_missed": charts.Runway(start, today, today + timedelta(days=40), today - timedelta(days=19), "then 12 more months"),
        "runway_evergreen": charts.Runway(start, today),
    }


def _timeline() -> list[dict]:
    now = timezone.now()
    held = format_html("<strong>{}</strong> held a check-in with Elina Rautavirta.", "Tomàs")
    fell = format_html("Health changed from steady to <strong>{}</strong>.", "watch")
    said = format_html("<strong>{}</strong> approved estimate 2.", "Aino")
    late = "Second reminder of invoice 2026-0098 went out."
    return [
        {"icon": "phone", "text": held, "quote": "“The packaging is nearly there.”", "at": now - timedelta(minutes=40)},
        {"icon": "trending-down", "kind": "watch", "text": fell, "at": now - timedelta(days=1, hours=2)},
        {"icon": "receipt", "kind": "risk", "text": late, "at": now - timedelta(days=4)},
        {"icon": "check", "kind": "good", "text": said, "at": now - timedelta(days=5)},
    ]


def specimens(request) -> dict:
    """All that `core/gallery.html` shows."""
    today = request.user.today
    return {
        **_lists(request),
        **_figures(today),
        **_people(),
        **_work(today),
        **_places(request),
        **_charts(today),
        "bad_form": SpecimenForm.with_errors(),
        "colours": COLOURS,
    }


COLOURS = (
    *("canvas", "sheet", "well", "ink", "ink-2", "ink-3", "brand", "brand-soft", "good", "watch", "risk", "note"),
    *("chart-1", "chart-2", "chart-3", "chart-4"),
)


def _lists(request) -> dict:
    bulk = [BulkAct("Remind", "#", "mail"), BulkAct("Hand over", "#", "user-check")]
    return {
        "listing": SpecimenListing(request, Event.objects.none(), SpecimenFilter, SpecimenTable, noun=("invoice", "invoices"), bulk=bulk),
        "empty": Empty(
            "messages-square",
            "No check-ins yet",
            "Plan the first one, and the next are put on your day.",
            [Act("Plan a check-in", "#", primary=True)],
        ),
    }


def _figures(today: date) -> dict:
    return {
        "tiles": [
            {"label": "Open jobs", "value": "118", "note": "9 of them late", "url": "#"},
            {"label": "Fee under contract", "value": "€4.82m", "note": "+6% on a year ago", "direction": "up", "url": "#"},
            {"label": "Cash today", "value": "−€12,480", "note": "below the €50,000 floor", "direction": "down", "url": "#"},
            {"label": "Satisfaction", "value": "–", "note": "no answers since January"},
        ],
        "money": [Money(4_820_000, "EUR"), Money(6_240_000_000, "VND"), Money(-41_500_000, "THB"), Money(164_000_050, "SEK")],
        "days": [today + timedelta(days=days) for days in (0, 3, -2, 9, 120)],
        "facts": [("Kind", "Retainer"), ("Notice", "60 days, received"), ("Uplift", "3% fixed")],
    }


def _people() -> dict:
    return {
        "people": [TOMAS, AINO, NATTHAWADEE, THAO, RUTH, MAREN],
        "team": [{"person": who, "role": who.role, "is_lead": who is TOMAS, "url": "#"} for who in (TOMAS, AINO, NATTHAWADEE)],
    }


def _work(today: date) -> dict:
    return {
        "needs": _needs(today),
        "timeline": _timeline(),
        "steps": [
            {"name": "Written", "note": "Tomàs, Mon 2 Mar", "state": "done"},
            {"name": "Strategy signed", "note": "ณัฐวดี, Wed 4 Mar", "state": "done"},
            {"name": "Supervisor", "note": "you, since yesterday", "state": "now"},
            {"name": "Director", "note": "Aino, key account", "state": "next"},
            {"name": "In creative", "note": "Juno", "state": "next"},
        ],
    }


def _places(request) -> dict:
    """Where one is and where one can go: crumbs, tabs, menus, the acts of a page's head."""
    return {
        "crumbs": [("Settings", Frame(request).settings_url), ("Look", "")],
        "head_acts": [Act("Secondary", "#"), Act("The one act", "#", "plus", primary=True)],
        "exports": [("Excel (XLSX)", "#"), ("CSV", "#")],
        "menu": [
            {"label": "Send back", "url": "#", "icon": "undo-2", "key": "B"},
            {"label": "Hand over", "url": "#", "icon": "user-check"},
            {"label": "Cancel brief", "url": "#", "icon": "x", "danger": True},
        ],
        "tabs": [
            {"label": "Overview", "url": "#", "here": True},
            {"label": "Work", "url": "#", "count": 7},
            {"label": "Concerns", "url": "#", "count": 2, "late": True},
        ],
        "segment": [{"label": "Board", "url": "#", "here": True, "icon": "columns-3"}, {"label": "List", "url": "#", "icon": "list"}],
    }
