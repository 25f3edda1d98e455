"""Surveys in the admin (S6): found and read; they are asked, answered and closed in the app. Secrets of links are hashes."""

from django.contrib import admin

from care.models import Questionnaire, SurveyAnswer, SurveyInvitation, SurveyLink, SurveyRound, SurveySchedule, TeamRating
from core.admin import DjangosOwnPermissions, ReadOnly


class Read(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    show_full_result_count = False


@admin.register(Questionnaire)
class QuestionnaireAdmin(Read):
    list_display = ["name", "kind", "version", "retired_on"]
    list_filter = ["kind", ("retired_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "questions__text"]


@admin.register(SurveySchedule)
class SurveyScheduleAdmin(Read):
    list_display = ["tier", "questionnaire", "every_months", "starts_on", "retired_on"]
    list_filter = ["tier", ("retired_on", admin.EmptyFieldListFilter)]
    list_select_related = ["questionnaire"]


@admin.register(SurveyRound)
class SurveyRoundAdmin(Read):
    list_display = ["name", "questionnaire", "state", "opens_on", "closes_on", "made_by"]
    list_filter = ["state"]
    list_select_related = ["questionnaire", "made_by"]
    search_fields = ["name"]
    ordering = ["-opens_on", "-pk"]


@admin.register(SurveyInvitation)
class SurveyInvitationAdmin(Read):
    list_display = ["round", "account", "contact", "state", "sent_at", "opened_at", "reminded_at"]
    list_filter = ["state"]
    list_select_related = ["round", "account", "contact"]
    search_fields = ["contact__name", "contact__email", "account__name", "account__code"]
    ordering = ["-sent_at", "-pk"]


@admin.register(SurveyLink)
class SurveyLinkAdmin(Read):
    list_display = ["invitation", "made_at", "expires_at", "revoked_at", "uses", "last_used_at"]
    list_select_related = ["invitation__round", "invitation__contact"]
    exclude = ["secret_hash"]
    ordering = ["-made_at", "-pk"]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(Read):
    list_display = ["account", "kind", "side", "contact", "person", "nps", "csat", "rating", "is_low", "answered_on"]
    list_filter = ["kind", "side", "is_low", "is_imported"]
    list_select_related = ["account", "contact", "person"]
    search_fields = ["account__name", "account__code", "contact__name", "words"]
    date_hierarchy = "answered_on"
    ordering = ["-answered_on", "-pk"]


@admin.register(TeamRating)
class TeamRatingAdmin(Read):
    list_display = ["round", "account", "person", "answer", "asked_at"]
    list_select_related = ["round", "account", "person", "answer__contact"]
    search_fields = ["account__name", "account__code", "person__name"]
