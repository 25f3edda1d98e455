"""Search for words within names by trigram indexes where the database has them (DESIGN §10); SQLite reads the rows instead."""

from django.db import Error, migrations, transaction

# As the `icontains` of Django asks PostgreSQL: UPPER(column::text) LIKE …
INDEXES = {
    "client_name_holds": ("clients_client", "name"),
    "client_legal_name_holds": ("clients_client", "legal_name"),
    "account_name_holds": ("clients_account", "name"),
    "contact_name_holds": ("clients_contact", "name"),
    "contact_email_holds": ("clients_contact", "email"),
}


def has_trigrams(connection) -> bool:
    """Installs the extension if this database user may; without it search reads the rows, which is correct and slower."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except Error:
        return False
    return True


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql" or not has_trigrams(schema_editor.connection):
        return
    for name, (table, column) in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (UPPER({column}::text) gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
