"""一次性收费: the one notice of a case, the orders that pay it, refunds, and what the provider's statements say.

The database is the last guard of "no charge off the list": a trigger compares every line of a notice with the pinned item
version, and an order with its notice (migration ``fees``).
"""

from django.db import models
from django.db.models import F, Q, Value

from .states import DifferenceKind, FeeState, OrderState, RefundCause


class ZeroFeePlace(models.Model):
    """零收费: in this place and below, from ``from_date`` until before ``to_date``, nothing is charged.

    ``fees`` are the names of the fees that are not taken; none named means every fee. What was recorded stays; it ends.
    """

    division = models.ForeignKey(
        "organisations.Division", on_delete=models.PROTECT, related_name="zero_fee_periods"
    )
    document = models.CharField(max_length=200)  # the decision that says so, with its number
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    fees = models.JSONField(default=list, db_default=Value([], output_field=models.JSONField()))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    end_document = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="zero_fee_period_runs_forward",
                condition=Q(to_date__isnull=True) | Q(to_date__gt=F("from_date")),
            ),
            models.CheckConstraint(name="zero_fee_names_its_document", condition=~Q(document="")),
        ]


class FeeNotice(models.Model):
    """缴费通知: every fee of the case at once. ``lines`` are `fees.FeeLine`; ``amount_cents`` is what they add up to."""

    case = models.OneToOneField("power_operation.Case", on_delete=models.PROTECT, related_name="fee_notice")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT)
    lines = models.JSONField()
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=FeeState.choices)
    issued_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # paid, cancelled or refunded

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fee_waived_means_nothing_due",
                condition=Q(amount_cents=0, state=FeeState.WAIVED)
                | Q(amount_cents__gt=0) & ~Q(state=FeeState.WAIVED),
            )
        ]


class PaymentOrder(models.Model):
    """支付订单 with the provider. ``number`` is ours; ``pay_address`` is where the provider takes the money."""

    number = models.CharField(max_length=32, unique=True)
    notice = models.ForeignKey(FeeNotice, on_delete=models.PROTECT, related_name="orders")
    amount_cents = models.BigIntegerField()
    at_counter = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=OrderState.choices, default=OrderState.CREATED)
    pay_address = models.URLField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    paid_at = models.DateTimeField(null=True)
    receipt = models.ForeignKey("documents.OfficialDocument", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Money is never taken twice: a second order begins only after the first has failed or was given back.
            models.UniqueConstraint(
                name="one_live_order_per_notice",
                fields=["notice"],
                condition=Q(state__in=[OrderState.CREATED, OrderState.PAID]),
            ),
            models.CheckConstraint(
                name="order_paid_has_moment_and_receipt",
                condition=~Q(state__in=[OrderState.PAID, OrderState.REFUNDED])
                | Q(paid_at__isnull=False, receipt__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["paid_at"], name="order_by_payment")]


class Refund(models.Model):
    """退费, always in full. Who asks does not approve."""

    order = models.OneToOneField(PaymentOrder, on_delete=models.PROTECT, related_name="refund")
    cause = models.CharField(max_length=14, choices=RefundCause.choices)
    reason = models.TextField()
    requested_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_states_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="refund_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="refund_made_was_approved",
                condition=Q(refunded_at__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
        ]


class Reconciliation(models.Model):
    """对账: our books of one Shanghai day held against the provider's statement of it."""

    day = models.DateField(unique=True)
    ours_cents = models.BigIntegerField()  # payments less refunds
    theirs_cents = models.BigIntegerField()
    checked_at = models.DateTimeField()


class ReconciliationDifference(models.Model):
    """``case`` is None for an order that nobody here knows. Settled by a person who says what it was."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    case = models.ForeignKey("power_operation.Case", null=True, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=32)
    entry = models.CharField(max_length=8)  # payment | refund
    kind = models.CharField(max_length=14, choices=DifferenceKind.choices)
    ours_cents = models.BigIntegerField()
    theirs_cents = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    settled_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_difference_per_line", fields=["reconciliation", "order_number", "entry"]
            ),
            models.CheckConstraint(
                name="difference_settled_with_reasons",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_why=""),
            ),
        ]
