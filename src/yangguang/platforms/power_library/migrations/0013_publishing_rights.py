import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_servicecentre_unified_on"),
        ("power_library", "0012_local_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishingRight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "may",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("publish", "公布、暂停、取消统一的事项"), ("adapt", "公布本地的优化")],
                            max_length=8,
                        ),
                        size=None,
                    ),
                ),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("in_force", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("decision", models.CharField(max_length=200)),
                ("end_decision", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publishing_rights",
                        to="organisations.division",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("division", "="), ("in_force", "&&")],
                        name="one_publishing_right_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", ""), _negated=True), models.Q(("may", []), _negated=True)
                        ),
                        name="publishing_right_names_its_decision",
                    ),
                ],
            },
        ),
    ]
