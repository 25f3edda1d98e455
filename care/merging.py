"""What care knows of two clients or two contacts, where one row for each would clash when they become one (R7, R4, R1, R5)."""

from care.models import Attendance, PageClient, ReportCopy, ReportedFigure, SurveyAnswer, SurveyInvitation
from care.states import Presence
from care.states.surveys import InvitationState
from clients.merging import moving
from clients.models import Client, Contact


@moving.register
def name_pages_once(kept, other) -> None:
    if isinstance(kept, Client):
        PageClient.objects.filter(client=other, page__in=PageClient.objects.filter(client=kept).values("page")).delete()


@moving.register
def keep_both_figures(kept, other) -> None:
    """What a system said of both: each of its records goes on as a series of its own (R4, ADR 0063).

    Where neither names a record, or both name the same, the other's figures get its name, so that two series are never read as one.
    What was said of both in the same words on the same day is said once.
    """
    if not isinstance(kept, Client):
        return
    here = {(one.which, one.source, one.record, one.as_of): one.value for one in ReportedFigure.objects.filter(client=kept)}
    nameless = {(which, source) for which, source, record, _day in here if not record}
    for figure in ReportedFigure.objects.filter(client=other):
        key = (figure.which, figure.source, figure.record, figure.as_of)
        if here.get(key) == figure.value:
            figure.delete()
        elif key in here or (not figure.record and (figure.which, figure.source) in nameless):
            figure.record = " ".join(filter(None, [figure.record[:80], other.name[:100], f"#{other.pk}"]))
            figure.version += 1
            figure.save(update_fields=["record", "version"])


# ── Two contacts: the same person was invited, written to and asked under both names ──


@moving.register
def attend_once(kept, other) -> None:
    """Whoever came under one of the names was there."""
    if not isinstance(kept, Contact):
        return
    here = {one.check_in_id: one for one in Attendance.objects.filter(contact=kept)}
    for theirs in Attendance.objects.filter(contact=other, check_in__in=here):
        ours = here[theirs.check_in_id]
        if theirs.presence == Presence.ATTENDED or ours.presence == Presence.INVITED:
            ours.presence = theirs.presence
            ours.save(update_fields=["presence"])
        theirs.delete()


@moving.register
def read_once(kept, other) -> None:
    """One copy of an issue for one reader; the first yes stands."""
    if not isinstance(kept, Contact):
        return
    here = {one.issue_id: one for one in ReportCopy.objects.filter(contact=kept)}
    for theirs in ReportCopy.objects.filter(contact=other, issue__in=here):
        ours = here[theirs.issue_id]
        ours.was_there, ours.email = ours.was_there or theirs.was_there, ours.email or theirs.email
        ours.confirmed_at = min(filter(None, [ours.confirmed_at, theirs.confirmed_at]), default=None)
        ours.save(update_fields=["was_there", "email", "confirmed_at"])
        theirs.delete()


SAYS_MORE = (InvitationState.OPENED, InvitationState.ANSWERED, InvitationState.REFUSED)  # a no to surveys outlives everything


def how_much(invitation: SurveyInvitation) -> int:
    return SAYS_MORE.index(invitation.state) if invitation.state in SAYS_MORE else -1


@moving.register
def ask_once(kept, other) -> None:
    """Of two invitations to a round the one stays by which more was said, and both addresses open it. Every answer stays an answer."""
    if not isinstance(kept, Contact):
        return
    here = {one.round_id: one for one in SurveyInvitation.objects.filter(contact=kept)}
    for theirs in SurveyInvitation.objects.filter(contact=other, round__in=here):
        ours = here[theirs.round_id]
        stays = max(ours, theirs, key=how_much)
        goes = theirs if stays == ours else ours
        if not SurveyAnswer.objects.filter(invitation=stays).exists():
            SurveyAnswer.objects.filter(invitation=goes).update(invitation=stays)
        SurveyAnswer.objects.filter(invitation=goes).update(invitation=None)
        goes.links.update(invitation=stays)
        goes.delete()
