"""联办件: one application for a matter that spans items; its members are ordinary cases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .states import Channel


class JointState(models.TextChoices):
    RECEIVED = "received", _("已收件")
    UNDER_REVIEW = "under_review", _("联合办理中")
    CONCLUDED = "concluded", _("全部办结")
    DELIVERED = "delivered", _("结果已一并送达")


class JointOpinion(models.TextChoices):
    """The answers that joint review knows; none of them is a licence."""

    AGREE = "agree", _("同意")
    DISAGREE = "disagree", _("不同意")
    SEND_UP = "send_up", _("同意但需转报")


class JointActKind(models.TextChoices):
    SITE_VISIT = "site_visit", _("联合踏勘")
    MEETING = "meeting", _("联审会议")


class JointCase(models.Model):
    """``matter`` is the definition as it stood at filing; ``answers`` and ``files`` go by its keys.

    The joint clock runs from the first acceptance of a member; ``due_at`` is always the replay's answer (`joint_clock`).
    """

    number = models.CharField(max_length=30, unique=True)
    matter_key = models.CharField(max_length=60)
    matter = models.JSONField()
    place = models.ForeignKey("organisations.Division", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=60)  # of the lead body, as of a case
    lead_body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="led_cases")
    centre = models.ForeignKey("organisations.ServiceCentre", on_delete=models.PROTECT, related_name="+")
    received_in = models.ForeignKey("organisations.Division", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)

    applicant = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    applicant_kind = models.CharField(max_length=10)
    applicant_name = models.CharField(max_length=120)
    applicant_identity = models.CharField(max_length=18)
    applicant_phone = models.CharField(max_length=20)
    agent = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(
        "documents.EvidenceFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    electronic_service = models.BooleanField()
    answers = models.JSONField()
    files = models.JSONField()  # key of the matter's material -> EvidenceFile id
    on_paper = models.JSONField()  # keys handed over at the window

    state = models.CharField(max_length=12, choices=JointState.choices, default=JointState.RECEIVED)
    limit = models.CharField(max_length=12)
    calendar_version = models.ForeignKey(
        "calendars.CalendarVersion", on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    opinions_due_at = models.DateTimeField(null=True)
    extended_by_limit = models.CharField(max_length=12, blank=True)
    extension_reason = models.TextField(blank=True)
    extended_at = models.DateTimeField(null=True)
    extended_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_clock_runs_from_acceptance",
                condition=Q(accepted_at__isnull=True, due_at__isnull=True)
                | Q(accepted_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="joint_extension_is_whole",
                condition=Q(extended_at__isnull=True, extended_by__isnull=True, extended_by_limit="")
                | Q(extended_at__isnull=False, extended_by__isnull=False)
                & ~Q(extended_by_limit="")
                & ~Q(extension_reason=""),
            ),
            models.CheckConstraint(
                name="joint_state_has_its_moment",
                condition=(
                    Q(state=JointState.RECEIVED, concluded_at__isnull=True)
                    | Q(state=JointState.UNDER_REVIEW, accepted_at__isnull=False, concluded_at__isnull=True)
                    | Q(state=JointState.CONCLUDED, concluded_at__isnull=False, delivered_at__isnull=True)
                    | Q(state=JointState.DELIVERED, concluded_at__isnull=False, delivered_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-received_at"], name="joint_by_applicant"),
            models.Index(fields=["centre", "state"], name="joint_by_centre"),
            models.Index(
                fields=["opinions_due_at"], condition=Q(concluded_at__isnull=True), name="joint_opinions_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class JointMember(models.Model):
    """One item of a joint case: waiting for ``after``, filed as ``case``, or dropped because its ground fell away."""

    joint = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="members")
    item = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(
        "power_library.ImplementingEntry", on_delete=models.PROTECT, related_name="joint_members"
    )
    after = models.JSONField()  # items whose decision it waits for
    case = models.OneToOneField(
        "power_operation.Case", null=True, on_delete=models.PROTECT, related_name="joint_member"
    )
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.TextField(blank=True)
    opinion = models.CharField(max_length=8, choices=JointOpinion.choices, blank=True)
    opinion_text = models.TextField(blank=True)
    opinion_deemed = models.BooleanField(default=False)
    opinion_at = models.DateTimeField(null=True)
    opinion_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_joint_member_per_item", fields=["joint", "item"]),
            models.CheckConstraint(
                name="joint_member_dropped_with_reasons",
                condition=Q(dropped_at__isnull=True) | Q(case__isnull=True) & ~Q(dropped_why=""),
            ),
            models.CheckConstraint(
                name="joint_disagreement_has_reasons",
                condition=~Q(opinion=JointOpinion.DISAGREE) | ~Q(opinion_text=""),
            ),
            models.CheckConstraint(
                name="joint_opinion_is_somebodys_or_deemed",
                condition=Q(opinion="", opinion_at__isnull=True, opinion_deemed=False)
                | Q(opinion_at__isnull=False, opinion_deemed=False, opinion_by__isnull=False) & ~Q(opinion="")
                | Q(
                    opinion=JointOpinion.AGREE,
                    opinion_at__isnull=False,
                    opinion_deemed=True,
                    opinion_by__isnull=True,
                ),
            ),
        ]


class JointAct(models.Model):
    """联合踏勘、联审会议: held once and together, by at least two officers, with its protocol."""

    joint = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=JointActKind.choices)
    held_on = models.DateField()
    present = models.JSONField()  # items whose bodies took part
    protocol = models.TextField()
    recorded_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    recorded_with = models.CharField(max_length=60)  # the second officer's name
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_act_by_two_with_protocol", condition=~Q(protocol="") & ~Q(recorded_with="")
            )
        ]
