"""容缺受理: accepted although listed materials are still to come, on the applicant's written promise."""

from django.db import models
from django.db.models import Q

from .states import ToleranceEnding


class Tolerance(models.Model):
    """The one promise of a case. ``materials`` are the keys that were missing; ``supply_by_date`` is the last day.

    Open until ``supplied_at``, or until the case ended without them. ``ending`` is what was told to the applicant.
    """

    case = models.OneToOneField("power_operation.Case", on_delete=models.PROTECT, related_name="tolerance")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT)
    materials = models.JSONField()
    promise = models.TextField()
    limit = models.CharField(max_length=12)
    supply_by_date = models.DateField()
    ending = models.CharField(max_length=20, choices=ToleranceEnding.choices)
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    supplied_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tolerance_rests_on_a_promise", condition=~Q(promise="")),
            models.CheckConstraint(
                name="tolerance_ends_once", condition=Q(supplied_at__isnull=True) | Q(lapsed_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["supply_by_date"],
                condition=Q(supplied_at__isnull=True, lapsed_at__isnull=True),
                name="tolerance_open",
            )
        ]
