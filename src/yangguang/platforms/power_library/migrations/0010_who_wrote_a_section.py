from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("power_library", "0009_published_rounds_stand")]

    operations = [
        migrations.AddField("proposal", "marks", models.JSONField(default=dict, db_default={})),
    ]
