from briefs.models.approval import Approval, QualityThreshold, QualityWeight, Remark
from briefs.models.brief import (
    Attachment,
    Brief,
    BriefSection,
    BriefTemplate,
    BriefVersion,
    Deliverable,
    JobCounter,
    Rebrief,
)
from briefs.models.delivery import CheckedPoint, Checklist, ChecklistItem, Delivery, JobRating, QualityCheck
from briefs.models.request import JobRequest, RequestFile, RequestForm, RequestLink, RequestMessage, RequestQuestion
from briefs.models.review import Comment, Presentation, ReviewLink, Route, Verdict
from briefs.models.timing import Milestone, MilestonePlan, MilestoneStep
from briefs.models.work import Assignment, ChangeOrder, InternalReview, Round, WorkFile

__all__ = [
    "Approval",
    "Assignment",
    "Attachment",
    "Brief",
    "BriefSection",
    "BriefTemplate",
    "BriefVersion",
    "ChangeOrder",
    "CheckedPoint",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "Deliverable",
    "Delivery",
    "InternalReview",
    "JobCounter",
    "JobRating",
    "JobRequest",
    "Milestone",
    "MilestonePlan",
    "MilestoneStep",
    "Presentation",
    "QualityCheck",
    "QualityThreshold",
    "QualityWeight",
    "Rebrief",
    "Remark",
    "RequestFile",
    "RequestForm",
    "RequestLink",
    "RequestMessage",
    "RequestQuestion",
    "ReviewLink",
    "Round",
    "Route",
    "Verdict",
    "WorkFile",
]
