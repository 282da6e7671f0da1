"""网上政务服务平台: drafts that people come back to, and what they thought of the service."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class ApplicationDraft(models.Model):
    """草稿: an application being filled; kept on the server until it is submitted or its owner deletes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="drafts")
    entry = models.ForeignKey("power_library.ImplementingEntry", on_delete=models.PROTECT)
    item_version = models.ForeignKey("power_library.ItemVersion", on_delete=models.PROTECT)
    matter = models.CharField(max_length=8, blank=True, default="", db_default="")  # Case.matter
    licence = models.ForeignKey("power_operation.Licence", null=True, on_delete=models.PROTECT)
    data = models.JSONField(default=dict)
    files = models.JSONField(default=dict)  # material key -> EvidenceFile id
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    case = models.ForeignKey("power_operation.Case", null=True, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="draft_by_account")]


class Rating(models.Model):
    """评价 (国办发〔2019〕51号): five levels, once per case, by the person served and nobody else."""

    case = models.OneToOneField("power_operation.Case", on_delete=models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.TextField(blank=True, max_length=500)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="five_levels", condition=Q(stars__gte=1, stars__lte=5))]
