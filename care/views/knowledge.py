from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import knowledge as actions
from care.filters.knowledge import KnownFilter
from care.forms.knowledge import CompetitorNoteForm, MarketNoteTagsForm, NoteForm, PageAddForm, PageChangeForm
from care.industries import industries_seen
from care.known_of_client import known_of
from care.models import CompetitorNote, KnowledgePage, PageEdition
from care.states.knowledge import KnownKind, TagKind
from care.tables.knowledge import KnownListing, KnownTable
from care.tags import words_on
from clients.actions import note_market
from clients.forms.base import ReasonForm
from clients.frames import account_frame, find_account
from clients.models import MarketNote
from clients.telling import lines
from clients.views.client import find_client
from clients.views.frame import changed, client_crumbs, form_page, made, must, typed
from core.comparing import Change, compare_words
from core.lists import Act, Empty, list_page
from core.models import Event
from core.pages import came_from, render_page
from core.toasts import say

EDITIONS_SHOWN = 100
KINDS_IN_WORDS = {
    KnownKind.PAGE: gettext_lazy("Pages"),
    KnownKind.MARKET_NOTE: gettext_lazy("Market notes"),
    KnownKind.COMPETITOR: gettext_lazy("Competitors"),
    KnownKind.COMPETITOR_NOTE: gettext_lazy("Competitor notes"),
    KnownKind.PREFERENCE: gettext_lazy("Preferences"),
}


def find_page(request, pk: int) -> KnowledgePage:
    """404 for whoever may not know of a client that it is about."""
    seen = KnowledgePage.objects.visible_to(request.user).for_pages().prefetch_related("tags", "clients")
    return get_object_or_404(seen, pk=pk)


def crumbs(*further) -> list:
    return [(_("Knowledge"), reverse("knowledge_list")), *further]


def kind_chips(request) -> list[dict]:
    """All of it, or one kind; the other filters of the address stay."""
    here = request.GET.getlist("kind")

    def address(kind: str) -> str:
        kept = request.GET.copy()
        for name in ("kind", "page", "export", "panel"):
            kept.pop(name, None)
        if kind:
            kept["kind"] = kind
        return f"?{kept.urlencode()}" if kept else request.path

    kinds = [("", _("All")), *((str(kind), words) for kind, words in KINDS_IN_WORDS.items())]
    return [{"label": label, "url": address(kind), "here": here == ([kind] if kind else [])} for kind, label in kinds]


@require_safe
def knowledge_list(request):
    """All that the reader may know: pages, notes, competitors, preferences."""
    person = request.user
    acts = [Act(_("Write a page"), reverse("knowledge_page_add"), "plus", primary=True)]
    if person.has_perm("care.note_knowledge"):
        acts.insert(0, Act(_("Note something"), reverse("knowledge_note_add"), "newspaper"))
    acts.insert(0, Act(_("Industries"), reverse("industry_list"), "factory"))
    return list_page(
        request,
        queryset=KnowledgePage.objects.none(),
        filterset=KnownFilter,
        table=KnownTable,
        listing_class=KnownListing,
        title=_("Knowledge"),
        lead=_("What we know of clients, their markets and their competitors, what they like, and how we work."),
        template="care/knowledge_list.html",
        noun=(_("thing we know"), _("things we know")),
        export_name="knowledge",
        search_label=_("Find a word"),
        acts=acts,
        empty=Empty(
            "library",
            _("Nothing is written down yet"),
            _("Write down how something is done, or what you learned about a client's market: others find it when they need it."),
            acts[-1:],
        ),
        context={"chips": kind_chips(request)},
    )


@require_safe
def industry_list(request):
    industries = industries_seen(request.user)
    words = ngettext("%(n)d industry of which we know something.", "%(n)d industries of which we know something.", len(industries))
    context = {"industries": industries, "crumbs": crumbs(), "lead": words % {"n": len(industries)} if industries else ""}
    return render_page(request, "care/industry_list.html", context)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def knowledge_page_detail(request, pk):
    person = request.user
    page = find_page(request, pk)
    events = Event.objects.about(page).select_related("actor", "subject_type").order_by("-at", "-pk")[:50]
    context = {
        "page": page,
        "crumbs": crumbs(),
        "industries": words_on(page, TagKind.INDUSTRY),
        "topics": words_on(page, TagKind.TOPIC),
        "is_due": page.archived_on is None and page.review_due_on is not None and page.review_due_on <= person.today,
        "may_change": person.has_perm("care.change_page", page),
        "may_review": page.archived_on is None and person.has_perm("care.review_page", page),
        "may_archive": person.has_perm("care.archive_page", page),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/knowledge_page_detail.html", context)


@require_http_methods(["GET", "POST"])
def knowledge_page_add(request):
    person = request.user
    must(person, "care.write_page")
    form = PageAddForm(typed(request), person=person, today=person.today)
    key = request.GET.get("client", "")
    if request.method == "GET" and key:
        form.fields["clients"].initial = [find_client(request, int(key))] if key.isdecimal() and len(key) < 19 else []
    if url := made(request, form, lambda: actions.write_page(by=person, today=person.today, **form.facts)):
        say(request, _("The page is kept."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Write a page"),
        lead=_("A page about clients is read only by those who may know all of them; any other by everybody in the house."),
        button=_("Keep the page"),
        cancel=reverse("knowledge_list"),
        crumbs=crumbs(),
    )


@require_http_methods(["GET", "POST"])
def knowledge_page_change(request, pk):
    person = request.user
    page = find_page(request, pk)
    must(person, "care.change_page", page)
    form = PageChangeForm(typed(request), instance=page, person=person, today=person.today)
    if fresh := changed(form, partial(actions.change_page, page, by=person, today=person.today)):
        say(request, _("The page is saved."))
        return redirect(fresh)
    return form_page(
        request,
        form,
        title=_("Change the page"),
        lead=_("The text that stands here now is kept among the versions. Taking a client away opens the page to more people."),
        button=_("Save the page"),
        cancel=page.get_absolute_url(),
        crumbs=crumbs((page.title, page.get_absolute_url())),
    )


@require_safe
def knowledge_page_versions(request, pk):
    """Every text that it had, each compared with the one before it."""
    page = find_page(request, pk)
    editions = list(PageEdition.objects.filter(page=page).select_related("saved_by")[: EDITIONS_SHOWN + 1])
    asked = request.GET.get("version", "")
    here = next((one for one in editions[:EDITIONS_SHOWN] if str(one.number) == asked), editions[0] if editions else None)
    context = {
        "page": page,
        "crumbs": crumbs((page.title, page.get_absolute_url())),
        "editions": editions[:EDITIONS_SHOWN],
        "here": here,
        "changes": changes_in(here, editions) if here else [],
    }
    return render_page(request, "care/knowledge_page_versions.html", context)


def changes_in(edition: PageEdition, editions: list[PageEdition]) -> list[Change]:
    """What this text says that the one before it did not, word by word."""
    before = next((one for one in editions if one.number < edition.number), None)
    pairs = [(_("Title"), before.title if before else "", edition.title), (_("Text"), before.body if before else "", edition.body)]
    return [Change(label, compare_words(was, now)) for label, was, now in pairs if was != now]


@require_POST
def knowledge_page_review(request, pk):
    """It still holds, in one press."""
    person = request.user
    page = find_page(request, pk)
    fresh = actions.review_page(page, by=person, today=person.today)
    say(request, _("“%(page)s” still holds.") % {"page": fresh})
    return redirect(came_from(request, page.get_absolute_url()))


@require_http_methods(["GET", "POST"])
def knowledge_page_archive(request, pk):
    person = request.user
    page = find_page(request, pk)
    must(person, "care.archive_page", page)
    form = ReasonForm(typed(request), row=page, person=person, label=_("Why does it no longer hold?"))
    if changed(form, partial(actions.archive_page, page, by=person, today=person.today)):
        say(request, _("The page is archived."))
        return redirect(page)
    return form_page(
        request,
        form,
        title=_("Archive “%(page)s”?") % {"page": page},
        text=_("It leaves the list and the search. It is kept with its versions, and can be taken up again."),
        button=_("Archive"),
        cancel=page.get_absolute_url(),
        crumbs=crumbs((page.title, page.get_absolute_url())),
        danger=True,
    )


@require_POST
def knowledge_page_restore(request, pk):
    person = request.user
    page = find_page(request, pk)
    actions.restore_page(page, by=person, today=person.today)
    say(request, _("The page is in the list again."))
    return redirect(page)


# ── Notes, and what is known of one client ───────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def knowledge_note_add(request):
    """What one has just learned, whichever page one is on."""
    person = request.user
    must(person, "care.note_knowledge")
    form = NoteForm(typed(request), person=person, today=person.today)
    key, about = request.GET.get("client", ""), request.GET.get("about", "")
    if request.method == "GET" and key.isdecimal() and len(key) < 19:
        form.fields["client"].initial = find_client(request, int(key))
    if request.method == "GET" and about:
        form.fields["about"].initial, form.fields["what"].initial = about[:200], KnownKind.COMPETITOR_NOTE
    if url := made(request, form, lambda: note_of(form.facts, by=person)):
        say(request, _("Noted about %(client)s.") % {"client": form.cleaned_data["client"]})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Note something"),
        lead=_("What you learned, and where you have it from."),
        button=_("Save note"),
        cancel=reverse("knowledge_list"),
        crumbs=crumbs(),
    )


def note_of(facts: dict, *, by):
    """The note of the kind that was chosen."""
    facts = dict(facts)
    what, about, client = facts.pop("what"), facts.pop("about"), facts.pop("client")
    if what == KnownKind.COMPETITOR_NOTE:
        return actions.note_competitor(client, by=by, about=about, **facts)
    industries, topics = facts.pop("industries"), facts.pop("topics")
    note = note_market(client, by=by, **facts)
    return actions.tag_market_note(note, by=by, industries=industries, topics=topics)


def find_note(request, model, pk: int):
    """A note about a client whom the reader sees, with its tags."""
    seen = model.objects.visible_to(request.user).select_related("client").prefetch_related("tags")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
def competitor_note_change(request, pk):
    person = request.user
    note = find_note(request, CompetitorNote, pk)
    must(person, "care.change_competitor_note", note)
    form = CompetitorNoteForm(typed(request), instance=note, person=person, today=person.today)
    if changed(form, partial(actions.change_competitor_note, note, by=person)):
        say(request, _("Saved."))
        return redirect(note)
    return form_page(
        request,
        form,
        title=_("Note about %(name)s") % {"name": note.about},
        button=_("Save note"),
        cancel=note.get_absolute_url(),
        crumbs=client_crumbs(note.client),
    )


@require_http_methods(["GET", "POST"])
def market_note_tag(request, pk):
    person = request.user
    note = find_note(request, MarketNote, pk)
    must(person, "clients.note_market", note)
    form = MarketNoteTagsForm(typed(request), instance=note, person=person, today=person.today)
    back = reverse("client_knowledge", args=[note.client_id])
    if changed(form, partial(actions.tag_market_note, note, by=person)):
        say(request, _("Saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Tags of a market note"),
        text=note.text[:300],
        button=_("Save tags"),
        cancel=back,
        crumbs=client_crumbs(note.client),
    )


@require_safe
def client_knowledge(request, pk):
    client = find_client(request, pk)
    context = {
        "client": client,
        "crumbs": client_crumbs(client),
        "acts": acts_about(request.user, client),
        **known_of(request.user, client),
    }
    return render_page(request, "care/client_knowledge.html", context)


@require_safe
def account_knowledge(request, pk):
    """The tab of an account: how tastes changed, and what is known of its client."""
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_knowledge")
    may_hear = request.user.has_perm("clients.note_preference", account)
    return render_page(
        request, "care/account_knowledge.html", frame | known_of(request.user, account.client, account=account) | {"may_hear": may_hear}
    )


def acts_about(person, client) -> list[Act]:
    acts = [Act(_("Write a page"), f"{reverse('knowledge_page_add')}?client={client.pk}", "file-plus")]
    if person.has_perm("clients.note_market", client):
        acts.append(Act(_("Note something"), f"{reverse('knowledge_note_add')}?client={client.pk}", "newspaper", primary=True))
    return acts
