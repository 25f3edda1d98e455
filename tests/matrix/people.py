"""People, their absences, and who approves what."""

from tests.matrix.line import ACT, DIRECTORS, EVERYBODY, SUPERVISORS, WORKERS, WRITE, Line, about, page

LINES: dict[str, Line] = {
    "team_list": page(),
    "person_detail": about("person", EVERYBODY, knows=EVERYBODY),
    "absence_add": about("person", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "absence_change": about("absence", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "absence_remove": about("absence", WORKERS | {"ada"}, WRITE, knows=EVERYBODY),
    "person_hand_over": about("person", SUPERVISORS, WRITE, knows=EVERYBODY),
    "briefing_detail": about("briefing"),
    "my_settings": page(EVERYBODY, WRITE),
    "settings_log_out_everywhere": page(EVERYBODY, ACT),
    "approval_policy": page(),
    "approval_rule_add": page(DIRECTORS, WRITE),
    "approval_rule_change": about("rule", DIRECTORS, WRITE, knows=EVERYBODY),
    "approval_rule_remove": about("rule", DIRECTORS, WRITE, knows=EVERYBODY),
}
