"""People, what they may sign in with, and the posts they hold in time."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from .actors import AccountKind

__all__ = ["Account", "AccountKind", "PostHolding"]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """账户: one person or company that can sign in. Officers gain authority from posts, never from the account."""

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    name = models.CharField(max_length=120)
    identity_number = models.CharField(max_length=18, blank=True)  # GB 11643 or GB 32100, checked on entry
    phone = models.CharField(max_length=20, blank=True)
    home_division_code = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_account_per_identity",
                fields=["identity_number"],
                condition=~Q(identity_number=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostHolding(models.Model):
    """任职: who holds which post, from a day to a day (half-open)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="holdings")
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_holder_of_a_post_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (
                        Func("from_date", "to_date", function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="holding_period", condition=Q(to_date__isnull=True) | Q(to_date__gt=F("from_date"))
            ),
        ]
        indexes = [models.Index(fields=["post", "from_date"], name="holding_by_post")]


class Absence(models.Model):
    """缺岗: days on which the holder of a post is away, half-open; an empty span was struck out before it began."""

    holding = models.ForeignKey(PostHolding, on_delete=models.PROTECT, related_name="absences")
    from_date = models.DateField()
    to_date = models.DateField()
    reason = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_period", condition=Q(to_date__gte=F("from_date"))),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("holding", RangeOperators.EQUAL),
                    (
                        Func("from_date", "to_date", function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} {self.from_date}–{self.to_date}"
