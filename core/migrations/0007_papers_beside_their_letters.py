"""A paper lies beside its letter: whoever lists letters, or joins them to something else, loads none."""

import django.db.models.deletion
from django.db import migrations, models


def lay_beside(apps, schema_editor):
    Letter, LetterPaper = apps.get_model("core", "Letter"), apps.get_model("core", "LetterPaper")
    for letter in Letter.objects.exclude(paper=None).only("pk", "paper").iterator():
        LetterPaper.objects.create(letter_id=letter.pk, content=letter.paper)


def lay_within(apps, schema_editor):
    Letter, LetterPaper = apps.get_model("core", "Letter"), apps.get_model("core", "LetterPaper")
    for paper in LetterPaper.objects.iterator():
        Letter.objects.filter(pk=paper.letter_id).update(paper=paper.content)


class Migration(migrations.Migration):
    dependencies = [("core", "0006_a_paper_with_a_letter")]

    operations = [
        migrations.CreateModel(
            name="LetterPaper",
            fields=[
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="paper_beside",
                        serialize=False,
                        to="core.letter",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.RunPython(lay_beside, lay_within),
    ]
