from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("briefs", "0003_deliveries_in_the_plural")]

    operations = [
        migrations.AddIndex(
            model_name="brief",
            index=models.Index(condition=models.Q(("state", "in_review")), fields=["submitted_on", "id"], name="waiting_brief_by_day"),
        ),
    ]
