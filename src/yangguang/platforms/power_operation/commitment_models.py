"""告知承诺: decided on the spot on the applicant's written commitment, and checked afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CommitmentState(models.TextChoices):
    TO_CHECK = "to_check", _("待核查")
    FULFILLED = "fulfilled", _("核查相符")
    CORRECTING = "correcting", _("限期整改")
    REVOKED = "revoked", _("决定已撤销")


class Commitment(models.Model):
    """The commitment of a case, as it was signed. The day by which it is checked is that of the case's check clock.

    While ``state`` is correcting, and once it is revoked until ``restored_at`` (信用修复), the applicant decides nothing
    by commitment: see `services.commitment`.
    """

    case = models.OneToOneField("power_operation.Case", on_delete=models.PROTECT, related_name="commitment")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(max_length=18)  # the applicant's, copied from the case for the look-up
    content = models.TextField()
    liability = models.TextField()
    basis = models.TextField()
    signed_by = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    taken_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CommitmentState.choices, default=CommitmentState.TO_CHECK)
    correct_by_date = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revocation = models.OneToOneField(
        "documents.OfficialDocument", null=True, on_delete=models.PROTECT, related_name="+"
    )
    restored_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    restored_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitment_is_signed", condition=~Q(content="") & ~Q(liability="") & ~Q(signed_by="")
            ),
            models.CheckConstraint(
                name="commitment_corrected_by_a_day",
                condition=~Q(state=CommitmentState.CORRECTING) | Q(correct_by_date__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_revoked_in_writing",
                condition=Q(state=CommitmentState.REVOKED, revoked_at__isnull=False, revocation__isnull=False)
                | ~Q(state=CommitmentState.REVOKED) & Q(revoked_at__isnull=True, revocation__isnull=True),
            ),
            models.CheckConstraint(
                name="commitment_restored_after_revocation",
                condition=Q(restored_at__isnull=True)
                | Q(revoked_at__isnull=False, restored_by__isnull=False) & ~Q(restored_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["identity"],
                condition=Q(state=CommitmentState.CORRECTING)
                | Q(state=CommitmentState.REVOKED, restored_at__isnull=True),
                name="commitment_broken",
            ),
            models.Index(
                fields=["case"],
                condition=Q(state__in=[CommitmentState.TO_CHECK, CommitmentState.CORRECTING]),
                name="commitment_open",
            ),
        ]


class CommitmentCheck(models.Model):
    """核查: what two officers found, once within the limit and again after each day set for putting right."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="checks")
    fulfilled = models.BooleanField()
    facts = models.TextField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    checked_with = models.CharField(max_length=60)  # the second officer's name
    correct_by_date = models.DateField(null=True)
    document = models.OneToOneField(
        "documents.OfficialDocument", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitment_check_says_what_was_found", condition=~Q(facts="") & ~Q(checked_with="")
            ),
        ]
