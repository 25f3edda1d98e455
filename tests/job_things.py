"""One row of every kind of job, on the account of the cast: what the walks over every address need."""

from django.utils import timezone

from briefs.models import CheckedPoint, Delivery
from briefs.sections import SECTIONS
from briefs.states import BriefState
from briefs.tests.factories import (
    BriefFactory,
    BriefSectionFactory,
    ChecklistFactory,
    DeliverableFactory,
    QualityCheckFactory,
    RemarkFactory,
)
from people.tests.factories import ApprovalRuleFactory


def job_rows(account, cast) -> dict:
    today, eli = cast["eli"].today, cast["eli"]

    def job(**facts):
        return BriefFactory(account=account, author=eli, **facts)

    checked = job(state=BriefState.QUALITY_CHECK)
    run = QualityCheckFactory(brief=checked, started_by=eli)
    passed = job(state=BriefState.QUALITY_CHECK)
    QualityCheckFactory(brief=passed, started_by=eli, passed_at=timezone.now())
    delivered = job(state=BriefState.DELIVERED, delivered_on=today)
    in_review = job(state=BriefState.IN_REVIEW, submitted_by=eli, submitted_on=today)
    ApprovalRuleFactory(document_kind="brief", brief_kind="film", rank_required=30, needs_strategy_sign_off=True)
    ready = job()
    for section in SECTIONS:
        BriefSectionFactory(brief=ready, key=section.key, text="Said.", written_by=eli)
    DeliverableFactory(brief=ready)
    return {
        "job": job(title="A job in draft"),
        "client_approved_job": job(state=BriefState.CLIENT_APPROVED),
        "checked_job": checked,
        "passed_job": passed,
        "quality_check": run,
        "checked_point": CheckedPoint.objects.create(check_run=run, text="Spelling", position=1),
        "delivered_job": delivered,
        "delivery": Delivery.objects.create(brief=delivered, by=eli, delivered_on=today),
        "checklist": ChecklistFactory(),
        "ready_job": ready,
        "job_in_review": in_review,
        "strategy_job": job(state=BriefState.IN_REVIEW, submitted_by=eli, submitted_on=today, kind="film"),
        "approved_job": job(state=BriefState.APPROVED, approved_on=today),
        "held_job": job(state=BriefState.ON_HOLD, held_from=BriefState.APPROVED),
        "remark": RemarkFactory(brief=in_review, by=cast["sam"]),
    }
