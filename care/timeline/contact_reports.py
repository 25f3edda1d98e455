"""What contact reports say on a timeline."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import CARE, say


def disputed(event) -> str:
    """By the contact themselves, or written down by one of ours."""
    if event.words.get("heard_from"):
        return _now("heard from {heard_from} that something in the {the_name} is not right")
    return _now("disputed a line of the {the_name}")


say("contact_report.begun", icon="file-pen", text=_("began the {the_name}"), group=CARE)
say("contactreport.issue", icon="send", text=_("issued the {the_name}"), group=CARE)
say("contact_report.kept_back", icon="mail-x", text=_("kept the {the_name} back from {reader}, who {why}"), group=CARE, tone="watch")
say("contact_report.handed_over", icon="user-cog", text=_("handed the {the_name} over from {before} to {person}"), group=CARE)
say("contactreport.recall", icon="undo-2", text=_("took the {the_name} back to correct it"), group=CARE, tone="watch")
say("contactreport.dispute", icon="message-square-warning", text=disputed, group=CARE, tone="watch")
say("contactreport.accept", icon="check-check", text=_("accepted the {the_name}"), group=CARE, tone="good")
say("contactreport.lapse", icon="check-check", text=_("accepted by silence: the {the_name}"), group=CARE)
say("contact_report.confirmed", icon="check", text=_("said yes to the {the_name}"), group=CARE, tone="good")
say("report_link.used", icon="eye", text=_("read the {the_name}"), group=CARE)
say("report_link.made", icon="link", text=_("made a link to the {the_name} for {contact}, open until {until}"), group=CARE)
say("report_link.revoked", icon="link-2-off", text=_("revoked the link to the {the_name} of {contact}"), group=CARE)
say("check_in.report_waived", icon="file-x", text=_("owes no report on the {the_name}"), group=CARE)
say("check_in.invited", icon="users", text=_("invited {contacts} to the {the_name}"), group=CARE)
say("check_in.agenda_sent", icon="send", text=_("sent the agenda of the {the_name} to {contacts}"), group=CARE)
say("action_item.dropped", icon="list-x", text=_("corrected the {the_name}: “{what}” is no action any more"), group=CARE)
