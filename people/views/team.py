from django.db.models import BigIntegerField, F
from django.http import Http404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.drawn import once
from core.lists import Act
from core.models import Event
from core.navigation import url_of
from core.pages import render_page
from core.spreadsheets import spreadsheet_response
from core.statements import asked
from people.models import Absence, Person
from people.states import Department
from people.telling import entries
from people.tree import MEMBER_FIELDS, Team, team_tree
from people.workload import loads_of, work_of

WHOSE = ("all", "line", "accounts", "others")
EVENTS_SHOWN = 12
BIGGEST_KEY = BigIntegerField.MAX_BIGINT  # SQLite refuses to compare with more
EVENTS_READ = 60  # briefings are found among these


@require_safe
def team_list(request):
    """The agency by reporting line, with what each carries as far as the reader may see it (P8, P9)."""
    viewer, today = request.user, request.user.today
    whose = request.GET.get("whose") if request.GET.get("whose") in WHOSE else "all"
    if (kind := request.GET.get("export")) in ("csv", "xlsx"):
        branches = team_tree(chosen_people(viewer, whose).select_related("reports_to"), viewer=viewer, today=today)
        return spreadsheet_response(kind, _("Team"), *as_sheet(branches, sees_fees=viewer.has_perm("clients.see_fees")))
    team = Team(members(viewer, whose), viewer=viewer)

    def draw() -> SafeString:
        return render_to_string("people/_team.html", {"team": team, "today": today, "lead": lead_of(team), **places_of(viewer, whose)})

    return render_page(request, "people/team_list.html", {"drawn": once(("team", whose, team.drawn_from), draw)})


def members(viewer: Person, whose: str) -> list[tuple]:
    """MEMBER_FIELDS of everybody who is shown."""
    if whose == "line":
        return list(chosen_people(viewer, whose).order_by("pk").values_list(*MEMBER_FIELDS))
    return asked(("team", whose), lambda: chosen_people(viewer, whose).order_by("pk").values_list(*MEMBER_FIELDS))


def places_of(viewer: Person, whose: str) -> dict:
    """The switch, and the addresses of the exports."""
    exports = [(label, f"?whose={whose}&export={kind}") for label, kind in ((_("Excel (.xlsx)"), "xlsx"), (_("Text (.csv)"), "csv"))]
    return {"segments": segments(viewer, whose), "exports": exports}


def chosen_people(viewer: Person, whose: str):
    people = Person.objects.active()
    if whose == "line":
        below = Person.objects.ids_below([viewer.pk])
        return people.filter(pk__in=below | {viewer.pk})
    if whose == "accounts":
        return people.in_account_services()
    if whose == "others":
        return people.exclude(department=Department.ACCOUNTS)
    return people


def segments(viewer: Person, whose: str) -> list[dict]:
    labels = {"all": _("Everybody"), "line": _("My line"), "accounts": _("Account services"), "others": _("Other departments")}
    return [{"label": label, "url": f"?whose={key}", "here": key == whose} for key, label in labels.items()]


def lead_of(team: Team) -> str:
    people = ngettext("%(n)d person", "%(n)d people", len(team.rows)) % {"n": len(team.rows)}
    away = team.absent
    if not away:
        return _("%(people)s, nobody is away today.") % {"people": people}
    names = ", ".join(str(branch.person) for branch in away[:3])
    return _("%(people)s; away today: %(names)s.") % {"people": people, "names": names + (" …" if len(away) > 3 else "")}


def as_sheet(branches, *, sees_fees: bool):
    """Headers that the import reads back, then the figures."""
    headers = ["Name", "E-mail", "Job title", "Department", "Rank", "Grade", "Reports to", "Hours a week"]
    headers += ["Accounts", "Leads", "Open actions", "Late actions"]
    if sees_fees:
        headers += ["Fee a year", "Currency"]

    def rows():
        for branch in branches:
            who, load = branch.person, branch.load
            rank = who.get_rank_display() if who.rank else ""
            facts = [who.name, who.email, who.job_title, str(who.get_department_display()), str(rank), str(who.get_grade_display())]
            facts += [who.reports_to.email if who.reports_to else "", who.weekly_hours]
            facts += [load.accounts, load.led, load.open_actions, load.late_actions]
            if sees_fees:
                facts += [load.fee.amount, load.fee.currency] if load.fee else [None, None]
            yield facts

    return headers, rows()


@require_safe
def person_detail(request, pk):
    """One colleague: where they stand, what they carry, when they are away."""
    viewer, today = request.user, request.user.today
    person, reports = with_reports(viewer, pk)
    load = loads_of([person.pk], viewer=viewer, today=today)[person.pk]
    may_hand_over = person.is_active and viewer.has_perm("people.hand_over", person)
    may_plan = person.is_active and viewer.has_perm("people.plan_absence", person)
    knows_more = viewer.pk == person.pk or viewer.has_perm("people.hand_over", person)
    absences = list(Absence.objects.not_over(today=today).concerning(person).select_related("person", "cover").order_by("starts_on", "pk"))
    events = list(Event.objects.on_timeline_of(person).select_related("actor")[:EVENTS_READ]) if knows_more else []
    context = {
        "person": person,
        "reports": reports,
        "load": load,
        "work": work_of(person, viewer=viewer, today=today),
        "sees_fees": viewer.has_perm("clients.see_fees"),
        "absences": [absence for absence in absences if absence.person_id == person.pk],
        "covering": [absence for absence in absences if absence.cover_id == person.pk],
        "may_plan": may_plan,
        "briefings": [event for event in events if event.verb == "person.received"],
        "entries": entries(events[:EVENTS_SHOWN]),
        "acts": acts_for(person, viewer, may_hand_over=may_hand_over),
    }
    return render_page(request, "people/person_detail.html", context)


def with_reports(viewer: Person, pk: int) -> tuple[Person, list[Person]]:
    """The person and, higher ranks first, who reports to them; one query. Raises Http404."""
    if pk > BIGGEST_KEY:
        raise Http404
    found = (
        Person.objects.visible_to(viewer)
        .with_reports_of(pk)
        .select_related("reports_to")
        .order_by(F("rank").desc(nulls_last=True), "name", "pk")
    )
    by_key = {person.pk: person for person in found}
    if pk not in by_key:
        raise Http404
    return by_key.pop(pk), list(by_key.values())


def acts_for(person: Person, viewer: Person, *, may_hand_over: bool) -> list[Act]:
    acts = []
    if viewer.pk == person.pk and (url := url_of("my_settings")):
        acts.append(Act(_("Settings"), url, "settings-2"))
    if may_hand_over:
        acts.append(Act(_("Hand over"), f"{person.get_absolute_url()}hand-over/", "user-check"))
    return acts
