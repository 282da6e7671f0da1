import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0011_hearings"),
        ("power_operation", "0016_site_checks_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="heard",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("required", "法律规定应当听证（行政许可法第四十六条）"),
                            ("requested", "申请人、利害关系人申请（行政许可法第四十七条）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("requested_on", models.DateField(null=True)),
                ("begins_at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                ("chair", models.CharField(max_length=60)),
                ("arranged_at", models.DateTimeField()),
                ("participants", models.TextField(blank=True)),
                ("statements", models.TextField(blank=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("called_off_at", models.DateTimeField(null=True)),
                ("called_off_why", models.TextField(blank=True)),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="power_operation.case",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.officialdocument",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.officialdocument",
                    ),
                ),
            ],
            options={
                "ordering": ["arranged_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("called_off_at__isnull", True), ("held_at__isnull", True)),
                        fields=("case",),
                        name="one_open_hearing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at__isnull", True), ("record__isnull", True)),
                            models.Q(
                                ("held_at__isnull", False),
                                ("record__isnull", False),
                                models.Q(("participants", ""), _negated=True),
                                models.Q(("statements", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hearing_held_with_a_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "requested"), _negated=True),
                            ("requested_on__isnull", False),
                            _connector="OR",
                        ),
                        name="hearing_requested_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_off_at__isnull", True),
                            models.Q(
                                models.Q(("called_off_why", ""), _negated=True), ("held_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="hearing_called_off_with_a_reason",
                    ),
                ],
            },
        ),
    ]
