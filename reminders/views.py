from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.lists import Act
from core.lists.page import EXPORTS
from core.pages import render_page
from core.spreadsheets import spreadsheet_response
from core.toasts import say
from people.models import Person
from reminders import actions, inbox
from reminders.feed import calendar_of
from reminders.forms import SnoozeForm
from reminders.letters import entries_for
from reminders.models import Reminder
from reminders.sheet import inbox_sheet


def back(request) -> str:
    """My day, when the answer was given there; else the inbox."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    home = reverse(settings.LOGIN_REDIRECT_URL)
    return home if came_from.netloc == request.get_host() and came_from.path == home else reverse("reminder_list")


# ── Inbox ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def reminder_list(request):
    """What waits for me, what was passed to me, what I put off, what is closed (S1)."""
    person, show = request.user, request.GET.get("show", "")
    if show not in inbox.SHOWS:
        raise Http404
    if (kind := request.GET.get("export")) is not None:
        if kind not in EXPORTS:
            raise Http404(f"No export as {kind}.")
        return spreadsheet_response(kind, "inbox", *inbox_sheet(person, show))
    numbers, is_list = inbox.numbers_of(person), show in ("snoozed", "closed")
    rows = inbox.rows_of(person, show) if is_list else inbox.Waiting(person, show, numbers[show])
    page = Paginator(rows, inbox.PAGE).get_page(request.GET.get("page"))
    parts = None if is_list or not page.paginator.count else page.object_list.drawn(csrf_token=get_token(request))
    context = {
        "show": show,
        "chips": inbox.chips_of(numbers, show),
        "page": page,
        "parts": parts.markup if parts else "",
        "entries": entries_for(page.object_list, reader=person, today=person.today) if is_list else [],
        "is_empty": not page.paginator.count,
        "exports": [(label, f"?{urlencode({'show': show, 'export': kind})}") for label, kind in (("Excel (XLSX)", "xlsx"), ("CSV", "csv"))],
        "acts": inbox_acts(person),
        "lead": "" if show else inbox_lead(page.paginator.count, parts.late if parts else 0),
    }
    return render_page(request, "reminders/reminder_list.html", context, partial="rows")


def inbox_lead(number: int, late: int) -> str:
    if not number:
        return _("Nothing waits for you.")
    if late:
        return _("%(count)d wait for you, %(late)d of them about a day that has passed.") % {"count": number, "late": late}
    return _("%(count)d wait for you.") % {"count": number}


def inbox_acts(person) -> list[Act]:
    acts = [Act(_("Calendar feed"), reverse("calendar_feed"), "calendar-days")]
    if person.has_perm("reminders.see_undelivered"):
        acts.append(Act(_("Undelivered"), reverse("reminder_undelivered"), "mail-warning"))
    return acts


@require_POST
def reminder_done(request, pk):
    reminder = get_object_or_404(Reminder.objects.of(request.user), pk=pk)
    actions.mark_done(reminder, by=request.user, now=timezone.now())
    say(request, _("Done. Nobody is reminded of it any more."))
    return redirect(back(request))


@require_http_methods(["GET", "POST"])
def reminder_snooze(request, pk):
    reminder = get_object_or_404(Reminder.objects.of(request.user), pk=pk)
    today = request.user.today
    form = SnoozeForm(request.POST if request.method == "POST" else None, reminder=reminder, today=today)
    if form.is_valid():
        actions.snooze(reminder, by=request.user, today=today, **form.cleaned_data)
        say(request, _("Put off until %(day)s.") % {"day": date_format(form.cleaned_data["until"], "l j F")})
        return redirect(back(request))
    entries = entries_for([reminder], reader=request.user, today=today)
    if not entries:
        raise Http404
    context = {"reminder": reminder, "entry": entries[0], "form": form}
    return render_page(request, "reminders/reminder_snooze.html", context, partial="dialog")


# ── Mails that came back ─────────────────────────────────────────────────────────────────────────


@require_safe
def reminder_undelivered(request):
    """Reminders to my people that the mail server refused for good (P3)."""
    if not request.user.has_perm("reminders.see_undelivered"):
        raise PermissionDenied
    failed = Reminder.objects.failed().looked_after_by(request.user).with_people().order_by("recipient__name", "pk")
    page = Paginator(failed, inbox.PAGE).get_page(request.GET.get("page"))
    known = {entry.reminder.pk: entry for entry in entries_for(page.object_list, reader=request.user, today=request.user.today)}
    rows = [(reminder, known.get(reminder.pk), request.user.has_perm("reminders.send_again", reminder)) for reminder in page.object_list]
    return render_page(request, "reminders/reminder_undelivered.html", {"page": page, "rows": rows})


@require_POST
def reminder_send_again(request, pk):
    reminder = get_object_or_404(Reminder.objects.looked_after_by(request.user), pk=pk)
    actions.send_again(reminder, by=request.user, now=timezone.now())
    say(request, _("It will be sent again to %(person)s.") % {"person": reminder.recipient})
    return redirect("reminder_undelivered")


# ── The calendar feed ────────────────────────────────────────────────────────────────────────────


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_feed(request):
    """The address of my calendar feed: shown once, when it is made; a new one kills the old."""
    url = ""
    if request.method == "POST":
        token = actions.make_feed(request.user, by=request.user)
        url = f"{settings.BASE_URL}{reverse('calendar_feed_file', args=[token])}"
    has_feed = bool(url) or bool(request.user.feed_token_hash)
    return render_page(request, "reminders/calendar_feed.html", {"url": url, "has_feed": has_feed})


@require_POST
def calendar_feed_stop(request):
    actions.stop_feed(request.user, by=request.user)
    say(request, _("The calendar feed is closed; its address is dead."))
    return redirect("calendar_feed")


@require_safe
@login_not_required
@never_cache
def calendar_feed_file(request, token):
    """The feed itself, for a calendar program that cannot log in: who knows the secret reads it. 404 for any other."""
    person = Person.objects.active().filter(feed_token_hash=actions.hash_of(token)).first()
    if person is None:
        raise Http404
    response = HttpResponse(calendar_of(person, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="client-days.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
