"""Search for words within what we know by trigram indexes where the database has them; SQLite reads the rows instead."""

from django.db import migrations

# As the `icontains` of Django asks PostgreSQL: UPPER(column::text) LIKE …
INDEXES = {
    "knowledge_page_title_holds": ("care_knowledgepage", "title"),
    "knowledge_page_body_holds": ("care_knowledgepage", "body"),
    "competitor_note_text_holds": ("care_competitornote", "text"),
    "competitor_note_about_holds": ("care_competitornote", "about"),
    "market_note_text_holds": ("clients_marketnote", "text"),
    "preference_text_holds": ("clients_preference", "text"),
    "competitor_name_holds": ("clients_competitor", "name"),
}


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")  # clients/0002 installs it, if it may
        if cursor.fetchone() is None:
            return
    for name, (table, column) in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (UPPER({column}::text) gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("care", "0007_knowledge"), ("clients", "0005_merged_contacts")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
