"""Who gets which page: the table that `tests/test_permission_matrix.py` holds every address to.

Each line says which row the address is about (`tests.things.rows`), who gets the page (or may post), and who may at least
know that the row exists.
"""

from dataclasses import dataclass

EVERYBODY = frozenset("cora eli sam dana hana otto pia tara fin cree ada".split())
LINE = frozenset({"cora", "eli", "sam", "dana", "hana"})  # a seat on the account or below one, and the head
WORKERS = LINE - {"cora"}
SUPERVISORS = frozenset({"sam", "dana", "hana"})
DIRECTORS = frozenset({"dana", "hana"})
HEADS = frozenset({"hana"})
EXECUTIVES = WORKERS | {"otto"}
RANKED = LINE | {"otto"}
LEAD = frozenset({"eli"})
GAVE_IT_IN = frozenset({"sam"})
NOBODY: frozenset[str] = frozenset()

READ, WRITE, ACT = "read", "write", "act"  # GET alone · GET and POST · POST alone


@dataclass(frozen=True)
class Line:
    """`of` names the row; `may` get the page, `knows` may know that the row exists (default: the account's line).

    `read_by` is for a page that more people may read than write; `query` may name rows ("?account={account}").
    """

    of: str
    may: frozenset[str]
    how: str = READ
    knows: frozenset[str] | None = None
    captures: tuple[tuple[str, object], ...] = ()
    query: str = ""
    read_by: frozenset[str] = NOBODY
    sends_on: bool = False  # the page answers by sending on to another one

    def known_by(self) -> frozenset[str]:
        if self.knows is not None:
            return self.knows
        return LINE if self.of else EVERYBODY


def about(of: str, may: frozenset[str] = LINE, how: str = READ, **more) -> Line:
    return Line(of, may, how, **more)


def page(may: frozenset[str] = EVERYBODY, how: str = READ, **more) -> Line:
    return Line("", may, how, **more)


# The log-in app and the admin have rules and tests of their own.
OWN_RULES = ("door/", "admin/")

# What answers without a log-in. Nothing else does.
OPEN = frozenset(
    {
        "healthz",
        "readyz",
        "calendar_feed_file",  # a secret address: calendars cannot log in
        "client_rating",  # a secret link: the client's contacts have no log-in
        "review_home",
        "review_file",
        "review_thumbnail",
        "review_page",
        "review_download",
        "review_verdict",
        "review_reply",
        "review_stands",
        "client_requests",
        "client_request_new",
        "client_request_detail",
        "client_request_sent",
        "client_request_withdraw",
        "client_request_file",
        "client_concerns",
        "client_concern_raise",
        "client_concern_detail",
        "client_concern_agree",
        "client_concern_refuse",
        "client_concern_reopen",
        "client_concern_withdraw",
        "client_survey",
        "client_survey_thanks",
        "client_survey_refuse",
        "account_login",
        "account_logout",
        "account_signup",  # says that one is invited, takes nobody
        "account_inactive",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    }
)

LINES: dict[str, Line] = {
    # ── My day and dashboards ──
    "my_day": page(),
    "portfolio_dashboard": page(SUPERVISORS),
    "agency_dashboard": page(HEADS),
    "people_dashboard": page(SUPERVISORS),
    "work_dashboard": page(SUPERVISORS),
    "retention_dashboard": page(SUPERVISORS),
    "dashboard_records": page(SUPERVISORS, captures=(("which", "in-force"),)),
    "bench_floor": page(),
    "search": page(),
    "gallery": page(frozenset({"ada"}), knows=frozenset({"ada"})),
    # ── Clients ──
    "client_list": page(),
    "client_add": page(EXECUTIVES, WRITE),
    "client_detail": about("client"),
    "client_change": about("client", WORKERS, WRITE),
    "client_move": about("client", WORKERS, WRITE, captures=(("name", "rest"),)),
    "competitor_add": about("client", LINE, WRITE),
    "competitor_change": about("competitor", LINE, WRITE),
    "competitor_drop": about("competitor", LINE, WRITE),
    "market_note_list": about("client"),
    "market_note_add": about("client", LINE, WRITE),
    "market_note_change": about("market_note", LINE, WRITE),
    # ── Accounts and their teams ──
    "account_list": page(),
    "account_assign_lead": page(SUPERVISORS, ACT),
    "account_add": about("client", SUPERVISORS, WRITE),
    "account_detail": about("account"),
    "account_change": about("account", WORKERS, WRITE),
    "account_close": about("idle_account", SUPERVISORS, WRITE),
    "account_reopen": about("account", SUPERVISORS, WRITE),
    "account_wall": about("account", DIRECTORS, WRITE),
    "account_history": about("account"),
    "account_team": about("account"),
    "account_lead": about("account", SUPERVISORS, WRITE),
    "seat_add": about("account", SUPERVISORS, WRITE),
    "seat_change": about("seat", SUPERVISORS, WRITE),
    "seat_leave": about("seat", SUPERVISORS, WRITE),
    # ── Contacts, preferences ──
    "contact_list": page(),
    "contact_add": about("client", LINE, WRITE),
    "contact_detail": about("contact"),
    "contact_change": about("contact", LINE, WRITE),
    "contact_left": about("contact", LINE, WRITE),
    "contact_came_back": about("contact", LINE, WRITE),
    "contact_merge": about("contact", WORKERS, WRITE, query="?with={twin_contact}"),
    "account_contacts": about("account"),
    "preference_add": about("account", LINE, WRITE),
    "preference_withdraw": about("preference", LINE, WRITE),
    # ── Services ──
    "service_list": page(),
    "service_add": page(DIRECTORS, WRITE),
    "service_change": about("service", DIRECTORS, WRITE, knows=EVERYBODY),
    "account_services": about("account"),
    "bought_service_list": page(),
    "bought_service_add": about("account", WORKERS, WRITE),
    "bought_service_change": about("bought_service", WORKERS, WRITE),
    "bought_service_rate": about("bought_service", WORKERS, WRITE),
    "bought_service_end": about("bought_service", WORKERS, WRITE),
    "sales_handover": about("account", SUPERVISORS, WRITE, read_by=LINE),
    "sales_handover_take": about("account", LEAD, ACT),
    # ── Contracts ──
    "contract_list": page(),
    "contract_add": page(SUPERVISORS, WRITE),
    "contract_detail": about("contract"),
    "contract_change": about("contract", SUPERVISORS, WRITE),
    "contract_amend": about("contract", SUPERVISORS, WRITE),
    "contract_notice": about("contract", SUPERVISORS, WRITE),
    "contract_notice_withdraw": about("noticed_contract", SUPERVISORS, WRITE),
    "contract_attach": about("contract", SUPERVISORS, WRITE),
    "contract_document": about("signed_contract", WORKERS),
    "contract_index": about("contract", SUPERVISORS, WRITE, sends_on=True),
    "account_contracts": about("account"),
    "amendment_acknowledge": about("acknowledgement", LEAD, ACT),
    # ── Renewals ──
    "renewal_board": page(),
    "renewal_list": page(),
    "renewal_detail": about("renewal"),
    "renewal_moves": about("renewal"),
    "renewal_forecast": about("renewal", WORKERS, WRITE),
    "renewal_propose": about("renewal", WORKERS, WRITE),
    "renewal_renew": about("renewal", SUPERVISORS, WRITE),
    "renewal_lapse": about("renewal", SUPERVISORS, WRITE),
    "renewal_move": about("renewal", WORKERS, ACT, captures=(("name", "check_health"),)),
    # ── Health and recovery plans ──
    "account_health": about("account"),
    "account_health_look": about("account", LINE, ACT),
    "sentiment_say": about("account", LINE, WRITE),
    "sentiment_withdraw": about("sentiment", SUPERVISORS, ACT),
    "health_alert_acknowledge": about("health_alert", SUPERVISORS, WRITE),
    "health_policy": page(DIRECTORS, WRITE),
    "health_backtest": page(DIRECTORS),
    "recovery_plan_list": page(),
    "recovery_plan_write": about("account", WORKERS, WRITE),
    "recovery_plan_detail": about("draft_plan"),
    "recovery_plan_change": about("draft_plan", WORKERS, WRITE),
    "recovery_plan_move": about("draft_plan", DIRECTORS, WRITE, captures=(("name", "agree"),)),
    "recovery_plan_judge": about("running_plan", SUPERVISORS, WRITE),
    "recovery_step_add": about("draft_plan", WORKERS, WRITE),
    "recovery_step_change": about("draft_step", WORKERS, WRITE),
    "recovery_step_done": about("running_step", WORKERS, ACT),
    "recovery_step_reopen": about("running_step", WORKERS, ACT),
    "recovery_step_drop": about("draft_step", WORKERS, ACT),
    # ── Check-ins and actions ──
    # ── Satisfaction ──
    "satisfaction": page(),
    "account_satisfaction": about("account"),
    "survey_send": about("account", WORKERS, WRITE),
    "survey_answer_list": page(),
    "survey_answer_detail": about("survey_answer"),
    "survey_answer_read": about("survey_answer", WORKERS, ACT),
    "team_rating_give": about("team_rating", LEAD, WRITE, knows=LEAD),
    "survey_round_list": page(),
    "survey_round_add": page(DIRECTORS, WRITE, knows=EVERYBODY),
    "survey_round_detail": about("survey_round"),
    "survey_round_open": about("planned_round", DIRECTORS, ACT, knows=DIRECTORS),
    "survey_round_close": about("survey_round", DIRECTORS, ACT),
    "survey_round_cancel": about("planned_round", DIRECTORS, WRITE, knows=DIRECTORS),
    "survey_link_make": about("survey_invitation", WORKERS, ACT),
    "questionnaire_list": page(DIRECTORS),
    "questionnaire_add": page(DIRECTORS, WRITE),
    "questionnaire_detail": about("questionnaire", DIRECTORS, knows=EVERYBODY),
    "questionnaire_change": about("questionnaire", DIRECTORS, WRITE, knows=EVERYBODY),
    "questionnaire_retire": about("questionnaire", DIRECTORS, ACT, knows=EVERYBODY),
    "survey_schedule_list": page(DIRECTORS),
    "survey_schedule_add": page(DIRECTORS, WRITE),
    "survey_schedule_detail": about("survey_schedule", DIRECTORS, knows=EVERYBODY, sends_on=True),
    "survey_schedule_change": about("survey_schedule", DIRECTORS, WRITE, knows=EVERYBODY),
    "survey_schedule_end": about("survey_schedule", DIRECTORS, ACT, knows=EVERYBODY),
    # ── Jobs: requests ──
    "job_request_list": page(),
    "job_request_add": page(LINE, WRITE, knows=EVERYBODY - {"otto", "pia"}, query="?account={account}"),
    "job_request_detail": about("job_request"),
    "job_request_change": about("job_request", LINE, WRITE),
    "job_request_attach": about("job_request", LINE, WRITE),
    "job_request_accept": about("job_request", WORKERS, WRITE),
    "job_request_decline": about("job_request", WORKERS, WRITE),
    "job_request_ask_back": about("job_request", WORKERS, WRITE),
    "job_request_answer": about("asked_back_request", LINE, WRITE),
    "job_request_withdraw": about("job_request", LINE, WRITE),
    "request_file": about("request_file"),
    "request_form": about("account", WORKERS, WRITE),
    "request_form_preview": about("account", WORKERS),
    "request_link_list": about("account", WORKERS),
    "request_link_make": about("account", WORKERS, WRITE),
    "request_link_renew": about("request_link", WORKERS, WRITE),
    "request_link_revoke": about("request_link", WORKERS, WRITE),
    # ── Jobs: reading ──
    "brief_list": page(),
    "brief_import": page(RANKED | {"pia"}, WRITE),
    "account_jobs": about("account"),
    # ── Jobs: writing ──
    "brief_create": page(LINE, WRITE, knows=EVERYBODY - {"otto", "pia"}, query="?account={account}"),
    "brief_detail": about("draft"),
    "brief_write": about("draft", LINE, WRITE),
    "brief_news": about("draft"),
    "brief_facts_write": about("draft", LINE, ACT),
    "brief_section_write": about("draft", LINE, ACT, captures=(("key", "ask"),)),
    "deliverable_add": about("draft", LINE, WRITE),
    "deliverable_change": about("deliverable", LINE, WRITE),
    "deliverable_move": about("deliverable", LINE, ACT, captures=(("way", "up"),)),
    "deliverable_drop": about("deliverable", LINE, ACT),
    "attachment_add": about("draft", LINE, WRITE),
    "attachment_download": about("attachment"),
    "attachment_remove": about("attachment", LINE, ACT),
    "brief_document": about("draft", captures=(("reader", "client"), ("form", "pdf"))),
    "brief_make_template": about("draft", SUPERVISORS, WRITE),
    "brief_template_list": page(SUPERVISORS),
    "brief_template_add": page(SUPERVISORS, WRITE),
    "brief_template_detail": about("brief_template", SUPERVISORS, knows=EVERYBODY),
    "brief_template_change": about("brief_template", SUPERVISORS, WRITE, knows=EVERYBODY),
    "brief_template_retire": about("brief_template", SUPERVISORS, WRITE, knows=EVERYBODY),
    "quality_settings": page(DIRECTORS, WRITE),
    # ── Jobs: approving ──
    "approval_list": page(),
    "rebrief_list": page(),
    "brief_approval": about("job_in_review"),
    "brief_versions": about("job_in_review"),
    "brief_submit": about("ready_job", LINE, WRITE),
    "brief_take_back": about("job_in_review", LINE, WRITE),
    "brief_sign_strategy": about("strategy_job", SUPERVISORS, WRITE),
    "brief_approve": about("job_in_review", SUPERVISORS, WRITE),
    "brief_send_back": about("job_in_review", SUPERVISORS, WRITE),
    "brief_remark": about("job_in_review", SUPERVISORS, WRITE),
    "remark_settle": about("remark", LINE, ACT),
    "brief_revise": about("approved_job", WORKERS, WRITE),
    "brief_start": about("approved_job", WORKERS, WRITE),
    "brief_hold": about("approved_job", WORKERS, WRITE),
    "brief_resume": about("held_job", WORKERS, WRITE),
    "brief_cancel": about("approved_job", WORKERS, WRITE),
    # ── Jobs: making ──
    "brief_work": about("job_with_client"),
    "brief_hand_in": about("job_in_creative", LINE, WRITE),
    "brief_rework": about("job_seen_inside", WORKERS, WRITE),
    "brief_show_client": about("job_seen_inside", WORKERS, WRITE),
    "brief_next_round": about("job_to_change", WORKERS, WRITE),
    "brief_mend": about("job_to_mend", WORKERS, WRITE),
    "assignment_add": about("job_in_creative", WORKERS, WRITE),
    "assignment_change": about("assignment", WORKERS, WRITE),
    "assignment_drop": about("assignment", WORKERS, WRITE),
    "assignment_done": about("assignment", WORKERS, ACT),
    "assignment_reopen": about("assignment", WORKERS, ACT),
    "change_order_add": about("job_in_creative", WORKERS, WRITE),
    "change_order_move": about("change_order", WORKERS, WRITE, captures=(("name", "accept"),)),
    "work_file_add": about("work_deliverable", LINE, WRITE),
    "work_file_detail": about("work_file"),
    "work_file_download": about("work_file"),
    "work_file_thumbnail": about("work_file"),
    "work_file_page": about("work_file", captures=(("page", 1),)),
    "work_file_show": about("unshown_file", WORKERS, ACT),
    # ── Jobs: showing ──
    "brief_review": about("job_with_client"),
    "brief_client_approve": about("job_with_client", WORKERS, WRITE),
    "brief_ask_changes": about("job_with_client_2", WORKERS, WRITE),
    "review_link_add": about("job_with_client", WORKERS, WRITE),
    "review_link_replace": about("review_link", WORKERS, ACT),
    "review_link_revoke": about("review_link", WORKERS, WRITE),
    "review_link_decider": about("review_link", WORKERS, ACT),
    "presentation_add": about("job_with_client", WORKERS, WRITE),
    "presentation_detail": about("presentation"),
    "presentation_change": about("presentation", WORKERS, WRITE),
    "comment_add": about("work_file", LINE, ACT),
    "comment_reply": about("our_remark", LINE, ACT),
    "comment_settle": about("our_remark", LINE, ACT),
    "opposition_settle": about("opposed_remark", SUPERVISORS, ACT),
    # ── Jobs: timing ──
    "brief_timing": about("job_in_creative"),
    "brief_plan": about("job_in_creative", WORKERS, WRITE),
    "milestone_add": about("job_in_creative", WORKERS, WRITE),
    "milestone_change": about("milestone", WORKERS, WRITE),
    "milestone_move": about("milestone", WORKERS, WRITE),
    "milestone_reach": about("milestone", WORKERS, ACT),
    "milestone_reopen": about("reached_milestone", WORKERS, ACT),
    "milestone_drop": about("milestone", WORKERS, WRITE),
    "milestone_plan_list": page(),
    "milestone_plan_add": page(SUPERVISORS | {"tara"}, WRITE),
    "milestone_plan_change": about("milestone_plan", SUPERVISORS | {"tara"}, WRITE, knows=EVERYBODY),
    "milestone_plan_retire": about("milestone_plan", SUPERVISORS | {"tara"}, ACT, knows=EVERYBODY),
    "brief_board": page(),
    "brief_moves": about("job_in_creative"),
    "brief_calendar": page(),
    "brief_timeline": page(),
    "capacity_board": page(RANKED | {"tara", "cree"}),
    "capacity_week": about("person", RANKED | {"tara", "cree"}, knows=EVERYBODY),
    # ── Jobs: delivering ──
    "brief_delivery": about("checked_job"),
    "brief_check_quality": about("client_approved_job", WORKERS, WRITE),
    "checked_point_answer": about("checked_point", WORKERS, ACT),
    "quality_check_overrule": about("quality_check", SUPERVISORS, WRITE),
    "brief_deliver": about("passed_job", WORKERS, WRITE),
    "delivery_note": about("delivery"),
    "brief_close": about("delivered_job", WORKERS, WRITE),
    "brief_reopen": about("delivered_job", WORKERS, WRITE),
    "job_rating_add": about("delivered_job", WORKERS, WRITE),
    "checklist_list": page(),
    "checklist_add": page(SUPERVISORS | {"tara"}, WRITE),
    "checklist_change": about("checklist", SUPERVISORS | {"tara"}, WRITE, knows=EVERYBODY),
    "checklist_retire": about("checklist", SUPERVISORS | {"tara"}, ACT, knows=EVERYBODY),
    "check_in_list": page(),
    "check_in_week": page(),
    "check_in_log": page(LINE, WRITE, knows=EVERYBODY - {"otto", "pia"}, query="?account={account}"),
    "check_in_detail": about("check_in"),
    "check_in_hold": about("check_in", LINE, WRITE),
    "check_in_change": about("check_in", LINE, WRITE),
    "check_in_miss": about("check_in", LINE, WRITE),
    "check_in_cancel": about("check_in", LINE, WRITE),
    "check_in_plan": about("account", LINE, WRITE),
    "account_check_ins": about("account"),
    # ── Knowledge ──
    "knowledge_list": page(),
    "industry_list": page(),
    "knowledge_note_add": page(RANKED | {"pia"}, WRITE),
    "knowledge_page_add": page(EVERYBODY, WRITE),
    "knowledge_page_detail": about("knowledge_page"),
    "knowledge_page_change": about("knowledge_page", WORKERS, WRITE),
    "knowledge_page_versions": about("knowledge_page"),
    "knowledge_page_review": about("knowledge_page", WORKERS, ACT),
    "knowledge_page_archive": about("knowledge_page", WORKERS, WRITE),
    "knowledge_page_restore": about("archived_page", WORKERS, ACT),
    "competitor_note_change": about("competitor_note", LINE, WRITE),
    "market_note_tag": about("market_note", LINE, WRITE),
    "client_knowledge": about("client"),
    "account_knowledge": about("account"),
    "action_item_list": page(),
    "action_item_add": about("account", LINE, WRITE),
    "action_item_detail": about("action_item"),
    "action_item_change": about("action_item", LINE, WRITE),
    "action_item_done": about("action_item", LINE, ACT),
    "action_item_reopen": about("action_item", LINE, ACT),
    # ── Concerns ──
    "concern_list": page(),
    "concern_raise": page(LINE, WRITE, knows=EVERYBODY - {"otto", "pia"}, query="?account={account}"),
    "concern_detail": about("concern"),
    "concern_change": about("concern", LINE, WRITE),
    "concern_answer": about("concern", LINE, WRITE),
    "concern_write": about("concern", LINE, WRITE),
    "concern_hear": about("concern", LINE, WRITE),
    "concern_mediate": about("answered_conflict", LINE, WRITE),
    "mediation_note": about("mediated_conflict", LINE, WRITE),
    "concern_propose": about("answered_conflict", LINE, WRITE),
    "concern_confirm": about("proposed_concern", LINE, WRITE),
    "concern_reject": about("proposed_concern", LINE, WRITE),
    "concern_close": about("confirmed_concern", WORKERS, WRITE),
    "concern_reopen": about("confirmed_concern", LINE, WRITE),
    "concern_withdraw": about("concern", LINE, WRITE),
    "account_concerns": about("account"),
    "concern_link_list": about("account", WORKERS),
    "concern_link_make": about("account", WORKERS, WRITE),
    "concern_link_renew": about("concern_link", WORKERS, WRITE),
    "concern_link_revoke": about("concern_link", WORKERS, WRITE),
    # ── Imports: of whoever gave the file in, seen by those above ──
    "import_list": page(SUPERVISORS | {"ada"}),
    "import_add": page(SUPERVISORS | {"ada"}, WRITE),
    "import_detail": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_map": about("batch", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    "import_check": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_run": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_stop": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_undo": about("done_batch", GAVE_IT_IN | HEADS, WRITE, knows=SUPERVISORS),
    "import_throw_away": about("batch", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    "import_rows": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_report": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_owner": about("unknown_owner", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    # ── The clock ──
    "reminder_list": page(),
    "reminder_done": about("reminder", LEAD, ACT, knows=LEAD),
    "reminder_snooze": about("reminder", LEAD, WRITE, knows=LEAD),
    "reminder_undelivered": page(SUPERVISORS | {"ada"}),
    "reminder_send_again": about("undelivered", SUPERVISORS | {"ada"}, ACT, knows=WORKERS | {"ada"}),
    "calendar_feed": page(EVERYBODY, WRITE),
    "calendar_feed_stop": page(EVERYBODY, ACT),
    # ── People ──
    "team_list": page(),
    "person_detail": about("person", EVERYBODY, knows=EVERYBODY),
    "absence_add": about("person", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "absence_change": about("absence", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "absence_remove": about("absence", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "person_hand_over": about("person", SUPERVISORS, WRITE, knows=EVERYBODY),
    "briefing_detail": about("briefing", frozenset({"eli", "cora", "sam", "dana", "hana"}), knows=LINE),
    "my_settings": page(EVERYBODY, WRITE),
    "settings_log_out_everywhere": page(EVERYBODY, ACT),
    "approval_policy": page(),
    "approval_rule_add": page(DIRECTORS, WRITE),
    "approval_rule_change": about("rule", DIRECTORS, WRITE, knows=EVERYBODY),
    "approval_rule_remove": about("rule", DIRECTORS, WRITE, knows=EVERYBODY),
}
