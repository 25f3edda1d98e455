from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_what_hangs_on_accounts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="object",
            field=models.CharField(
                choices=[
                    ("clients", "Clients"),
                    ("contacts", "Contacts"),
                    ("accounts", "Accounts"),
                    ("contracts", "Contracts"),
                    ("people", "People"),
                    ("check-ins", "Check-ins"),
                    ("actions", "Actions"),
                    ("services", "Services bought"),
                    ("renewals", "Renewals"),
                    ("jobs", "Jobs"),
                ],
                max_length=20,
                verbose_name="what it holds",
            ),
        ),
    ]
