"""明察暗访: plans with their draw, inspections of windows, photographs. Nothing here is deleted."""

from django.db import models
from django.db.models import F, Q


class InspectionPlan(models.Model):
    """A plan and the pool it was drawn from; the draw follows from ``seed`` and ``pool`` (see `drawing`).

    ``pool``: ``windows`` (id → place) and ``inspectors`` (post id, place). ``until_date`` is exclusive.
    """

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    place = models.ForeignKey("organisations.Division", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=60)
    from_date = models.DateField()
    until_date = models.DateField()
    windows_wanted = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    pool = models.JSONField()
    pool_sha256 = models.CharField(max_length=64)
    checklist_version = models.CharField(max_length=40)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_period", condition=Q(until_date__gt=F("from_date"))),
            models.CheckConstraint(name="plan_wants_windows", condition=Q(windows_wanted__gte=1)),
        ]

    def __str__(self) -> str:
        return self.number


class Inspection(models.Model):
    """One window that was drawn. ``answers``: item key → ``found`` (yes, no, none) and ``note``; None until it is done."""

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="inspections")
    ordinal = models.PositiveSmallIntegerField()
    window = models.ForeignKey("organisations.Window", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=60)
    until_date = models.DateField()  # of the plan, so that S12 reads one table
    answers = models.JSONField(null=True)
    remark = models.TextField(blank=True)
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    order = models.OneToOneField(
        "electronic_supervision.SupervisionOrder",
        null=True,
        on_delete=models.PROTECT,
        related_name="inspection",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="inspection_ordinal", fields=["plan", "ordinal"]),
            models.UniqueConstraint(name="window_once_in_a_plan", fields=["plan", "window"]),
            models.CheckConstraint(
                name="done_inspection_has_answers",
                condition=Q(done_at__isnull=True, answers__isnull=True, account__isnull=True)
                | Q(done_at__isnull=False, answers__isnull=False, account__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["done_at"], name="inspection_by_day")]


class Inspector(models.Model):
    """Who was drawn for a window, with the post in which he inspects."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="inspectors")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="inspector_once", fields=["inspection", "account"]),
        ]


class InspectionPhoto(models.Model):
    """A photograph of what was found; ``item`` is the key in the checklist."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    item = models.CharField(max_length=40)
    file = models.ForeignKey("documents.EvidenceFile", on_delete=models.PROTECT, related_name="+")
