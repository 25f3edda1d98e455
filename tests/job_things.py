"""One row of every kind of job, on the account of the cast: what the walks over every address need."""

from briefs.models import CheckedPoint, Delivery
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, ChecklistFactory, QualityCheckFactory


def job_rows(account, cast) -> dict:
    today, eli = cast["eli"].today, cast["eli"]

    def job(**facts):
        return BriefFactory(account=account, author=eli, **facts)

    checked = job(state=BriefState.QUALITY_CHECK)
    run = QualityCheckFactory(brief=checked, started_by=eli)
    delivered = job(state=BriefState.DELIVERED, delivered_on=today)
    return {
        "job": job(title="A job in draft"),
        "client_approved_job": job(state=BriefState.CLIENT_APPROVED),
        "checked_job": checked,
        "quality_check": run,
        "checked_point": CheckedPoint.objects.create(check_run=run, text="Spelling", position=1),
        "delivered_job": delivered,
        "delivery": Delivery.objects.create(brief=delivered, by=eli, delivered_on=today),
        "checklist": ChecklistFactory(),
    }
