from django.utils.translation import gettext_lazy as _

from core.navigation import Making, Place, makings, places

places.register(Place("check_in_list", _("Check-ins"), "messages-square", key="k", order=40, covers=("check_in_", "action_item_")))
makings.register(Making("check_in_log", _("Log a check-in"), "phone", order=10, may="care.log_check_in"))
places.register(Place("concern_list", _("Concerns"), "megaphone", order=45, covers=("concern_", "mediation_")))
makings.register(Making("concern_raise", _("Raise a concern"), "megaphone", order=12, may="care.raise_concerns"))
