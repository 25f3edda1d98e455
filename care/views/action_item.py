from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import action_item as actions
from care.filters import ActionItemFilter
from care.forms import ActionItemChangeForm, ActionItemForm
from care.models import ActionItem
from care.querysets import ActionItemQuerySet
from care.tables import ActionItemTable
from care.views.check_in_frame import switch
from clients.frames import find_account, seats_of
from clients.querysets import is_wide
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Empty, list_page
from core.models import Event
from core.pages import came_from, render_page
from core.statements import counted, state_of
from core.toasts import say


def find_item(request, pk: int) -> ActionItem:
    """The action with its account; 404 for whoever neither sees the account nor owns it."""
    return get_object_or_404(ActionItem.objects.visible_to(request.user).for_pages(), pk=pk)


def crumbs_of(item: ActionItem, person) -> list:
    """The way back through the account, for those who may know it: an owner without a seat does not."""
    from clients.models import Account

    if not Account.objects.visible_to(person).filter(pk=item.account_id).exists():
        return [(_("Actions"), reverse("action_item_list"))]
    return account_crumbs(item.account, (_("Check-ins"), reverse("account_check_ins", args=[item.account_id])))


@require_safe
def action_item_list(request):
    person = request.user

    def lead(listing):
        own = ActionItem.objects.filter(owner=person)
        late = counted(("late_of_mine", state_of(person)), lambda: own.overdue(today=person.today).order_by().values("pk")[:101])
        if not late:
            return _("What we promised, to whom and by when.")
        return ngettext("%(n)d of yours is late.", "%(n)d of yours are late.", late) % {"n": late}

    return list_page(
        request,
        queryset=lambda: ActionItem.objects.visible_to(person),
        detail=ActionItemQuerySet.for_pages,
        counts_few=is_wide(person) and not person.standing.sees_all,
        filterset=ActionItemFilter,
        table=ActionItemTable,
        title=_("Actions"),
        lead=lead,
        template="care/check_in_list.html",
        noun=(_("action"), _("actions")),
        export_name="actions",
        search_label=_("Find an action or an account"),
        chosen={"status": "open"},
        empty=Empty("list-checks", _("Nothing is promised"), _("What comes out of a check-in stands here until it is done.")),
        context={"switch": switch("action_item_list")},
    )


@require_safe
def action_item_detail(request, pk):
    person = request.user
    item = find_item(request, pk)
    events = Event.objects.about(item).select_related("actor", "subject_type").order_by("-at", "-pk")
    context = {
        "item": item,
        "account": item.account,
        "crumbs": crumbs_of(item, person),
        "may_work": person.has_perm("care.work_action_item", item),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/action_item_detail.html", context)


@require_http_methods(["GET", "POST"])
def action_item_add(request, pk):
    """Promise something, with or without a check-in (`?check_in=`)."""
    person = request.user
    account = find_account(request, pk)
    must(person, "care.add_action_item", account)
    key = request.GET.get("check_in", "")
    check_in = account.check_ins.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
    form = ActionItemForm(typed(request), account=account, person=person, today=person.today)
    back = check_in.get_absolute_url() if check_in else reverse("account_check_ins", args=[account.pk])
    if made(request, form, lambda: actions.add_action_item(account, by=person, check_in=check_in, **form.facts)):
        say(request, _("%(who)s knows.") % {"who": form.cleaned_data["owner"]})
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Promise something to %(account)s") % {"account": account},
        button=_("Add the action"),
        cancel=back,
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def action_item_change(request, pk):
    person = request.user
    item = find_item(request, pk)
    must(person, "care.work_action_item", item)
    item.account.live_seats = seats_of(item.account, today=person.today)
    remember(person, item)
    form = ActionItemChangeForm(typed(request), instance=item, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_action_item(item, by=person, **facts)):
        say(request, _("The action is saved."))
        return redirect(item)
    return form_page(
        request,
        form,
        title=_("Change the action"),
        button=_("Save the action"),
        cancel=item.get_absolute_url(),
        crumbs=crumbs_of(item, person),
    )


@require_POST
def action_item_done(request, pk):
    """Done, in one press; for ten seconds it may be taken back."""
    item = find_item(request, pk)
    actions.finish_action_item(item, by=request.user, today=request.user.today)
    say(request, _("Done: %(what)s") % {"what": item.what}, undo_url=reverse("action_item_reopen", args=[item.pk]))
    return redirect(came_from(request, item.get_absolute_url()))


@require_POST
def action_item_reopen(request, pk):
    item = find_item(request, pk)
    actions.reopen_action_item(item, by=request.user)
    say(request, _("Taken up again: %(what)s") % {"what": item.what})
    return redirect(came_from(request, item.get_absolute_url()))
