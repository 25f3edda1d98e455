"""Concerns on an account's page: the tab."""

from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, tabs

tabs.register(Tab("account_concerns", _("Concerns"), order=32))
