"""One row of all that belongs to the work and to the client's review of it, on the account of the cast."""

from datetime import timedelta

from django.utils import timezone

from briefs.models import Comment
from briefs.states import BriefState, RoundState
from briefs.tests.factories import (
    AssignmentFactory,
    BriefFactory,
    ChangeOrderFactory,
    DeliverableFactory,
    MilestoneFactory,
    MilestonePlanFactory,
    PresentationFactory,
    ReviewLinkFactory,
    RoundFactory,
    WorkFileFactory,
)
from clients.tests.factories import ContactFactory


def work_rows(account, cast) -> dict:
    today, now, eli = cast["eli"].today, timezone.now(), cast["eli"]

    def job(state, *, round_state=RoundState.WORKING, shown_on=None):
        brief = BriefFactory(account=account, author=eli, state=state, round_number=1)
        opened = RoundFactory(brief=brief, state=round_state, shown_on=shown_on)
        piece = DeliverableFactory(brief=brief, name=f"Poster of {brief.number}")
        file = WorkFileFactory(deliverable=piece, round=opened, uploaded_by=eli, shown_at=now if shown_on else None)
        return brief, piece, file

    in_creative, piece, _file = job(BriefState.IN_CREATIVE)
    with_client, _piece, shown = job(BriefState.WITH_CLIENT, round_state=RoundState.CLIENT, shown_on=today)
    shown.thumbnail.save("small.jpg", shown.file.file, save=True)
    unshown = WorkFileFactory(deliverable=DeliverableFactory(brief=with_client, name="Banner"), uploaded_by=eli)
    minna, pekka = (ContactFactory(client=account.client, name=name, email=f"{name.lower()}@client.example") for name in ("Minna", "Pekka"))
    decider = ReviewLinkFactory(brief=with_client, contact=minna, is_decider=True)
    other = ReviewLinkFactory(brief=with_client, contact=pekka)
    keep = Comment.objects.create(file=shown, link=decider, x=500, y=500, wish="keep", text="Keep the lake.")
    Comment.objects.create(file=shown, link=other, x=520, y=510, wish="change", text="No lake.")
    return {
        "job_in_creative": in_creative,
        "job_seen_inside": job(BriefState.INTERNAL_REVIEW, round_state=RoundState.INTERNAL)[0],
        "job_with_client": with_client,
        "job_with_client_2": job(BriefState.WITH_CLIENT, round_state=RoundState.CLIENT, shown_on=today)[0],
        "job_to_change": job(BriefState.CHANGES_ASKED, round_state=RoundState.OVER, shown_on=today)[0],
        "job_to_mend": job(BriefState.QUALITY_CHECK, round_state=RoundState.OVER, shown_on=today)[0],
        "work_deliverable": piece,
        "work_file": shown,
        "unshown_file": unshown,
        "assignment": AssignmentFactory(brief=in_creative, person=eli, starts_on=today, due_on=today + timedelta(days=4)),
        "milestone": MilestoneFactory(brief=in_creative, due_on=today + timedelta(days=4)),
        "reached_milestone": MilestoneFactory(brief=in_creative, name="Briefing", due_on=today, done_on=today),
        "milestone_plan": MilestonePlanFactory(),
        "change_order": ChangeOrderFactory(brief=in_creative, offered_by=eli),
        "review_link": other,
        "our_remark": Comment.objects.create(file=shown, person=eli, text="Ours.", is_internal=True),
        "opposed_remark": keep,
        "presentation": PresentationFactory(brief=with_client, presented_by=cast["dana"]),
    }
