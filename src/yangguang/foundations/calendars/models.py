"""Which working-day calendar the province counts by, in which hours a body works, and since when."""

from django.db import models


class CalendarVersion(models.Model):
    """日历版本: the notices known at one moment. Cases name the version their dates were computed with.

    ``known_on`` is the last day whose notices are taken in; ``overlays`` are days set by this province itself
    (national notices ship with ``yangguang.law``). The newest version is the one in force.
    """

    known_on = models.DateField()
    overlays = models.JSONField(default=list)
    title = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]


class BodyOfficeHours(models.Model):
    """办公时间: when a body works on a working day, for limits that are counted in hours.

    ``hours`` is written as `law.axes.OfficeHours` writes it. A row is in force from its day until the day of the body's
    next row, and begins after the day on which it was set: what was in force on a day never changes afterwards.
    """

    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="office_hours")
    in_force_from = models.DateField()
    hours = models.CharField(max_length=120)
    citation = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["body", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(name="one_office_day_from_a_day", fields=["body", "in_force_from"]),
        ]
