"""What went out to a client stays as it went out, and an accepted contact report changes no more, whoever writes (ADR 0051).

Keys of accounts and contacts may still move (two contacts are merged). Deleting is refused on PostgreSQL; SQLite empties its tables
between tests row by row and could not.
"""

from django.db import migrations

ISSUED = ("report_id", "number", "contents", "pdf", "note", "issued_at", "issued_by_id")
REPORT = (
    "number",
    "product",
    "place",
    "next_on",
    "next_at",
    "next_kind",
    "state",
    "edition",
    "issued_at",
    "accept_at",
    "accepted_at",
    "accepted_by",
)
LINE = ("report_id", "key", "position", "kind", "topic", "job", "text", "due_on")
ACCEPTED = "(SELECT state FROM care_contactreport WHERE id = {row}.report_id) = 'accepted'"

# name → (table, when, columns, condition on OLD or NEW, words)
RULES = {
    "care_issue_never_edited": ("care_reportissue", "UPDATE", ISSUED, "", "an issued contact report is never edited"),
    "care_report_frozen": ("care_contactreport", "UPDATE", REPORT, "OLD.state = 'accepted'", "an accepted contact report is frozen"),
    "care_line_frozen": ("care_reportline", "UPDATE", LINE, ACCEPTED.format(row="OLD"), "an accepted contact report is frozen"),
    "care_line_not_added": ("care_reportline", "INSERT", (), ACCEPTED.format(row="NEW"), "an accepted contact report is frozen"),
    "care_issue_not_added": ("care_reportissue", "INSERT", (), ACCEPTED.format(row="NEW"), "an accepted contact report is frozen"),
}
KEPT = {
    "care_issue_never_deleted": ("care_reportissue", "DELETE", (), "", "an issued contact report is never deleted"),
    "care_line_kept": ("care_reportline", "DELETE", (), ACCEPTED.format(row="OLD"), "an accepted contact report is frozen"),
}


def on_sqlite(name, table, when, columns, condition, words) -> str:
    of = f" OF {', '.join(columns)}" if columns else ""
    only = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when}{of} ON {table} FOR EACH ROW{only} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def on_postgresql(name, table, when, columns, condition, words) -> list[str]:
    """A trigger's own WHEN cannot look into another table, so the function asks. Columns are compared: saving what stands there is nothing."""
    differs = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    asked = " AND ".join(f"({part})" for part in (differs, condition) if part) or "TRUE"
    row = "OLD" if when == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {asked} THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, rule in RULES.items():
            schema_editor.execute(on_sqlite(name, *rule))
    elif schema_editor.connection.vendor == "postgresql":
        for name, rule in (RULES | KEPT).items():
            for statement in on_postgresql(name, *rule):
                schema_editor.execute(statement)


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in RULES:
            schema_editor.execute(f"DROP TRIGGER {name}")
    elif schema_editor.connection.vendor == "postgresql":
        for name, (table, *_rest) in (RULES | KEPT).items():
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("care", "0011_contact_reports")]

    operations = [migrations.RunPython(freeze, thaw)]
