"""Health on an account's page (R4): the tab, and three numbers in its head."""

from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, tabs

tabs.register(Tab("account_health", _("Health"), order=15))
