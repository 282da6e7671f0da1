"""听证 (行政许可法 arts 46–48): arranged in writing, chaired by somebody else, and the decision rests on its record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HearingGround(models.TextChoices):
    REQUIRED = "required", _("法律规定应当听证（行政许可法第四十六条）")
    REQUESTED = "requested", _("申请人、利害关系人申请（行政许可法第四十七条）")


class Hearing(models.Model):
    """One hearing of a case: arranged, then held with a record, or called off with a reason."""

    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="hearings")
    ground = models.CharField(max_length=10, choices=HearingGround.choices)
    requested_on = models.DateField(null=True)
    begins_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=60)
    notice = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    arranged_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    participants = models.TextField(blank=True)
    statements = models.TextField(blank=True)
    record = models.OneToOneField(
        "documents.OfficialDocument", null=True, on_delete=models.PROTECT, related_name="+"
    )
    held_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_hearing",
                fields=["case"],
                condition=Q(held_at__isnull=True, called_off_at__isnull=True),
            ),
            models.CheckConstraint(
                name="hearing_held_with_a_record",
                condition=Q(held_at__isnull=True, record__isnull=True)
                | Q(held_at__isnull=False, record__isnull=False) & ~Q(participants="") & ~Q(statements=""),
            ),
            models.CheckConstraint(
                name="hearing_requested_on_a_day",
                condition=~Q(ground=HearingGround.REQUESTED) | Q(requested_on__isnull=False),
            ),
            models.CheckConstraint(
                name="hearing_called_off_with_a_reason",
                condition=Q(called_off_at__isnull=True) | ~Q(called_off_why="") & Q(held_at__isnull=True),
            ),
        ]
        ordering = ["arranged_at", "pk"]
