import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0003_office_hours"),
        ("documents", "0009_licence_end_documents"),
        ("organisations", "0003_servicecentre_unified_on"),
        ("power_library", "0014_licence_types"),
        ("power_operation", "0011_joint_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("granted", "核发"),
                            ("renewed", "延续"),
                            ("changed", "变更"),
                            ("deemed_renewed", "视为准予延续"),
                        ],
                        max_length=16,
                    ),
                ),
                ("identifier", models.CharField(max_length=90, unique=True)),
                ("holder_name", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["version"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="deemed_renewed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="matter",
            field=models.CharField(
                blank=True,
                choices=[("", "新申请"), ("renewal", "延续"), ("change", "变更")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=90, unique=True)),
                ("place_path", models.CharField(max_length=60)),
                ("holder_kind", models.CharField(max_length=10)),
                ("holder_name", models.CharField(max_length=120)),
                ("holder_identity", models.CharField(max_length=18)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("issued_at", models.DateTimeField()),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("revoked", "撤销"),
                            ("withdrawn", "撤回"),
                            ("forfeited", "吊销"),
                            ("cancelled", "注销"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("reminded_for", models.DateField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="organisations.body",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="granted_licence",
                        to="power_operation.case",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.officialdocument",
                    ),
                ),
                (
                    "end_document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.officialdocument",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="power_library.implementingentry",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="power_library.itemversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="licence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="power_operation.licence",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("licence__isnull", True), ("matter", "")),
                    models.Q(models.Q(("matter", ""), _negated=True), ("licence__isnull", False)),
                    _connector="OR",
                ),
                name="case_names_the_licence_it_is_about",
            ),
        ),
        migrations.AddField(
            model_name="licenceversion",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="power_operation.case"
            ),
        ),
        migrations.AddField(
            model_name="licenceversion",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.officialdocument"
            ),
        ),
        migrations.AddField(
            model_name="licenceversion",
            name="licence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="power_operation.licence",
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                condition=models.Q(("ended", "")), fields=["valid_to"], name="licence_expiring"
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(fields=["holder_identity"], name="licence_by_holder"),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(fields=["body", "-issued_at"], name="licence_by_body"),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_document__isnull", True), ("ended", ""), ("ended_at__isnull", True)),
                    models.Q(
                        models.Q(("ended", ""), _negated=True),
                        ("end_document__isnull", False),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="licence_end_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="licence_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceversion",
            constraint=models.UniqueConstraint(fields=("licence", "version"), name="one_licence_version"),
        ),
    ]
