"""Satisfaction in figures (R5, S2): of one account on its tab, and of all that one sees, by account, client or tier."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.actions.survey_rounds import end_of
from care.models import SurveyAnswer, SurveyInvitation, SurveyRound, TeamRating
from care.satisfaction import (
    Figures,
    Quarter,
    figures_of,
    gap_by_quarter_from,
    gaps_from,
    how_many,
    last_move,
    means_of,
    ratings_by_quarter,
    share_words,
    signed,
    sums_of_trend,
    trend_from,
    trend_of,
)
from care.states.surveys import FEWEST_FOR_A_FIGURE, RoundState
from care.tables.surveys import invitation_look
from care.views.survey_frame import switch
from clients.frames import account_frame, find_account
from clients.models import Account, Client
from clients.ratings import rated_by_sides
from clients.states import Tier
from core.charts import Bar, Line, Point, bars
from core.lists import Act
from core.pages import render_page
from core.statements import state_of
from core.together import asked_together

ANSWERS_SHOWN = 12
WAITING_SHOWN = 30
JOBS_SHOWN = 8
GROUPS_SHOWN = 60
GROUPINGS = {"account": "account", "client": "account__client", "tier": "effective_tier"}


def a_year_before(today: date) -> date:
    return today - relativedelta(years=1) + relativedelta(days=1)


def answers_url(**narrowed) -> str:
    return f"{reverse('survey_answer_list')}?{urlencode({'side': 'client', **narrowed})}"


# ── What both pages show ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Told:
    """How figures of a set of answers are said: tiles, distribution, trend. `narrowed` is how the list of answers finds the same set."""

    today: date
    narrowed: dict

    def tiles(self, figures: Figures, response: dict) -> list[dict]:
        """Each of the last twelve months, and says so; what changes from quarter to quarter stands at the trend."""
        year = {"answered_after": a_year_before(self.today), "answered_before": self.today, **self.narrowed}
        return [
            {
                "label": _("NPS, 12 months"),
                "value": figures.nps_words,
                "note": how_many(figures.nps_answers),
                "url": answers_url(band="nps", **year),
            },
            {
                "label": _("CSAT of five, 12 months"),
                "value": figures.csat_words,
                "note": how_many(figures.csat_answers),
                "url": answers_url(band="csat", **year),
            },
            {
                "label": _("Relationship of five, 12 months"),
                "value": figures.rating_words,
                "note": how_many(figures.rating_answers),
                "url": answers_url(band="rating", **year),
            },
            {
                "label": _("Response rate, 12 months"),
                "value": share_words(response["answered"], response["asked"]),
                "note": _("%(answered)s of %(asked)s asked") % response,
                "url": reverse("survey_round_list"),
            },
        ]

    def distribution(self, figures: Figures) -> list[Bar]:
        year = {"answered_after": a_year_before(self.today), "answered_before": self.today, **self.narrowed}
        found = [
            (_("Promoters"), figures.promoters, "promoters", "c-good"),
            (_("Passives"), figures.passives, "passives", "c4"),
            (_("Detractors"), figures.detractors, "detractors", "c-risk"),
        ]
        return bars([Bar(label, n, str(n), answers_url(band=band, **year) if n else "", css) for label, n, band, css in found])

    def chart(self, trend: list[Quarter]) -> Line | None:
        """NPS by quarter; None with fewer than two quarters that have one."""
        points = [
            Point(
                quarter.name,
                quarter.figures.nps,
                signed(quarter.figures.nps),
                answers_url(band="nps", answered_after=quarter.first, answered_before=quarter.last, **self.narrowed),
            )
            for quarter in trend
            if quarter.figures and quarter.figures.nps is not None
        ]
        if len(points) < 2:
            return None
        return Line(_("NPS by quarter"), points, -100, 100, rules=((100, "+100"), (0, "0"), (-100, "−100")), height=200)

    def table(self, trend: list[Quarter], gaps: list | None = None) -> dict:
        heads = [_("Quarter"), _("NPS"), _("Answers"), _("CSAT"), _("Relationship"), *([_("Gap")] if gaps else [])]
        by_quarter = dict(gaps or [])
        rows = []
        for quarter in trend:
            one = quarter.figures
            row = [quarter.name, *((one.nps_words, one.answers, one.csat_words, one.rating_words) if one else ("–", 0, "–", "–"))]
            if gaps:
                gap = by_quarter.get(quarter.first)
                row.append("–" if gap is None else f"{gap:+.1f}".replace("-", "−"))
            rows.append(row)
        return {"heads": heads, "rows": rows}


# ── One account ──────────────────────────────────────────────────────────────────────────────────


@require_safe
def account_satisfaction(request, pk):
    """The tab of an account: figures, both sides and their gap, what was said, who has not answered yet."""
    person, today = request.user, request.user.today
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_satisfaction")
    found = read_account(account, person=person, today=today)
    told = Told(today, {"account": account.pk})
    trend, figures = trend_from(found["trend"], today), figures_of(found["sums"][0])
    gaps = gaps_from(found["means"])
    may_send = person.has_perm("care.send_survey", account) and account.closed_on is None
    jobs = rated_by_sides(account, most=JOBS_SHOWN)
    context = {
        "tiles": told.tiles(figures, found["response"][0]),
        "distribution": told.distribution(figures) if figures.nps_answers else [],
        "chart": told.chart(trend),
        "moved": last_move(trend),
        "table": told.table(trend, gap_by_quarter_from(found["ratings"], today)),
        "gaps": gaps,
        "has_two_sides": any(one.gap is not None for one in gaps),
        "answers": found["answers"],
        "waiting": [(one, invitation_look(one)) for one in found["waiting"]],
        "rating": next(iter(found["rating"]), None),
        "jobs": jobs,
        "answers_url": answers_url(account=account.pk),
        "may_send": may_send,
        "empty_acts": [Act(_("Ask how we do"), reverse("survey_send", args=[account.pk]), "send")] if may_send else [],
        "send_url": reverse("survey_send", args=[account.pk]),
    }
    return render_page(request, "care/account_satisfaction.html", frame | context)


def read_account(account, *, person, today: date) -> dict[str, list]:
    """The rows of which the tab makes its figures and lists, in one query."""

    def build(account):
        both = SurveyAnswer.objects.visible_to(person).filter(account=account)
        clients, year = both.of_clients(), both.between(a_year_before(today), today)
        invitations = SurveyInvitation.objects.filter(account=account)
        waiting = invitations.silent().filter(round__state=RoundState.OPEN).select_related("contact", "round")
        return {
            "trend": sums_of_trend(clients, today),
            "sums": year.of_clients().summed(),
            "means": means_of(year),
            "ratings": ratings_by_quarter(both, today),
            "response": invitations.asked_since(_moment(a_year_before(today))).responses(),
            "answers": clients.select_related("contact", "person").order_by("-answered_on", "-pk")[:ANSWERS_SHOWN],
            "waiting": waiting.order_by("round", "pk")[:WAITING_SHOWN],
            "rating": TeamRating.objects.visible_to(person).awaited().filter(account=account).order_by("pk")[:1],
        }

    return asked_together(("satisfaction of an account", state_of(person), today), build, account=account.pk)


def _moment(day: date):
    return end_of(day - relativedelta(days=1))


# ── All that one sees ────────────────────────────────────────────────────────────────────────────


@require_safe
def satisfaction(request):
    """Figures over all accounts that this person sees, with those that need a look first."""
    person, today = request.user, request.user.today
    by = request.GET.get("by") if request.GET.get("by") in GROUPINGS else "account"
    clients = SurveyAnswer.objects.visible_to(person).of_clients()
    year = clients.between(a_year_before(today), today)
    told = Told(today, {})
    trend = trend_of(clients, today)
    figures = figures_of(year.sums())
    asked = SurveyInvitation.objects.visible_to(person).asked_since(_moment(a_year_before(today)))
    open_rounds = SurveyRound.objects.visible_to(person).open().for_lists().with_response(person).order_by("closes_on", "pk")[:8]
    context = {
        "tiles": told.tiles(figures, asked.response()),
        "distribution": told.distribution(figures) if figures.nps_answers else [],
        "chart": told.chart(trend),
        "moved": last_move(trend),
        "table": told.table(trend),
        "groups": groups_of(year, by, today),
        "by": by,
        "groupings": [
            {"label": label, "url": f"?by={key}", "here": key == by}
            for key, label in (("account", _("By account")), ("client", _("By client")), ("tier", _("By tier")))
        ],
        "unread": clients.low().unread().for_pages().order_by("answered_on", "pk")[:8],
        "open_rounds": [(one, share_words(one.answered, one.asked)) for one in open_rounds],
        "switch": switch(person, "satisfaction"),
        "acts": [Act(_("Plan a round"), reverse("survey_round_add"), "plus", primary=True)]
        if person.has_perm("care.start_survey_round")
        else [],
        "today": today,
        "has_answers": bool(figures.answers) or any(quarter.figures for quarter in trend),
    }
    return render_page(request, "care/satisfaction.html", context)


def groups_of(year, by: str, today: date) -> list[dict]:
    """The figures of each account, client or tier, those with the lowest NPS first; two queries."""
    path = GROUPINGS[by]
    rows = _with_tier(year) if by == "tier" else year
    found = [(row[path], figures_of(row)) for row in rows.sums_by(path)]
    found.sort(key=lambda pair: (pair[1].nps is None, pair[1].nps or 0, pair[1].csat or 9, pair[1].rating or 9, str(pair[0])))
    found = found[:GROUPS_SHOWN]
    names = _names(by, [key for key, _figures in found])
    return [
        {
            "name": names[key][0],
            "url": names[key][1],
            "code": names[key][2],
            "figures": one,
            "is_thin": 0 < one.nps_answers < FEWEST_FOR_A_FIGURE,
            "answers_url": answers_url(**{by: key}, answered_after=a_year_before(today), answered_before=today),
        }
        for key, one in found
        if key in names
    ]


def _with_tier(rows):
    return rows.annotate(effective_tier=Coalesce(NullIf(F("account__tier"), Value("")), F("account__client__tier")))


def _names(by: str, keys: list) -> dict:
    """Key → (name, address, code)."""
    if by == "tier":
        return {key: (Tier(key).label, answers_url(tier=key), "") for key in keys}
    if by == "client":
        return {one.pk: (one.name, one.get_absolute_url(), "") for one in Client.objects.filter(pk__in=keys)}
    accounts = Account.objects.filter(pk__in=keys)
    return {one.pk: (one.name, reverse("account_satisfaction", args=[one.pk]), one.code) for one in accounts}
