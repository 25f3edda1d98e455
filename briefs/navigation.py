from django.utils.translation import gettext_lazy as _

from core.navigation import Door, Making, Place, doors, makings, places

COVERED = ("brief_", "job_request_", "request_", "work_file_", "presentation_", "milestone_", "rebrief_", "capacity_")
places.register(Place("brief_list", _("Jobs"), "file-pen", key="b", order=20, covers=COVERED, phone=True))
places.register(Place("approval_list", _("Approvals"), "stamp", key="a", order=25, covers=("approval_list",), may="briefs.see_approvals"))
makings.register(Making("brief_create", _("Write a brief"), "file-pen", order=5, may="briefs.add_briefs"))
makings.register(Making("job_request_add", _("Enter a job request"), "inbox", order=6, may="briefs.add_briefs"))
doors.register(Door("brief_template_list", _("Templates of briefs"), "layout-template", may="briefs.change_templates"))
doors.register(Door("quality_settings", _("Quality check of briefs"), "list-checks", may="briefs.set_quality"))
doors.register(Door("milestone_plan_list", _("Milestone plans"), "calendar-range", may="briefs.change_plans"))
doors.register(Door("checklist_list", _("Checklists"), "clipboard-check", may="briefs.change_plans"))
