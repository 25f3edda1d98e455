"""Amendments that take effect on a later day wait for it; a notice that is withdrawn gives the contract its end back (C5)."""

from django.db import migrations, models
from django.db.models import F, Q


def keep_ends(apps, schema_editor):
    """A notice that stands already was most likely for a contract with a term: its end did not move."""
    apps.get_model("clients", "Contract").objects.exclude(notice_given_on=None).update(ends_on_without_notice=F("ends_on"))


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_search_by_trigrams")]
    operations = [
        migrations.AddField("amendment", "begins_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "amendment",
            "waiting",
            models.JSONField(blank=True, default=dict, editable=False, help_text="field → value that does not stand yet"),
        ),
        migrations.AddField(
            "contract",
            "ends_on_without_notice",
            models.DateField(
                blank=True,
                editable=False,
                help_text="The end that stood before notice was given; it comes back when notice is withdrawn.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            "amendment",
            models.Index(condition=Q(begins_on__isnull=False), fields=["begins_on", "id"], name="amendment_to_come"),
        ),
        migrations.RunPython(keep_ends, migrations.RunPython.noop),
    ]
