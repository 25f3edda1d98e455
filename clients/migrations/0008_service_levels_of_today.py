"""What every tier had as constants until now, as rows that a director edits (G2)."""

from django.db import migrations

TIERS = {  # days between check-ins, working days to answer a job request, severity: (answer, outcome) in office hours
    "key": (7, 1, {1: (8, 68), 2: (4, 34), 3: (2, 17), 4: (1, 8)}),
    "growth": (14, 2, {1: (17, 85), 2: (8, 51), 3: (4, 25), 4: (2, 12)}),
    "standard": (30, 3, {1: (25, 102), 2: (17, 68), 3: (8, 34), 4: (4, 17)}),
}


def write_down(apps, schema_editor):
    ServiceLevel, AnswerTime = apps.get_model("clients", "ServiceLevel"), apps.get_model("clients", "AnswerTime")
    for tier, (cadence, answer, times) in TIERS.items():
        level = ServiceLevel.objects.create(tier=tier, cadence_days=cadence, request_answer_days=answer)
        AnswerTime.objects.bulk_create(
            AnswerTime(level=level, severity=severity, answer_hours=pair[0], resolve_hours=pair[1]) for severity, pair in times.items()
        )


class Migration(migrations.Migration):
    dependencies = [("clients", "0007_service_levels_by_tier")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
