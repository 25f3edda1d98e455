"""The status report on an account's page: the tab."""

from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, tabs

tabs.register(Tab("account_status", _("Status"), order=12))
