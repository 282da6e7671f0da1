"""行政权力电子监察平台: what is watched, and the cards that follow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AlertLevel(models.IntegerChoices):
    """Internal levels. What they are called and which colour they bear is a label of the place's rule set."""

    WARN = 1, _("预警")
    YELLOW = 2, _("黄牌")
    RED = 3, _("红牌")


class WatchedClock(models.Model):
    """One clock of a case as the supervisor watches it; the sweep takes rows whose ``next_alert_at`` has come."""

    clock_id = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="watched")
    place_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    reached_level = models.SmallIntegerField(default=0)
    next_level = models.SmallIntegerField(null=True)
    next_alert_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_alert_at"], condition=Q(next_alert_at__isnull=False), name="watched_falling_due"
            )
        ]


class CardState(models.TextChoices):
    ISSUED = "issued", _("已发出")
    ANSWERED = "answered", _("已反馈")
    CONFIRMED = "confirmed", _("已确认")
    REVOKED = "revoked", _("已撤销")


class Card(models.Model):
    """预警与红黄牌. Never deleted; a revoked card stays readable with its reason.

    ``fell_due_at`` is the moment the threshold was crossed, ``issued_at`` when the sweep saw it.
    """

    number = models.CharField(max_length=40, unique=True)
    clock_id = models.BigIntegerField()
    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="cards")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="cards")
    place_path = models.CharField(max_length=60)
    level = models.SmallIntegerField(choices=AlertLevel.choices)
    rule_id = models.CharField(max_length=20)
    rule_version = models.CharField(max_length=40)
    facts = models.JSONField()  # limit, due, used, overdue, explanation, step, responsible post
    recipients = models.JSONField()  # [{"account": id, "name": …, "post": …}]
    fell_due_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    answer_due_date = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.ISSUED)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_card_per_clock_and_level", fields=["clock_id", "level"])
        ]
        indexes = [
            models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="card_place_prefix"),
            models.Index(fields=["body", "state"], name="card_by_body"),
            models.Index(fields=["-issued_at"], name="card_newest"),
            models.Index(fields=["case"], name="card_by_case"),
        ]


class CardAct(models.Model):
    """What followed a card: the department's answer, the supervisor's confirmation or revocation."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("反馈")
        CONFIRM = "confirm", _("确认")
        REVOKE = "revoke", _("撤销")

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
