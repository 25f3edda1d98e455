from django.utils.translation import gettext_lazy as _

from core.navigation import AGENCY, Place, places

places.register(
    Place("report_list", _("Reports"), "file-text", group=AGENCY, order=15, covers=("report_", "line_report", "account_status_"))
)
