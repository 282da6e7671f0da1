"""进驻与八统一: which items stand in the service centre, with what authority, and how far a centre is one of all.

Nothing here is deleted or overwritten: what ended keeps its period, and a finding that no longer holds is followed by
another.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Unity(models.TextChoices):
    """八统一: what is the same in every centre, hall and room (the province's own words and order)."""

    NAME = "name", _("机构名称")
    SIGN = "sign", _("机构标识")
    NATURE = "nature", _("机构性质")
    FUNCTIONS = "functions", _("管理职能")
    DEPARTMENTS = "departments", _("进驻部门")
    ITEMS = "items", _("进驻项目")
    FEES = "fees", _("收费标准")
    ONLINE = "online", _("网上服务")


class Authority(models.TextChoices):
    DECIDES = "decides", _("授权到位")
    RECEIVES = (
        "receives",
        _("只收不办"),
    )  # 明进暗不进: the window takes in, and everything is decided elsewhere


class HallEntry(models.Model):
    """进驻: an item of the implementing list is taken in, and with authority decided, at the centre of its place.

    ``letter``: the dated letter by which the department authorises its window; without one there is no authority.
    """

    entry = models.ForeignKey("ImplementingEntry", on_delete=models.PROTECT, related_name="hall_entries")
    authority = models.CharField(max_length=8, choices=Authority.choices)
    letter = models.CharField(max_length=120, blank=True)
    in_force = DateRangeField()
    left_because = models.TextField(blank=True, default="", db_default="")
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_hall_entry_at_a_time",
                expressions=[("entry", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="window_authority_has_its_letter", condition=~Q(authority="decides", letter="")
            ),
        ]


class HallExemption(models.Model):
    """不进驻: an item that the government of the place keeps out of the centre, and on what ground."""

    entry = models.ForeignKey("ImplementingEntry", on_delete=models.PROTECT, related_name="hall_exemptions")
    ground = models.TextField()
    decision = models.CharField(max_length=120)
    in_force = DateRangeField()
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_hall_exemption_at_a_time",
                expressions=[("entry", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="hall_exemption_says_why", condition=~Q(ground="") & ~Q(decision="")),
        ]


class UnityFinding(models.Model):
    """八统一确认: some of the eight were found in place at a centre on a day, or found missing; with the evidence."""

    centre = models.ForeignKey(
        "organisations.ServiceCentre", on_delete=models.PROTECT, related_name="unity_findings"
    )
    aspects = ArrayField(models.CharField(max_length=12, choices=Unity.choices))
    met = models.BooleanField()
    found_on = models.DateField()
    evidence = models.TextField()
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unity_finding_names_evidence", condition=~Q(evidence="") & ~Q(aspects=[])
            )
        ]
        indexes = [models.Index(fields=["centre", "found_on"], name="unity_by_centre")]
