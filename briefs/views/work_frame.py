"""What the pages of the work share (W4): its address, its crumbs, the page of one move."""

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.views.frame import form_page


def work_url(brief) -> str:
    return reverse("brief_work", args=[brief.pk])


def crumbs_of(brief) -> list:
    return [(_("Jobs"), reverse("brief_list")), (brief.number, brief.get_absolute_url()), (_("Work"), work_url(brief))]


def move_page(request, brief, form, *, title, button, lead="", danger=False):
    return form_page(request, form, title=title, button=button, lead=lead, cancel=work_url(brief), crumbs=crumbs_of(brief), danger=danger)
