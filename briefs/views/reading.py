"""Jobs where people look for them: the list, and the tab of an account."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from briefs.filters import BriefFilter
from briefs.models import Brief, JobRequest
from briefs.querysets import BriefQuerySet
from briefs.tables import BriefTable, BriefWithMoneyTable, job_look
from clients.frames import account_frame, find_account
from clients.querysets import is_wide
from core.lists import Act, Empty, list_page
from core.lists.counting import keys_to_count
from core.pages import render_page
from core.statements import counted, state_of

OVER_SHOWN = 20
LIVE_SHOWN = 50

WAYS = (
    ("brief_list", gettext_lazy("List"), "list"),
    ("brief_board", gettext_lazy("Board"), "columns-3"),
    ("brief_calendar", gettext_lazy("Calendar"), "calendar-days"),
    ("brief_timeline", gettext_lazy("Timeline"), "chart-gantt"),
    ("capacity_board", gettext_lazy("Capacity"), "users"),
    ("job_request_list", gettext_lazy("Requests"), "inbox"),
)
WAYS_FOR_SOME = {"capacity_board": "briefs.see_capacity"}


def switch(here: str, *, person) -> list[dict]:
    """The ways to look at jobs that are open to this person, on the head of each."""
    shown = []
    for name, label, icon in WAYS:
        if name in WAYS_FOR_SOME and not person.has_perm(WAYS_FOR_SOME[name]):
            continue
        try:
            shown.append({"label": label, "url": reverse(name), "here": name == here, "icon": icon})
        except NoReverseMatch:
            continue
    return shown


def write_act(person, *, account=None) -> list[Act]:
    """The button that begins a brief, for those who may."""
    if not person.has_perm("briefs.add_brief", account) if account else not person.has_perm("briefs.add_briefs"):
        return []
    try:
        url = reverse("brief_create")
    except NoReverseMatch:
        return []
    return [Act(_("Write a brief"), url + (f"?account={account.pk}" if account else ""), "file-pen", primary=True)]


def import_act(person, *, account=None) -> list[Act]:
    """The button that makes a draft of a document, for those who may."""
    if not (person.has_perm("briefs.add_brief", account) if account else person.has_perm("briefs.add_briefs")):
        return []
    try:
        return [Act(_("Import a brief"), reverse("brief_import") + (f"?account={account.pk}" if account else ""), "upload")]
    except NoReverseMatch:
        return []


def ask_links(account, *, person) -> list[tuple[str, str]]:
    """What this person may do about requests of the account: enter one, let a contact ask by link, say what they are asked."""
    ways = [
        ("briefs.add_request", _("Enter a request"), f"{reverse('job_request_add')}?account={account.pk}"),
        ("briefs.make_request_link", _("Request links"), reverse("request_link_list", args=[account.pk])),
        ("briefs.change_request_form", _("Request form"), reverse("request_form", args=[account.pk])),
    ]
    return [] if account.closed_on else [(label, url) for may, label, url in ways if person.has_perm(may, account)]


@require_safe
def brief_list(request):
    person = request.user
    acts = [*import_act(person), *write_act(person)]

    def lead(listing):
        late = counted(("late", state_of(person)), lambda: keys_to_count(Brief.objects.visible_to(person).late(today=person.today), 100))
        if not late:
            return _("Everything is on time.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s job is late.", "%(n)s jobs are late.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: Brief.objects.visible_to(person),
        counts_few=is_wide(person),
        detail=BriefQuerySet.for_pages,
        filterset=BriefFilter,
        table=BriefWithMoneyTable if person.has_perm("clients.see_fees") else BriefTable,
        title=_("Jobs"),
        lead=lead,
        template="briefs/brief_list.html",
        noun=(_("job"), _("jobs")),
        export_name="jobs",
        search_label=_("Find a job, a number or an account"),
        chosen={"status": "live"},
        acts=acts,
        empty=Empty(
            "file-pen",
            _("No jobs yet"),
            _("A job begins with a client's request, or with the brief itself."),
            acts,
        ),
        context={"switch": switch("brief_list", person=person)},
    )


@require_safe
def account_jobs(request, pk):
    """The tab of an account: what was asked, what is in work, what was delivered."""
    person, today = request.user, request.user.today
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_jobs")
    jobs = Brief.objects.filter(account=account).select_related("author")
    live = list(jobs.live().order_by("wanted_on", "pk")[: LIVE_SHOWN + 1])
    over = list(jobs.exclude(pk__in=jobs.live().values("pk")).order_by("-closed_on", "-pk")[: OVER_SHOWN + 1])
    context = {
        "live": [(brief, job_look(brief)) for brief in live[:LIVE_SHOWN]],
        "over": [(brief, job_look(brief)) for brief in over[:OVER_SHOWN]],
        "has_more_live": len(live) > LIVE_SHOWN,
        "has_more_over": len(over) > OVER_SHOWN,
        "requests": JobRequest.objects.filter(account=account).open().select_related("contact").order_by("answer_by", "pk")[:LIVE_SHOWN],
        "empty_acts": write_act(person, account=account),
        "ask_links": ask_links(account, person=person),
        "today": today,
    }
    return render_page(request, "briefs/account_jobs.html", frame | context)
