"""公布权: what a place may publish, in which lines of work, in which period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class May(models.TextChoices):
    PUBLISH = "publish", _("公布、暂停、取消统一的事项")
    ADAPT = "adapt", _("公布本地的优化")


class PublishingRight(models.Model):
    """What was decided for a place and all below it; never more than what the places above it have.

    ``departments`` are the lines of work, none named meaning all that those above have. A place without a row of its own
    has what is above it; one whose rows have ended has nothing.
    """

    division = models.ForeignKey(
        "organisations.Division", on_delete=models.PROTECT, related_name="publishing_rights"
    )
    may = ArrayField(models.CharField(max_length=8, choices=May.choices))
    departments = ArrayField(models.CharField(max_length=40), default=list)
    in_force = DateRangeField()
    decision = models.CharField(max_length=200)
    end_decision = models.CharField(max_length=200, blank=True, default="", db_default="")
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_publishing_right_at_a_time",
                expressions=[("division", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="publishing_right_names_its_decision", condition=~Q(decision="") & ~Q(may=[])
            ),
        ]
