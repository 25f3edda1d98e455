"""What is known, on an account's page and as a door on its client's."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, client_acts, tabs
from core.lists import Act

tabs.register(Tab("account_knowledge", _("Knowledge"), order=70, folded=True))


@client_acts.register
def what_we_know(client, person) -> Act:
    return Act(_now("What we know"), reverse("client_knowledge", args=[client.pk]), "library")
