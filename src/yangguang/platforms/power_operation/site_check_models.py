"""现场核查 (行政许可法 art. 34(3)): two officers go and look, and write down what they found."""

from django.db import models
from django.db.models import F, Q


class SiteCheck(models.Model):
    """One visit for one case; its record (笔录) is an official document of the case. Written once."""

    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="site_checks")
    step = models.ForeignKey("power_operation.CaseStep", on_delete=models.PROTECT, related_name="site_checks")
    checked_on = models.DateField()
    place = models.CharField(max_length=200)
    checked_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    checked_with = models.CharField(max_length=60)  # the second officer's name
    findings = models.TextField()
    passed = models.BooleanField()
    present = models.CharField(max_length=120, blank=True)  # of the applicant's side
    objection = models.TextField(blank=True)
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_check_by_two_with_findings",
                condition=~Q(checked_with="") & ~Q(findings="") & ~Q(place=""),
            ),
        ]
        ordering = [F("recorded_at").asc(), "pk"]
