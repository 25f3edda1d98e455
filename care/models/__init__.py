from care.models.check_ins import (
    ActionItem,
    Attendance,
    CheckIn,
)
from care.models.concerns import (
    Concern,
    ConcernCause,
    ConcernClimb,
    ConcernLink,
    ConcernMessage,
    MediationNote,
)
from care.models.contact_reports import (
    ContactReport,
    ReportCopy,
    ReportCounter,
    ReportDispute,
    ReportIssue,
    ReportLine,
    ReportLink,
)
from care.models.health import (
    HealthAlert,
    HealthPolicy,
    HealthSnapshot,
    HealthWeight,
    RecoveryPlan,
    RecoveryStep,
    SentimentEntry,
)
from care.models.knowledge import (
    CompetitorNote,
    KnowledgePage,
    PageClient,
    PageEdition,
    Tag,
)
from care.models.questionnaires import Question, Questionnaire, SurveySchedule
from care.models.reported_figures import ReportedFigure
from care.models.surveys import AnswerLine, SurveyAnswer, SurveyInvitation, SurveyLink, SurveyRound, TeamRating

__all__ = [
    "ActionItem",
    "AnswerLine",
    "Attendance",
    "CheckIn",
    "HealthAlert",
    "HealthPolicy",
    "HealthSnapshot",
    "HealthWeight",
    "RecoveryPlan",
    "RecoveryStep",
    "SentimentEntry",
    "Concern",
    "ConcernCause",
    "ConcernClimb",
    "ConcernLink",
    "ConcernMessage",
    "MediationNote",
    "CompetitorNote",
    "KnowledgePage",
    "PageClient",
    "PageEdition",
    "ReportedFigure",
    "Tag",
    "Question",
    "Questionnaire",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveyLink",
    "SurveyRound",
    "SurveySchedule",
    "TeamRating",
    "ContactReport",
    "ReportCopy",
    "ReportCounter",
    "ReportDispute",
    "ReportIssue",
    "ReportLine",
    "ReportLink",
]
