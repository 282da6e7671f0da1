import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_site_records"),
        ("power_operation", "0014_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_on", models.DateField()),
                ("place", models.CharField(max_length=200)),
                ("checked_with", models.CharField(max_length=60)),
                ("findings", models.TextField()),
                ("passed", models.BooleanField()),
                ("present", models.CharField(blank=True, max_length=120)),
                ("objection", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_checks",
                        to="power_operation.case",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.officialdocument",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_checks",
                        to="power_operation.casestep",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("recorded_at")), "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_with", ""), _negated=True),
                            models.Q(("findings", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                        ),
                        name="site_check_by_two_with_findings",
                    )
                ],
            },
        ),
    ]
