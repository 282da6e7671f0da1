"""地方编码: what an item is called in the code scheme of a place, beside its national codes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q


class LocalCode(models.Model):
    """The code that a place, and those below it, give to an item. ``scheme`` names its pattern (`code_sets.schemes`).

    A code that was replaced keeps its period, so that old files can still be told which item they meant.
    """

    item = models.ForeignKey("PowerItem", on_delete=models.PROTECT, related_name="local_codes")
    division = models.ForeignKey(
        "organisations.Division", on_delete=models.PROTECT, related_name="local_codes"
    )
    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    in_force = DateRangeField()
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_local_code_per_item_and_place",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    ("division", RangeOperators.EQUAL),
                    ("in_force", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_item_per_local_code",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("division", RangeOperators.EQUAL),
                    ("in_force", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="local_code_is_written", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code
