"""A merge used to tell two values of one day apart by “salesforce (2)”: the second was no system any more, and no import found it.

The system gets its name back, and the mark stands where the record stands.
"""

from django.db import migrations

MARK = " (2)"


def name_systems_again(apps, schema_editor):
    ReportedFigure = apps.get_model("care", "ReportedFigure")
    for figure in ReportedFigure.objects.filter(source__endswith=MARK, record="").order_by("pk").iterator():
        figure.source, figure.record = figure.source.removesuffix(MARK), MARK.strip()
        figure.save(update_fields=["source", "record"])


class Migration(migrations.Migration):
    dependencies = [("care", "0014_figures_by_their_record")]

    operations = [migrations.RunPython(name_systems_again, migrations.RunPython.noop)]
