"""The causes that every house begins with; a director edits them (R3)."""

from django.db import migrations

CAUSES = ("Late delivery", "Quality", "Cost", "Communication", "Staffing", "Scope", "Invoice", "Other")


def write_down(apps, schema_editor):
    ConcernCause = apps.get_model("care", "ConcernCause")
    ConcernCause.objects.bulk_create(ConcernCause(name=name, position=10 * place) for place, name in enumerate(CAUSES, start=1))


class Migration(migrations.Migration):
    dependencies = [("care", "0004_concerns")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
