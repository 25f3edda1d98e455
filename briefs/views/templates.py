"""Templates of briefs (W2): how briefs of a kind begin, for one account or for all."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import templates as actions
from briefs.forms import templates as forms
from briefs.frames import find_brief
from briefs.models import BriefTemplate
from briefs.sections import BY_KEY, SECTIONS
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

MOST_SHOWN = 500


def find_template(request, pk: int) -> BriefTemplate:
    must(request.user, "briefs.change_templates")
    return get_object_or_404(BriefTemplate.objects.visible_to(request.user).select_related("account"), pk=pk)


def crumbs():
    return [(_("Jobs"), reverse("brief_list")), (_("Templates"), reverse("brief_template_list"))]


@require_safe
def brief_template_list(request):
    """Those in use; `?retired=1` those that are not."""
    must(request.user, "briefs.change_templates")
    is_retired = request.GET.get("retired") == "1"
    shown = BriefTemplate.objects.visible_to(request.user).filter(retired_on__isnull=not is_retired).select_related("account")
    if words := request.GET.get("q", "").replace("\x00", "").strip()[:100]:
        shown = shown.filter(Q(name__icontains=words) | Q(account__name__icontains=words))
    context = {
        "templates": list(shown.order_by("name", "pk")[:MOST_SHOWN]),
        "is_retired": is_retired,
        "q": words,
        "crumbs": crumbs()[:1],
        "acts": [Act(_("New template"), reverse("brief_template_add"), "plus", primary=True)],
    }
    return render_page(request, "briefs/brief_template_list.html", context)


@require_safe
def brief_template_detail(request, pk):
    template = find_template(request, pk)
    texts = [(BY_KEY[section.key].label, template.texts[section.key]) for section in SECTIONS if template.texts.get(section.key)]
    context = {"template": template, "texts": texts, "crumbs": crumbs()}
    return render_page(request, "briefs/brief_template_detail.html", context)


@require_http_methods(["GET", "POST"])
def brief_template_add(request):
    person = request.user
    must(person, "briefs.change_templates")
    form = forms.TemplateAddForm(typed(request), person=person, today=person.today)
    if url := made(request, form, lambda: actions.make_template(by=person, **form.facts)):
        say(request, _("Briefs may begin with it now."))
        return redirect(url)
    lead = _("What stands in the sections when a brief begins with it.")
    cancel = reverse("brief_template_list")
    return form_page(request, form, title=_("New template"), button=_("Keep the template"), cancel=cancel, crumbs=crumbs(), lead=lead)


@require_http_methods(["GET", "POST"])
def brief_template_change(request, pk):
    person = request.user
    template = find_template(request, pk)
    form = forms.TemplateChangeForm(typed(request), template=template, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_template(template, by=person, **facts)):
        say(request, _("The template is saved."))
        return redirect(template)
    cancel = template.get_absolute_url()
    return form_page(request, form, title=_("Change the template"), button=_("Save the template"), cancel=cancel, crumbs=crumbs())


@require_http_methods(["GET", "POST"])
def brief_template_retire(request, pk):
    person = request.user
    template = find_template(request, pk)
    form = forms.RetireForm(typed(request), row=template, person=person, today=person.today)
    if changed(form, lambda version: actions.retire_template(template, by=person, today=person.today, version=version)):
        say(request, _("Nothing begins with it from now on."))
        return redirect(reverse("brief_template_list"))
    text = _("Briefs that began with it keep their text.")
    title = _("Retire “%(template)s”?") % {"template": template}
    cancel = template.get_absolute_url()
    return form_page(request, form, title=title, button=_("Retire it"), cancel=cancel, crumbs=crumbs(), text=text, danger=True)


@require_http_methods(["GET", "POST"])
def brief_make_template(request, pk):
    """What this brief says, as the beginning of others."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.change_templates")
    form = forms.TemplateOfBriefForm(typed(request), person=person, today=person.today, initial={"name": brief.title})
    if url := made(request, form, lambda: actions.make_template_of(brief, by=person, **form.facts)):
        say(request, _("Briefs may begin with it now."))
        return redirect(url)
    trail = account_crumbs(brief.account, (brief.number, brief.get_absolute_url()))
    cancel = brief.get_absolute_url()
    return form_page(request, form, title=_("Make a template of this brief"), button=_("Keep the template"), cancel=cancel, crumbs=trail)
