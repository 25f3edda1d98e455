"""Satisfaction on an account's page (R5)."""

from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, tabs

tabs.register(Tab("account_satisfaction", _("Satisfaction"), order=36))
