"""取号叫号: appointments for a window, and the numbers that people draw in a centre."""

import uuid

from django.db import models
from django.db.models import Q

from .states import AppointmentState, Lane, TicketState


class Appointment(models.Model):
    """预约: half an hour in a centre that somebody has booked; ``slot`` is its beginning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(
        "organisations.ServiceCentre", on_delete=models.PROTECT, related_name="appointments"
    )
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="window_appointments"
    )
    entry = models.ForeignKey("power_library.ImplementingEntry", null=True, on_delete=models.PROTECT)
    slot = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_appointment_at_a_time",
                fields=["account", "slot"],
                condition=~Q(state=AppointmentState.CANCELLED),
            )
        ]
        indexes = [models.Index(fields=["centre", "slot"], name="appointment_by_slot")]


class QueueTicket(models.Model):
    """号: ``number`` is its letter and its serial of the day; ``id`` is unguessable and opens the page on the phone.

    ``waits_since`` is when it was drawn, or when somebody who had missed his call came back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(
        "organisations.ServiceCentre", on_delete=models.PROTECT, related_name="tickets"
    )
    day = models.DateField()
    lane = models.CharField(max_length=1, choices=Lane.choices)
    serial = models.PositiveSmallIntegerField()
    appointment = models.OneToOneField(
        Appointment, null=True, on_delete=models.PROTECT, related_name="ticket"
    )
    entry = models.ForeignKey("power_library.ImplementingEntry", null=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.WAITING)
    drawn_at = models.DateTimeField()
    waits_since = models.DateTimeField()
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    window = models.ForeignKey("organisations.Window", null=True, on_delete=models.PROTECT)
    officer = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_ticket_number", fields=["centre", "day", "lane", "serial"]),
            models.UniqueConstraint(
                name="one_ticket_in_hand",
                fields=["officer"],
                condition=Q(state__in=[TicketState.CALLED, TicketState.SERVING]),
            ),
            models.CheckConstraint(
                name="called_ticket_names_window_and_officer",
                condition=Q(calls=0)
                | Q(called_at__isnull=False, window__isnull=False, officer__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["centre", "day", "state"], name="ticket_of_the_day")]

    @property
    def number(self) -> str:
        return f"{self.lane}{self.serial:03d}"

    def __str__(self) -> str:
        return self.number
