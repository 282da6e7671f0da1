"""行政权力网上运行平台: the case and everything that belongs to it.

A case names at filing everything that will judge it (`item_version`, limits, thresholds, counting rule) and the calendar
its dates were computed with. Rows here are written by `services` only.
"""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from yangguang.law.clocks import CountingRule, SpecialProcedure

from .commitment_models import Commitment, CommitmentCheck
from .fee_models import (
    FeeNotice,
    PaymentOrder,
    Reconciliation,
    ReconciliationDifference,
    Refund,
    ZeroFeePlace,
)
from .hearing_models import Hearing
from .joint_models import JointAct, JointCase, JointMember
from .licence_models import Licence, LicenceVersion
from .queue_models import Appointment, QueueTicket
from .site_check_models import SiteCheck
from .states import (
    CaseState,
    Channel,
    ClockKind,
    ClockState,
    Matter,
    Opinion,
    Outcome,
    ResultCode,
    StepState,
)
from .tolerance_models import Tolerance

__all__ = [
    "AnsweredRequest",
    "Appointment",
    "Case",
    "CaseMaterial",
    "CaseSerial",
    "CaseStep",
    "Clock",
    "Commitment",
    "CommitmentCheck",
    "Correction",
    "Decision",
    "Extension",
    "FeeNotice",
    "Hearing",
    "JointAct",
    "JointCase",
    "JointMember",
    "LegalReviewRecord",
    "Licence",
    "LicenceVersion",
    "PaymentOrder",
    "QueueTicket",
    "Reconciliation",
    "ReconciliationDifference",
    "Refund",
    "SiteCheck",
    "Suspension",
    "Tolerance",
    "ZeroFeePlace",
]


class Case(models.Model):
    """办件. ``number`` is the 43-character case number: implementing code, date, daily serial."""

    number = models.CharField(max_length=43, unique=True)
    tracking_code = models.CharField(max_length=12, unique=True)  # short and unguessable, behind the QR code
    item_version = models.ForeignKey(
        "power_library.ItemVersion", on_delete=models.PROTECT, related_name="cases"
    )
    entry = models.ForeignKey(
        "power_library.ImplementingEntry", on_delete=models.PROTECT, related_name="cases"
    )
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="cases")
    centre = models.ForeignKey("organisations.ServiceCentre", on_delete=models.PROTECT, related_name="cases")
    received_in = (
        models.ForeignKey(  # the place whose window, hall or room took it in; online: the handling place
            "organisations.Division", on_delete=models.PROTECT, related_name="received_cases"
        )
    )
    place_path = models.CharField(max_length=60)  # Division.path of the handling body
    level = models.SmallIntegerField()
    channel = models.CharField(max_length=8, choices=Channel.choices)

    applicant = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    applicant_kind = models.CharField(max_length=10)  # citizen | company
    applicant_name = models.CharField(max_length=120)
    applicant_identity = models.CharField(max_length=18)
    applicant_phone = models.CharField(max_length=20)
    agent = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="agency_cases"
    )
    authorisation = models.ForeignKey(
        "documents.EvidenceFile", null=True, on_delete=models.PROTECT, related_name="authorises"
    )
    electronic_service = models.BooleanField(default=True)  # the applicant agrees to be served electronically
    form = models.JSONField()
    # A renewal or change of a licence held already (行政许可法 arts 49, 50), and which.
    matter = models.CharField(max_length=8, choices=Matter.choices, blank=True, default="", db_default="")
    licence = models.ForeignKey(
        "power_operation.Licence", null=True, on_delete=models.PROTECT, related_name="applications"
    )
    deemed_renewed_at = models.DateTimeField(null=True)

    promised_limit = models.CharField(max_length=12)
    statutory_limit = models.CharField(max_length=12)
    counting_rule = models.CharField(max_length=40)
    # Of the body, on the day of filing, where the rule counts by them (law.axes.OfficeHours writes them).
    office_hours = models.CharField(max_length=120, blank=True, default="", db_default="")
    thresholds_version = models.CharField(max_length=40)
    calendar_version = models.ForeignKey(
        "calendars.CalendarVersion", on_delete=models.PROTECT, related_name="cases"
    )

    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.RECEIVED)
    suspended = models.BooleanField(default=False)
    # Whether a special procedure or an extension ever touched its clocks; most cases have none to look for.
    clocks_touched = models.BooleanField(default=False)
    heard = models.BooleanField(default=False, db_default=False)  # whether a hearing was ever arranged
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    result_code = models.SmallIntegerField(choices=ResultCode.choices, null=True)
    deemed_accepted = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    # Stored copies of the clocks' answer, for lists and indicators; the nightly recount compares them.
    promised_due_at = models.DateTimeField(null=True)
    statutory_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_concluded_has_result",
                condition=Q(state__in=[CaseState.CONCLUDED, CaseState.DELIVERED], concluded_at__isnull=False)
                & ~Q(outcome="")
                & Q(result_code__isnull=False)
                | ~Q(state__in=[CaseState.CONCLUDED, CaseState.DELIVERED]) & Q(concluded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="case_names_the_licence_it_is_about",
                condition=Q(matter="", licence__isnull=True) | ~Q(matter="") & Q(licence__isnull=False),
            ),
            models.CheckConstraint(
                name="case_counted_in_hours_names_them",
                condition=~Q(counting_rule=CountingRule.OFFICE_HOURS.value) | ~Q(office_hours=""),
            ),
            models.CheckConstraint(
                name="case_under_review_was_accepted",
                condition=~Q(state=CaseState.UNDER_REVIEW) | Q(accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="case_place_prefix"),
            models.Index(fields=["centre", "state", "received_at"], name="case_by_centre"),
            models.Index(fields=["body", "state"], name="case_by_body"),
            models.Index(fields=["applicant", "-received_at"], name="case_by_applicant"),
            models.Index(fields=["concluded_at"], name="case_concluded"),
            models.Index(
                fields=["promised_due_at"],
                condition=Q(concluded_at__isnull=True),
                name="case_open_by_promise",
            ),
            models.Index(
                fields=["calendar_version"],
                condition=Q(delivered_at__isnull=True),
                name="case_open_by_calendar",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseMaterial(models.Model):
    """材料: one listed material of the case, and the file that stands for it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="materials")
    key = models.CharField(max_length=60)  # key in the pinned item version; nothing else can be asked for
    file = models.ForeignKey("documents.EvidenceFile", null=True, on_delete=models.PROTECT)
    on_paper = models.BooleanField(default=False)  # handed in at the window
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_material", fields=["case", "key"], condition=Q(replaced_at__isnull=True)
            )
        ]


class CaseStep(models.Model):
    """环节: one step of the pinned item version in this case. Steps of one ``stage`` run at the same time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=60)
    stage = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="steps")
    role = models.CharField(max_length=24)
    limit = models.CharField(max_length=12)
    decides = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.PENDING)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT)
    finished_in_post = models.ForeignKey("organisations.Post", null=True, on_delete=models.PROTECT)
    opinion = models.CharField(max_length=8, choices=Opinion.choices, blank=True)
    opinion_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_step_per_key", fields=["case", "key"]),
            models.CheckConstraint(
                name="step_done_has_moment", condition=~Q(state=StepState.DONE) | Q(finished_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["body", "role"], condition=Q(state=StepState.ACTIVE), name="step_inbox"),
        ]


class Correction(models.Model):
    """一次性补正告知 (行政许可法 art. 32(4)): everything missing or wrong, told at once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    round = models.PositiveSmallIntegerField()
    items = (
        models.JSONField()
    )  # [{"material": key, "problem": missing|incorrect|out_of_date, "required": text}]
    answer_by_date = models.DateField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT)
    override_reason = models.TextField(blank=True)  # a second round needs one, and the supervisor sees it
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_correction_round", fields=["case", "round"]),
            models.UniqueConstraint(
                name="one_open_correction", fields=["case"], condition=Q(answered_at__isnull=True)
            ),
        ]


class Suspension(models.Model):
    """特别程序 (行政许可法 art. 45): time that is not counted, told to the applicant in writing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField(max_length=20)  # law.clocks.SpecialProcedure
    expected_limit = models.CharField(max_length=12)
    reason = models.TextField()
    notice = models.ForeignKey("documents.OfficialDocument", null=True, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT)

    @property
    def label(self) -> str:
        """The word of art. 45 for this procedure."""
        return SpecialProcedure(self.kind).label

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_suspension", fields=["case"], condition=Q(ended_at__isnull=True)
            ),
            ExclusionConstraint(
                name="suspensions_do_not_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        Func(
                            F("started_at"),
                            F("ended_at"),
                            Value("[)"),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Extension(models.Model):
    """延期 (art. 42): once, before the limit has passed, approved by the officer whom the article names."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="extension")
    by_limit = models.CharField(max_length=12)
    reason = models.TextField()
    approver_role = models.CharField(max_length=24)
    approved_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT)
    approved_at = models.DateTimeField()
    notice = models.ForeignKey("documents.OfficialDocument", null=True, on_delete=models.PROTECT)


class Clock(models.Model):
    """时限: one running limit of a case or step; ``due_at`` is always the replay's answer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind.choices)
    step = models.ForeignKey(CaseStep, null=True, on_delete=models.PROTECT, related_name="clocks")
    limit = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)  # the due day lies in a year not yet announced
    stopped_at = models.DateTimeField(null=True)
    used_days = models.SmallIntegerField(null=True)  # units of the limit used, once stopped
    left_days = models.SmallIntegerField(null=True)  # units left when stopped; negative = overdue by

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_clock_per_case_and_kind", fields=["case", "kind"], condition=Q(step__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_clock_per_step", fields=["step"], condition=Q(step__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at__isnull=True), name="clock_running")
        ]


class Decision(models.Model):
    """决定 (arts 34, 38): a refusal carries facts, reasons, basis and remedies or is not recorded."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    facts = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    decided_by = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT)
    decided_in_post = models.ForeignKey("organisations.Post", null=True, on_delete=models.PROTECT)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refusal_states_reasons_and_remedies",
                condition=Q(outcome=Outcome.GRANTED)
                | Q(outcome__in=[Outcome.WITHDRAWN, Outcome.ABANDONED])
                | ~Q(reasons="") & ~Q(remedies=""),
            )
        ]


class LegalReviewRecord(models.Model):
    """法制审核: the recorded review without which some decisions may not be made (行政处罚法 art. 58, item's own rule)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_reviews")
    passed = models.BooleanField()
    opinion = models.TextField()
    reviewed_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT)
    reviewed_at = models.DateTimeField()


class CaseSerial(models.Model):
    """The daily serial of a case number: per implementing code and day, never reused."""

    entry_code = models.CharField(max_length=31)
    day = models.DateField()
    last_serial = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_serial_per_entry_and_day", fields=["entry_code", "day"])
        ]


class AnsweredRequest(models.Model):
    """A client's idempotency key and the answer it got, so that a repeat has one effect."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=40)
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("已答复的请求")
