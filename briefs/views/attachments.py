"""Files that belong to a brief: guidelines, past work, research (W2)."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import writing as actions
from briefs.forms import writing as forms
from briefs.frames import find_brief
from briefs.models import Attachment, Brief
from briefs.states import OVER, BriefState
from briefs.views.deliverables import crumbs_of
from clients.views.frame import made, must, typed
from core.errors import IllegalMove
from core.pages import render_page
from core.toasts import say
from core.uploads import as_download


@require_http_methods(["GET", "POST"])
def attachment_add(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.change_brief", brief)
    if brief.state in OVER:
        raise IllegalMove(brief, "attach", brief.state)
    files = request.FILES if request.method == "POST" else None
    form = forms.AttachmentForm(typed(request), files, person=person, today=person.today)
    if made(request, form, lambda: attached(brief, by=person, **form.facts)):
        say(request, _("The file is kept with the brief."))
        return redirect(after_files(brief))
    context = {"form": form, "brief": brief, "crumbs": crumbs_of(brief), "cancel": after_files(brief)}
    return render_page(request, "briefs/attachment_add.html", context)


def attached(brief: Brief, **facts) -> Brief:
    """The brief itself answers for the file: that is the page one goes back to."""
    actions.attach_file(brief, **facts)
    return brief


def after_files(brief: Brief) -> str:
    page = "brief_write" if brief.state == BriefState.DRAFT else "brief_detail"
    return f"{reverse(page, args=[brief.pk])}#attachments"


@require_safe
def attachment_download(request, pk):
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).filter(removed_at=None), pk=pk)
    return as_download(attachment.file, attachment.name)


@require_POST
def attachment_remove(request, pk):
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("brief__account"), pk=pk)
    actions.remove_file(attachment, by=request.user)
    say(request, _("“%(name)s” is removed.") % {"name": attachment.name})
    return redirect(after_files(attachment.brief))
