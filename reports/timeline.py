"""What reports say on a timeline."""

from django.utils.translation import gettext_lazy as _

from clients.telling import CARE, say

say("report.issue", icon="file-check", text=_("issued the {the_name}"), group=CARE)
say("report_schedule.made", icon="calendar-clock", text=_("has the {the_name} sent to {to}"), group=CARE)
say("report_schedule.changed", icon="calendar-clock", text=_("changed who gets the {the_name}: {to}"), group=CARE)
say("report.word_dropped", icon="eraser", text=_("took away what {writer} wrote in the {the_name}, beside {beside}"), group=CARE)
say("report_schedule.handed_over", icon="user-cog", text=_("handed the {the_name} over from {before} to {person}"), group=CARE)
say("report.handed_over", icon="user-cog", text=_("handed the draft of the {the_name} over from {before} to {person}"), group=CARE)
say("report.sent", icon="send", text=_("sent the {the_name} to {to}"), group=CARE)
