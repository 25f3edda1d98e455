from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.lists import Act
from core.once import made_before, once
from core.pages import render_page
from core.toasts import say
from people import actions
from people.forms import ApprovalRuleForm
from people.models import ApprovalRule
from people.policy import in_words
from people.states import DocumentKind


@require_safe
def approval_policy(request):
    """Who may approve what, in words, from the same rows that decide it (P3, P4, W3)."""
    rules = list(ApprovalRule.objects.all())
    may_change = request.user.has_perm("people.change_policy")
    acts = [Act(_("New row"), "add/", "plus", primary=True)] if may_change else []
    context = {
        "words": in_words(rules),
        "rules": [(label, [rule for rule in rules if rule.document_kind == value]) for value, label in DocumentKind.choices],
        "may_change": may_change,
        "acts": acts,
    }
    return render_page(request, "people/approval_policy.html", context)


def preview(rules, form: ApprovalRuleForm, rule: ApprovalRule | None):
    """(before, after) of the document that the form speaks of, without writing anything."""
    planned = ApprovalRule(pk=rule.pk if rule else None, **form.case)
    others = [row for row in rules if rule is None or row.pk != rule.pk]
    kinds = {planned.document_kind} | ({rule.document_kind} if rule else set())
    labels = {str(DocumentKind(kind).label) for kind in kinds}
    before, after = dict(in_words(rules)), dict(in_words([*others, planned]))
    return [(label, before[label], after[label]) for label in sorted(labels)]


def show_form(request, form, rule=None):
    shown = preview(list(ApprovalRule.objects.all()), form, rule) if form.is_bound and form.is_valid() else []
    return render_page(request, "people/approval_rule_form.html", {"form": form, "rule": rule, "preview": shown})


@require_http_methods(["GET", "POST"])
def approval_rule_add(request):
    if not request.user.has_perm("people.change_policy"):
        raise PermissionDenied
    if url := made_before(request.POST.get("form_key"), by=request.user):
        return redirect(url)
    form = ApprovalRuleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and "preview" not in request.POST and form.is_valid():
        url = once(form.cleaned_data["form_key"], by=request.user, make=lambda: actions.add_approval_rule(by=request.user, **form.case))
        say(request, _("The policy has a new row. It holds from now on."))
        return redirect(url)
    return show_form(request, form)


@require_http_methods(["GET", "POST"])
def approval_rule_change(request, pk):
    if not request.user.has_perm("people.change_policy"):
        raise PermissionDenied
    rule = get_object_or_404(ApprovalRule, pk=pk)
    form = ApprovalRuleForm(request.POST if request.method == "POST" else None, rule=rule)
    if form.is_bound and "preview" not in request.POST and form.is_valid():
        actions.change_approval_rule(rule, by=request.user, version=form.cleaned_data["version"] or 0, **form.case)
        say(request, _("The policy is changed. It holds from now on."))
        return redirect("approval_policy")
    return show_form(request, form, rule)


@require_http_methods(["GET", "POST"])
def approval_rule_remove(request, pk):
    if not request.user.has_perm("people.change_policy"):
        raise PermissionDenied
    rule = get_object_or_404(ApprovalRule, pk=pk)
    if request.method == "POST":
        actions.remove_approval_rule(rule, by=request.user, version=request.POST.get("version") or 0)
        say(request, _("The row is removed; what remains decides."))
        return redirect("approval_policy")
    return render_page(request, "people/approval_rule_remove.html", {"rule": rule}, partial="dialog")
