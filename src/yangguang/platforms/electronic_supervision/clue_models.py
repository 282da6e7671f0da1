"""线索: what the public and the press point to, and what was done about it. Nothing is deleted."""

from django.db import models
from django.db.models import Q

from .clues import ClueSource, ClueState, ClueStep


class Clue(models.Model):
    """``source_ref`` names it where it came from, so that it comes in once; empty for what was entered by hand.

    ``merged_into``: the clue that goes on in its stead. ``order``: what followed, where it proved true.
    """

    number = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=10, choices=ClueSource.choices)
    source_ref = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.ForeignKey("organisations.Division", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=60)
    body = models.ForeignKey("organisations.Body", null=True, on_delete=models.PROTECT, related_name="clues")
    case = models.ForeignKey(
        "power_operation.Case", null=True, on_delete=models.PROTECT, related_name="clues"
    )
    received_at = models.DateTimeField()
    due_date = models.DateField()
    state = models.CharField(max_length=14, choices=ClueState.choices, default=ClueState.RECEIVED)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    founded = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    order = models.OneToOneField(
        "electronic_supervision.SupervisionOrder", null=True, on_delete=models.PROTECT, related_name="clue"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="clue_comes_in_once", fields=["source", "source_ref"], condition=~Q(source_ref="")
            ),
            models.CheckConstraint(
                name="answered_clue_has_result",
                condition=Q(state="answered", answered_at__isnull=False, founded__isnull=False)
                | ~Q(state="answered") & Q(answered_at__isnull=True, founded__isnull=True),
            ),
            models.CheckConstraint(
                name="merged_clue_names_the_other",
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="clue_place_prefix")
        ]

    def __str__(self) -> str:
        return self.number


class ClueAct(models.Model):
    """What a supervisor did about a clue, and the answer that was given."""

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=ClueStep.choices)
    text = models.TextField()
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField()
