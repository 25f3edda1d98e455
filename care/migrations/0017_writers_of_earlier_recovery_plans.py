from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_writers(apps, schema_editor):
    """Whoever wrote a plan before it was kept on the row, from its event. Where there is none the column stays empty."""
    RecoveryPlan, Event = apps.get_model("care", "RecoveryPlan"), apps.get_model("core", "Event")
    alias = schema_editor.connection.alias
    written = Event.objects.using(alias).filter(verb="recovery_plan.made", subject_id=OuterRef("pk")).order_by("at", "pk")
    RecoveryPlan.objects.using(alias).filter(written_by=None).update(written_by=Subquery(written.values("actor")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0016_recovery_plans_have_writers"),
        ("core", "0005_what_is_asked_before_a_letter_leaves"),
    ]

    operations = [migrations.RunPython(name_writers, migrations.RunPython.noop)]
