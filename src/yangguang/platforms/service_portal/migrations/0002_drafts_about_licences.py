import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("power_operation", "0012_licences"),
        ("service_portal", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="applicationdraft",
            name="licence",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="power_operation.licence"
            ),
        ),
        migrations.AddField(
            model_name="applicationdraft",
            name="matter",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
    ]
