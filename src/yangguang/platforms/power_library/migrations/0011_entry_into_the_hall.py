import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_servicecentre_unified_on"),
        ("power_library", "0010_who_wrote_a_section"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HallEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        choices=[("decides", "授权到位"), ("receives", "只收不办")], max_length=8
                    ),
                ),
                ("letter", models.CharField(blank=True, max_length=120)),
                ("in_force", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("left_because", models.TextField(blank=True, db_default="", default="")),
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hall_entries",
                        to="power_library.implementingentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("entry", "="), ("in_force", "&&")], name="one_hall_entry_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("authority", "decides"), ("letter", ""), _negated=True),
                        name="window_authority_has_its_letter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HallExemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ground", models.TextField()),
                ("decision", models.CharField(max_length=120)),
                ("in_force", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hall_exemptions",
                        to="power_library.implementingentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("entry", "="), ("in_force", "&&")], name="one_hall_exemption_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), _negated=True), models.Q(("decision", ""), _negated=True)
                        ),
                        name="hall_exemption_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnityFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "aspects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "机构名称"),
                                ("sign", "机构标识"),
                                ("nature", "机构性质"),
                                ("functions", "管理职能"),
                                ("departments", "进驻部门"),
                                ("items", "进驻项目"),
                                ("fees", "收费标准"),
                                ("online", "网上服务"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                    ),
                ),
                ("met", models.BooleanField()),
                ("found_on", models.DateField()),
                ("evidence", models.TextField()),
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
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unity_findings",
                        to="organisations.servicecentre",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["centre", "found_on"], name="unity_by_centre")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("evidence", ""), _negated=True),
                            models.Q(("aspects", []), _negated=True),
                        ),
                        name="unity_finding_names_evidence",
                    )
                ],
            },
        ),
    ]
