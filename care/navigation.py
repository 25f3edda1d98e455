from django.utils.translation import gettext_lazy as _

from core.navigation import RELATIONSHIP, Door, Making, Place, doors, makings, places

places.register(
    Place(
        "check_in_list",
        _("Check-ins"),
        "messages-square",
        key="k",
        order=40,
        group=RELATIONSHIP,
        covers=("check_in_", "action_item_", "contact_report_"),
    )
)
places.register(
    Place(
        "knowledge_list",
        _("Knowledge"),
        "library",
        key="w",
        order=70,
        group=RELATIONSHIP,
        covers=("knowledge_", "industry_", "client_knowledge", "competitor_note_", "market_note_tag", "reported_figure_"),
    )
)
places.register(
    Place(
        "satisfaction",
        _("Satisfaction"),
        "smile",
        key="f",
        order=46,
        group=RELATIONSHIP,
        covers=("survey_", "questionnaire_", "team_rating_", "satisfaction"),
    )
)
makings.register(Making("check_in_log", _("Log a check-in"), "phone", order=10, may="care.log_check_in"))
places.register(Place("concern_list", _("Concerns"), "megaphone", order=45, group=RELATIONSHIP, covers=("concern_", "mediation_")))
makings.register(Making("concern_raise", _("Raise a concern"), "megaphone", order=12, may="care.raise_concerns"))
makings.register(Making("knowledge_note_add", _("Note something"), "newspaper", order=60, may="care.note_knowledge"))
doors.register(Door("concern_cause_list", _("Causes of concerns"), "tags", may="care.change_concern_causes"))
