from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publicnotice",
            name="kind",
            field=models.CharField(
                choices=[("accepted", "受理公告"), ("concluded", "结果公告"), ("ended", "证照处理公告")],
                max_length=10,
            ),
        ),
    ]
