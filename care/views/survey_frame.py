"""What the pages of surveys share."""

from django.urls import reverse
from django.utils.translation import gettext as _


def switch(person, here: str) -> list[dict]:
    """The pages that belong together under Satisfaction; what is set, for those who set it."""
    places = [
        ("satisfaction", _("Figures"), "chart-column", ""),
        ("survey_answer_list", _("Answers"), "message-square-heart", ""),
        ("survey_round_list", _("Rounds"), "send", ""),
        ("questionnaire_list", _("Questionnaires"), "list-checks", "care.change_questionnaires"),
        ("survey_schedule_list", _("Schedules"), "calendar-sync", "care.change_questionnaires"),
    ]
    return [
        {"label": label, "url": reverse(name), "here": name == here, "icon": icon}
        for name, label, icon, may in places
        if not may or person.has_perm(may)
    ]
