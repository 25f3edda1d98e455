from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, tabs

tabs.register(Tab("account_detail", _("Overview"), order=10))
tabs.register(Tab("account_contracts", _("Contracts"), order=20))
tabs.register(Tab("account_contacts", _("Contacts"), order=40, count=lambda account: account.contact_count))
tabs.register(Tab("account_services", _("Services"), order=50, folded=True, count=lambda account: account.service_count))
tabs.register(Tab("account_team", _("Team"), order=60, folded=True, count=lambda account: len(account.live_seats)))
tabs.register(Tab("account_history", _("History"), order=90, folded=True))
