"""行政权力电子监察平台: what is watched, and the cards that follow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .clue_models import Clue, ClueAct
from .inspection_models import Inspection, InspectionPhoto, InspectionPlan, Inspector
from .levels import AlertLevel, CardState, Matter
from .list_warning_models import ListWarning
from .order_models import (
    AccountabilityMeasure,
    AccountabilityRecord,
    OrderAct,
    OrderCard,
    SupervisionOrder,
)

__all__ = [
    "AccountabilityMeasure",
    "AccountabilityRecord",
    "Card",
    "CardAct",
    "CardSerial",
    "Clue",
    "ClueAct",
    "HealthIncident",
    "Inspection",
    "InspectionPhoto",
    "InspectionPlan",
    "Inspector",
    "ListWarning",
    "NightlyCheck",
    "OrderAct",
    "OrderCard",
    "SupervisionOrder",
    "WatchedClock",
    "WatchedProcedure",
]


class WatchedClock(models.Model):
    """One clock of a case as the supervisor watches it; the sweep takes rows whose ``next_alert_at`` has come.

    ``provisional``: that moment rests on a year without its holiday notice; the row wakes then, but gives no card.
    """

    clock_id = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="watched")
    place_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    reached_level = models.SmallIntegerField(default=0)
    next_level = models.SmallIntegerField(null=True)
    next_alert_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_alert_at"], condition=Q(next_alert_at__isnull=False), name="watched_falling_due"
            )
        ]


class WatchedProcedure(models.Model):
    """One special procedure as the supervisor watches it; ``event_sequence`` is the event that began it."""

    event_sequence = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey(
        "power_operation.Case", on_delete=models.PROTECT, related_name="watched_procedures"
    )
    kind = models.CharField(max_length=20)  # law.clocks.SpecialProcedure
    limit = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reached_level = models.SmallIntegerField(default=0)
    next_alert_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_alert_at"],
                condition=Q(next_alert_at__isnull=False),
                name="procedure_falling_due",
            )
        ]


class Card(models.Model):
    """预警与红黄牌. Never deleted; a revoked card stays readable with its reason, and what it found never changes.

    A card rests on a clock or, where the breach is an act, on an event of the ledger. ``fell_due_at`` is the moment at
    which the rule first held, ``issued_at`` when the sweep saw it. ``by_window``: the window answers for the breach.
    """

    number = models.CharField(max_length=40, unique=True)
    clock_id = models.BigIntegerField(null=True)
    event_sequence = models.BigIntegerField(null=True)
    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="cards")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="cards")
    by_window = models.BooleanField(default=False)
    place_path = models.CharField(max_length=60)
    matter = models.CharField(max_length=12, choices=Matter.choices)
    level = models.SmallIntegerField(choices=AlertLevel.choices)
    rule_id = models.CharField(max_length=20)
    rule_version = models.CharField(max_length=40)
    facts = models.JSONField()  # see services.findings
    recipients = models.JSONField()  # see services.recipients
    fell_due_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    answer_due_date = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.ISSUED)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_card_per_clock_and_level", fields=["clock_id", "level"]),
            models.UniqueConstraint(
                name="one_card_per_event_matter_level", fields=["event_sequence", "matter", "level"]
            ),
            models.CheckConstraint(
                name="card_rests_on_clock_or_event",
                condition=Q(clock_id__isnull=False, event_sequence__isnull=True)
                | Q(clock_id__isnull=True, event_sequence__isnull=False),
            ),
            models.CheckConstraint(
                name="revoked_card_has_moment",
                condition=Q(state=CardState.REVOKED, revoked_at__isnull=False)
                | ~Q(state=CardState.REVOKED) & Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="card_place_prefix"),
            models.Index(fields=["body", "state"], name="card_by_body"),
            models.Index(fields=["-issued_at"], name="card_newest"),
            models.Index(fields=["case"], name="card_by_case"),
            models.Index(
                fields=["revoked_at"], condition=Q(revoked_at__isnull=False), name="card_by_revocation"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CardSerial(models.Model):
    """The running number of the cards of one level, place and year: ``Y420102-2026``."""

    series = models.CharField(primary_key=True, max_length=30)
    last_number = models.PositiveIntegerField()


class CardAct(models.Model):
    """What followed a card: answer, confirmation or revocation, appeal and what was decided on it."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("反馈")
        CONFIRM = "confirm", _("确认")
        REVOKE = "revoke", _("撤销")
        APPEAL = "appeal", _("申诉")
        UPHOLD = "uphold", _("维持")
        REPORT = "report", _("报上级")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT)
    acted_at = models.DateTimeField()


class HealthIncident(models.Model):
    """An alarm about supervision itself: an empty calendar, a due date that differs from its history."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    detail = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_incident", fields=["kind", "subject"], condition=Q(closed_at__isnull=True)
            )
        ]


class NightlyCheck(models.Model):
    """复核: one run over every open clock and every card, and how many differed from their replay."""

    ran_at = models.DateTimeField()
    clocks = models.PositiveIntegerField()
    cards = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
