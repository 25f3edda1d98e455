"""Everything of jobs in the admin (S6): found and read; whatever happens to it happens in the app, by its actions.

No page shows a link's hash, and no file opens here: files are handed out where it is asked who may see them.
"""

from django.contrib import admin

from briefs import models
from core.admin import DjangosOwnPermissions, ReadOnly

HIDDEN = ("id", "secret_hash", "file", "thumbnail")
OF_JOB = ("brief__number", "brief__title", "brief__account__code")


class JobAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        own = [field.name for field in (*self.opts.concrete_fields, *self.opts.many_to_many)]
        return [name for name in own if name not in HIDDEN]


def reads(model, *shown: str, find=(), by=(), day: str = ""):
    """Registers a model: the columns of its list, where its search looks, its filters, the day by which one goes back in time."""
    joined = [name for name in shown if name in {field.name for field in model._meta.concrete_fields if field.is_relation}]
    facts = {
        "list_display": shown,
        "list_filter": by,
        "list_select_related": joined or False,
        "search_fields": find,
        "date_hierarchy": day or None,
        "ordering": ["-pk"],
    }
    admin.site.register(model, type(f"{model.__name__}Admin", (JobAdmin,), facts))


# ── What is asked for ──
reads(
    models.JobRequest,
    *("title", "account", "state", "source", "came_on", "answer_by", "taken_by"),
    find=("title", "account__code", "account__name"),
    by=("state", "source", "kind"),
    day="came_on",
)
reads(models.RequestForm, "account", "asks_budget", find=("account__code", "account__name"))
reads(models.RequestQuestion, "text", "is_required", "is_long", "position", find=("text", "form__account__code"))
reads(models.RequestLink, *("account", "contact", "made_by", "expires_at", "revoked_at", "uses"), find=("account__code", "contact__name"))
reads(models.RequestFile, "name", "request", "size", "is_from_client", find=("name", "request__title"))
reads(models.RequestMessage, "at", "request", "person", "contact", "text", find=("text", "request__title"), day="at")

# ── The brief ──
reads(
    models.Brief,
    *("number", "title", "account", "kind", "state", "author", "score", "wanted_on", "delivered_on"),
    find=("number", "title", "account__code", "account__name", "author__name"),
    by=("state", "kind", "currency"),
    day="opened_on",
)
reads(models.BriefSection, "brief", "key", "written_by", "written_at", find=(*OF_JOB, "text"), by=("key",))
reads(models.Deliverable, *("name", "brief", "kind", "channel", "language", "quantity", "due_on"), find=("name", *OF_JOB), by=("kind",))
reads(models.Attachment, "name", "brief", "part", "size", "added_by", "added_at", "removed_at", find=("name", *OF_JOB), by=("part",))
reads(models.BriefTemplate, "name", "kind", "account", "retired_on", find=("name", "account__code"), by=("kind",))
reads(models.BriefVersion, *("brief", "number", "score", "submitted_by", "submitted_at", "approved_at"), find=OF_JOB, day="submitted_at")
reads(models.Rebrief, *("brief", "to_edition", "cause", "hours_lost", "by", "on"), find=(*OF_JOB, "reason"), by=("cause",), day="on")
reads(models.JobCounter, "account", "year", "last", find=("account__code",), by=("year",))

# ── Approving ──
reads(
    models.Approval,
    *("at", "brief", "step", "decision", "rank_required", "given_by", "given_for", "is_self_approval"),
    find=(*OF_JOB, "given_by__name", "note"),
    by=("decision", "step", "is_self_approval"),
    day="at",
)
reads(models.Remark, "text", "brief", "section", "by", "at", "settled_by", "settled_at", find=("text", *OF_JOB), by=("section",))
reads(models.QualityWeight, "rule", "weight", "is_on", find=("rule",), by=("is_on",))
reads(models.QualityThreshold, "kind", "score")

# ── The work ──
reads(
    models.Assignment,
    *("what", "brief", "person", "department", "starts_on", "due_on", "hours", "done_on"),
    find=("what", "person__name", *OF_JOB),
    by=("department",),
    day="due_on",
)
reads(models.Round, *("brief", "number", "state", "opened_on", "due_on", "shown_on", "is_over_contract"), find=OF_JOB, by=("state",))
reads(
    models.WorkFile,
    *("name", "deliverable", "number", "mime", "size", "uploaded_by", "uploaded_at", "shown_at"),
    find=("name",),
    by=("mime",),
)
reads(models.InternalReview, "at", "round", "by", "passes", find=("note", "round__brief__number"), by=("passes",))
reads(models.ChangeOrder, *("brief", "round_number", "state", "offered_by", "offered_on"), find=OF_JOB, by=("state",))

# ── The client ──
reads(models.Presentation, "brief", "held_on", "presented_by", find=(*OF_JOB, "rationale"), day="held_on")
reads(models.Route, "name", "presentation", "verdict", find=("name",), by=("verdict",))
reads(
    models.ReviewLink, *("brief", "contact", "is_decider", "made_by", "expires_at", "revoked_at", "uses"), find=(*OF_JOB, "contact__name")
)
reads(
    models.Comment,
    *("text", "file", "link", "person", "wish", "is_internal", "at", "settled_at"),
    find=("text",),
    by=("wish", "is_internal"),
)
reads(models.Verdict, *("at", "deliverable", "verdict", "link", "person", "contact"), find=("note", "deliverable__name"), by=("verdict",))

# ── Timing ──
reads(models.Milestone, *("name", "brief", "department", "owner", "due_on", "promised_on", "done_on"), find=("name", *OF_JOB), day="due_on")
reads(models.MilestonePlan, "name", "kind", "retired_on", find=("name",))
reads(models.MilestoneStep, "name", "plan", "department", "working_days_before", find=("name",))

# ── Delivering ──
reads(models.QualityCheck, *("brief", "round_number", "started_by", "started_at", "passed_at", "overruled_by"), find=OF_JOB)
reads(models.CheckedPoint, "text", "check_run", "passes", "by", "at", find=("text",), by=("passes",))
reads(models.Checklist, "name", "kind", "retired_on", find=("name",))
reads(models.ChecklistItem, "text", "checklist", "position", find=("text",))
reads(models.Delivery, "brief", "delivered_on", "by", find=(*OF_JOB, "note"), day="delivered_on")
reads(models.JobRating, "brief", "side", "score", "person", "contact", "at", find=(*OF_JOB, "note"), by=("side", "score"))
