"""行政权力法制监督平台: legal review of decisions that need one."""

from django.db import models


class LegalReview(models.Model):
    """法制审核意见: what the legal officer found on each of the checked points (国办发〔2018〕118号)."""

    case = models.ForeignKey(
        "power_operation.Case", on_delete=models.PROTECT, related_name="legality_reviews"
    )
    competence_ok = models.BooleanField()
    evidence_ok = models.BooleanField()
    law_applied_ok = models.BooleanField()
    procedure_ok = models.BooleanField()
    opinion = models.TextField()
    reviewed_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT)
    reviewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-reviewed_at"], name="legal_review_by_case")]

    @property
    def passed(self) -> bool:
        return self.competence_ok and self.evidence_ok and self.law_applied_ok and self.procedure_ok
