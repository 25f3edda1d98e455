from django.utils.translation import gettext_lazy as _

from core.navigation import Place, places

places.register(Place("report_list", _("Reports"), "file-text", group=2, order=20, covers=("report_", "line_report", "account_status_")))
