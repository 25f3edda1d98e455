from django.utils.translation import gettext_lazy as _

from core.navigation import AGENCY, Place, places

places.register(
    Place(
        "team_list", _("Team"), "users", key="t", order=20, group=AGENCY, covers=("person_", "absence_", "briefing_"), may="people.see_team"
    )
)
places.register(
    Place(
        "my_settings",
        _("Settings"),
        "settings-2",
        order=90,
        group=AGENCY,
        foot=True,
        covers=("approval_", "mfa_", "usersessions_", "gallery"),
    )
)
