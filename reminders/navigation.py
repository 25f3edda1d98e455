from django.utils.translation import gettext_lazy as _

from core.navigation import Place, places
from reminders.inbox import waiting_count

places.register(Place("reminder_list", _("Inbox"), "bell", key="i", order=30, covers=("reminder_",), phone=True, count=waiting_count))
