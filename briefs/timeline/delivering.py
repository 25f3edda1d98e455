from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say

say("brief.check_quality", icon="list-checks", text=_("started the quality check of {name}"), group=WORK)
say("brief.quality_passed", icon="badge-check", text=_("passed the quality check of {name}"), group=WORK, tone="good")
say("brief.quality_overruled", icon="shield-alert", text=_("overruled the quality check of {name}"), group=WORK, tone="watch")
say("brief.deliver", icon="package-check", text=_("delivered {name}"), group=WORK, tone="good")
say("brief.close", icon="archive", text=_("closed {name}"), group=WORK)
say("brief.reopen", icon="rotate-ccw", text=_("opened {name} again"), group=WORK, tone="watch")
say("brief.rated", icon="star", text=_("rated {name} {score} of 5"), group=WORK)
say("brief.note_sent", icon="mail", text=_("sent the delivery note of {name} to {to}"), group=WORK)
