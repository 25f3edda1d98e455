"""What of care ends when a contact has left: surveys that wait for their answer (R5)."""

from datetime import datetime

from care.actions.survey_rounds import end_silence
from care.models import SurveyInvitation, SurveyLink
from clients.leaving import LINKS, SURVEYS, leaving
from core.links import revoke


@leaving.register
def await_no_answer(contacts, *, at: datetime) -> dict[str, int]:
    """What reached them lapses; what had not left did not arrive, and counts in no response rate."""
    silent = SurveyInvitation.objects.silent().filter(contact__in=contacts)
    links = revoke(SurveyLink.objects.filter(invitation__contact__in=contacts), at=at)
    lost = end_silence(silent.filter(letter__isnull=False, letter__sent_at=None), "bounce")
    return {LINKS: links, SURVEYS: lost + end_silence(silent, "lapse")}
