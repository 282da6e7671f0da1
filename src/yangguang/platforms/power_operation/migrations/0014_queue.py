import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_servicecentre_unified_on"),
        ("power_library", "0014_licence_types"),
        ("power_operation", "0013_licences_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("slot", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("booked", "已预约"), ("arrived", "已报到"), ("cancelled", "已取消")],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="window_appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="organisations.servicecentre",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="power_library.implementingentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueueTicket",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField()),
                (
                    "lane",
                    models.CharField(
                        choices=[("A", "普通"), ("P", "优先（老年人、残疾人、孕妇）"), ("Y", "预约")],
                        max_length=1,
                    ),
                ),
                ("serial", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等候"),
                            ("called", "已叫号"),
                            ("serving", "办理中"),
                            ("served", "已办"),
                            ("missed", "过号"),
                            ("left", "已离开"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                ("waits_since", models.DateTimeField()),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("called_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticket",
                        to="power_operation.appointment",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="organisations.servicecentre",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="power_library.implementingentry",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="organisations.window"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["centre", "slot"], name="appointment_by_slot"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("account", "slot"),
                name="one_appointment_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="queueticket",
            index=models.Index(fields=["centre", "day", "state"], name="ticket_of_the_day"),
        ),
        migrations.AddConstraint(
            model_name="queueticket",
            constraint=models.UniqueConstraint(
                fields=("centre", "day", "lane", "serial"), name="one_ticket_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="queueticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["called", "serving"])),
                fields=("officer",),
                name="one_ticket_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("calls", 0),
                    models.Q(
                        ("called_at__isnull", False), ("officer__isnull", False), ("window__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="called_ticket_names_window_and_officer",
            ),
        ),
    ]
