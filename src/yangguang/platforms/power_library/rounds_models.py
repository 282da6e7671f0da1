"""清理: rounds in which the list is adjusted as a whole, and the changes of law that ask for it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LEVELS = (2, 3, 4, 5, 6)


class RoundState(models.TextChoices):
    DRAFT = "draft", _("征集中")
    SUBMITTED = "submitted", _("待合法性审核")
    LAWFUL = "lawful", _("待批准")
    APPROVED = "approved", _("待公布")
    PUBLISHED = "published", _("已公布")
    WITHDRAWN = "withdrawn", _("已撤回")


class AdjustmentRound(models.Model):
    """清理调整: one decision that changes many items on one day, or none of them.

    It is published on ``publish_on`` and takes effect on ``in_force_on``, a later day: nobody filed under it before it
    could be read. ``obstacles`` is what the last attempt to publish met; ``balance`` what was published, row by row as
    `rounds_queries` writes it.
    """

    title = models.CharField(max_length=120)
    decision = models.CharField(max_length=200)  # the document that orders the round
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    publish_on = models.DateField()
    in_force_on = models.DateField()
    opinion = models.TextField(default="")  # the legal opinion, or why it was returned
    opened_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", null=True
    )
    checked_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)  # the first moment at which the legal check is late
    checked_at = models.DateTimeField(null=True)
    check_overdue_at = models.DateTimeField(null=True)  # when the ledger was told
    published_at = models.DateTimeField(null=True)
    obstacles = models.JSONField(default=list)
    balance = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_governs_after_it_is_published", condition=Q(in_force_on__gt=F("publish_on"))
            ),
            models.CheckConstraint(
                name="published_round_has_its_balance",
                condition=Q(state="published", balance__isnull=False, published_at__isnull=False)
                | (~Q(state="published") & Q(balance__isnull=True, published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="round_is_checked_by_somebody_else",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="submitted_round_has_its_deadline",
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False, check_due_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_on"], name="round_by_state")]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class LegalChange(models.Model):
    """法律变动: a law that was passed, changed or repealed, or a reorganisation; the department owes a report of what it
    changes in the list. Answered by a line of a round that names it."""

    instrument = models.CharField(max_length=200)
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField()
    recorded_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the first moment at which the report is late
    reported_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)  # when the ledger was told

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_report_owed_per_change", fields=["instrument", "department", "published_on"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.department_id})"


class RoundLine(models.Model):
    """A proposal within a round. Which columns a kind fills is in ``line_has_what_its_kind_needs``.

    ``level``: where the item leaves, None for every level. ``target_key``: what it is merged into. ``becomes``: what it
    is converted to (转为…), in words. ``proposal``: the approved version of an item that is added.
    """

    class Kind(models.TextChoices):
        CANCEL = "cancel", _("取消")
        DELEGATE = "delegate", _("下放")
        MERGE = "merge", _("合并")
        CONVERT = "convert", _("转为")
        ADD = "add", _("新增")
        TAKE_OVER = "take_over", _("承接")

    round = models.ForeignKey(AdjustmentRound, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    item_key = models.SlugField(max_length=60)
    item_name = models.CharField(max_length=120)
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    to_level = models.PositiveSmallIntegerField(null=True)
    target_key = models.SlugField(max_length=60, default="", db_index=False)
    becomes = models.CharField(max_length=120, default="")
    proposal = models.ForeignKey(
        "power_library.Proposal", on_delete=models.PROTECT, null=True, related_name="round_lines"
    )
    basis = models.CharField(max_length=300)
    change = models.ForeignKey(LegalChange, on_delete=models.PROTECT, null=True, related_name="lines")
    added_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_line_per_item_and_level",
                fields=["round", "item_key", "level"],
                nulls_distinct=False,
                condition=~Q(kind="take_over"),
            ),
            models.UniqueConstraint(
                name="one_taking_over_per_item_and_level",
                fields=["round", "item_key", "to_level"],
                condition=Q(kind="take_over"),
            ),
            models.CheckConstraint(
                name="line_has_what_its_kind_needs",
                condition=Q(kind="cancel", to_level__isnull=True, target_key="", becomes="")
                | Q(kind="delegate", level__isnull=False, to_level__gt=F("level"), target_key="", becomes="")
                | (Q(kind="merge", to_level__isnull=True, becomes="") & ~Q(target_key=""))
                | (Q(kind="convert", to_level__isnull=True, target_key="") & ~Q(becomes=""))
                | Q(kind="add", proposal__isnull=False, level__isnull=True, to_level__isnull=True)
                | Q(kind="take_over", level__isnull=True, to_level__isnull=False, proposal__isnull=True),
            ),
            models.CheckConstraint(
                name="line_levels_exist",
                condition=(Q(level__isnull=True) | Q(level__in=LEVELS))
                & (Q(to_level__isnull=True) | Q(to_level__in=LEVELS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_key}"
