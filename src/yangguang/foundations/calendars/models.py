"""Which working-day calendar the province counts by, and since when."""

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
