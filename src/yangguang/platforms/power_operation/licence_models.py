"""证照登记: every licence and certificate that a decision gave, from its issue to its end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .states import Ended


class Licence(models.Model):
    """证照: a right as it stands now; its past is in `LicenceVersion`. ``valid_to`` is exclusive; null is without end.

    ``identifier`` is the electronic licence's (GB/T 36904), whose version grows with each renewal and change.
    """

    identifier = models.CharField(max_length=90, unique=True)
    case = models.OneToOneField(
        "power_operation.Case", on_delete=models.PROTECT, related_name="granted_licence"
    )  # the case that gave it first
    entry = models.ForeignKey("power_library.ImplementingEntry", on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey("power_library.ItemVersion", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="licences")
    place_path = models.CharField(max_length=60)
    holder = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="licences"
    )
    holder_kind = models.CharField(max_length=10)  # citizen | company
    holder_name = models.CharField(max_length=120)
    holder_identity = models.CharField(max_length=18)
    version = models.PositiveSmallIntegerField(default=1)
    document = models.ForeignKey("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    issued_at = models.DateTimeField()
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_document = models.ForeignKey(
        "documents.OfficialDocument", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_for = models.DateField(null=True)  # the end of which the holder has been reminded

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="licence_end_is_whole",
                condition=Q(ended="", ended_at__isnull=True, end_document__isnull=True)
                | ~Q(ended="") & Q(ended_at__isnull=False, end_document__isnull=False),
            ),
            models.CheckConstraint(
                name="licence_has_a_time",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["valid_to"], condition=Q(ended=""), name="licence_expiring"),
            models.Index(fields=["holder_identity"], name="licence_by_holder"),
            models.Index(fields=["body", "-issued_at"], name="licence_by_body"),
        ]

    def __str__(self) -> str:
        return self.identifier


class LicenceVersion(models.Model):
    """A stage of a licence: how it came about, what it said. Written once."""

    class How(models.TextChoices):
        GRANTED = "granted", _("核发")
        RENEWED = "renewed", _("延续")
        CHANGED = "changed", _("变更")
        DEEMED_RENEWED = "deemed_renewed", _("视为准予延续")

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=16, choices=How.choices)
    identifier = models.CharField(max_length=90, unique=True)
    holder_name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("power_operation.Case", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_licence_version", fields=["licence", "version"])]
        ordering = ["version"]
