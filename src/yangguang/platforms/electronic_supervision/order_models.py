"""督办、监察建议、检查整改 and 责任追究. Nothing here is ever deleted; what was written stays as it was written."""

from django.db import models
from django.db.models import Q

from .orders import Measure, OrderKind, OrderState, OrderStep


class SupervisionOrder(models.Model):
    """What the supervisor demands of a body, above its cards. ``account`` is None when the rule set issued it.

    ``judged_from``: the place whose supervisors, or those above it, decide; it rises when a matter is reported up.
    ``follows``: the order that this one takes further. ``facts`` and ``recipients`` are kept as they were that day.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=OrderKind.choices)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="orders")
    by_window = models.BooleanField(default=False)
    place = models.ForeignKey("organisations.Division", on_delete=models.PROTECT, related_name="orders")
    place_path = models.CharField(max_length=60)
    demand = models.TextField()
    rule_version = models.CharField(max_length=40)
    facts = models.JSONField()
    recipients = models.JSONField()
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    answer_due_date = models.DateField()
    judged_from = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.ISSUED)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settled_order_has_moment",
                condition=Q(state__in=["accepted", "revoked"], settled_at__isnull=False)
                | Q(state__in=["issued", "answered", "returned", "appealed"], settled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="order_by_person_or_rule",
                condition=Q(account__isnull=True, post__isnull=True)
                | Q(account__isnull=False, post__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="order_place_prefix"),
            models.Index(fields=["body", "state"], name="order_by_body"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderCard(models.Model):
    """The cards that an order rests on."""

    order = models.ForeignKey(SupervisionOrder, on_delete=models.PROTECT, related_name="cards")
    card = models.ForeignKey("electronic_supervision.Card", on_delete=models.PROTECT, related_name="orders")

    class Meta:
        constraints = [models.UniqueConstraint(name="card_once_in_an_order", fields=["order", "card"])]


class OrderAct(models.Model):
    """What followed an order: rectification, judgement, appeal. ``due_date``: the new day for an answer, if one was set."""

    order = models.ForeignKey(SupervisionOrder, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=OrderStep.choices)
    text = models.TextField()
    due_date = models.DateField(null=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField()


class AccountabilityRecord(models.Model):
    """责任追究: who answers for what an order found, from its opening to its end."""

    number = models.CharField(max_length=40, unique=True)
    order = models.ForeignKey(SupervisionOrder, on_delete=models.PROTECT, related_name="accountability")
    reason = models.TextField()
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    conclusion = models.TextField(blank=True)
    closed_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_accountability", fields=["order"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="closed_accountability_says_why",
                condition=Q(closed_at__isnull=True, conclusion="", closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(conclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AccountabilityMeasure(models.Model):
    """One result: on a person (``person`` and the post then held) or, without one, on the body itself."""

    record = models.ForeignKey(AccountabilityRecord, on_delete=models.PROTECT, related_name="measures")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    person_post = models.ForeignKey(
        "organisations.Post", null=True, on_delete=models.PROTECT, related_name="+"
    )
    measure = models.CharField(max_length=12, choices=Measure.choices)
    basis = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=120)
    decided_on = models.DateField()
    document_number = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_with_post",
                condition=Q(person__isnull=True, person_post__isnull=True)
                | Q(person__isnull=False, person_post__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["decided_on"], name="measure_by_day")]
