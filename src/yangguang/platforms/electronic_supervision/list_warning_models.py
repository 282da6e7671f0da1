"""清单监察提示: a duty towards the list of powers that was not done in time. No case is late here, so no card is given."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListWarning(models.Model):
    """One overdue duty: told to those who owe it and to the supervisors, and settled when it is done."""

    class Duty(models.TextChoices):
        CHANGE_REPORT = "change_report", _("法律变动后报告清单调整")
        LEGAL_CHECK = "legal_check", _("清单调整的合法性审核")

    duty = models.CharField(max_length=14, choices=Duty.choices)
    subject = models.CharField(max_length=60)  # the ledger stream: law_change:<id> or round:<id>
    about = models.CharField(max_length=200)  # the law that changed; the round
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="+")
    event_sequence = models.BigIntegerField(unique=True)  # the ledger's row that says it is overdue
    fell_due_at = models.DateTimeField()
    warned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], condition=models.Q(settled_at=None), name="list_warning_open")
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.subject}"
