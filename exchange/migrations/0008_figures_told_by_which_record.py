"""Figures that came before they named their record: where a client has one id in that system, it was that one."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery


def name_the_record(apps, schema_editor):
    SourceId, ReportedFigure = apps.get_model("exchange", "SourceId"), apps.get_model("care", "ReportedFigure")
    ids = SourceId.objects.filter(object="clients", system=OuterRef("source"), object_id=OuterRef("client_id")).order_by()
    how_many = ids.values("object_id").annotate(n=Count("pk")).values("n")
    lone = ReportedFigure.objects.filter(record="").annotate(how_many=Subquery(how_many)).filter(how_many=1)
    ReportedFigure.objects.filter(pk__in=lone.values("pk")).update(record=Subquery(ids.values("source_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_concerns"), ("care", "0015_twins_of_merges_under_their_system")]

    operations = [migrations.RunPython(name_the_record, migrations.RunPython.noop)]
