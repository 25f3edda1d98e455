import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_papers_beside_their_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name="a_paper_has_its_name"),
        migrations.RemoveField(model_name="letter", name="paper"),
        migrations.AlterField(
            model_name="letter",
            name="paper_name",
            field=models.CharField(blank=True, help_text="The PDF that goes with it (`LetterPaper`).", max_length=120),
        ),
        migrations.AlterField(
            model_name="letterpaper",
            name="letter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="paper",
                serialize=False,
                to="core.letter",
            ),
        ),
    ]
