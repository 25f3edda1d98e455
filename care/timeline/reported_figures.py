"""What other systems said, on a client's timeline."""

from django.utils.translation import gettext_lazy as _

from clients.telling import say

say("client.figures_reported", icon="gauge", text=_("brought in what {system} says of {name}: {figures}"))
