"""What happened to a case, as the ledger keeps it. Payloads name places, posts, limits and moments, never a person.

Each constant is the ``kind`` of a ledger event in stream ``case:<id>``; the dataclass of the same name is its payload,
version 1. Moments are ISO 8601 in UTC.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """What every payload carries, so that a consumer need not read the case back."""

    case_id: int
    number: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"operation.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroFeeRecorded:
    """A place does without fees (none named: without any); days in ISO. In stream ``zero_fee:<division>``."""

    zero_fee_id: int
    division: str
    document: str
    fees: list[str]
    from_date: str
    to_date: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"operation.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroFeeEnded:
    """From ``to_date`` on the place takes its fees again."""

    zero_fee_id: int
    to_date: str
    document: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"operation.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived(CaseEvent):
    item: str
    item_version: int
    entry_code: str
    channel: str
    promised_limit: str
    statutory_limit: str
    counting_rule: str
    office_hours: str
    thresholds_version: str
    calendar_version: int
    agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(CaseEvent):
    round: int
    materials: list[str]
    answer_by: str
    override_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSubmitted(CaseEvent):
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(CaseEvent):
    """``deemed``: the five working days passed in silence, so acceptance counts from the day of receipt (art. 32)."""

    accepted_at: str
    deemed: bool
    promised_due_at: str
    statutory_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(CaseEvent):
    outcome: str
    right_body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionSubmitted(CaseEvent):
    step: str
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsStarted(CaseEvent):
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSuspended(CaseEvent):
    procedure: str
    expected_limit: str
    notice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(CaseEvent):
    promised_due_at: str
    statutory_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockExtended(CaseEvent):
    by_limit: str
    approver_role: str
    promised_due_at: str
    statutory_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksRedated(CaseEvent):
    """A newer calendar moved due moments of this open case: kind of clock → [old, new]."""

    calendar_version: int
    moved: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReviewRecorded(CaseEvent):
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(CaseEvent):
    outcome: str
    result_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDelivered(CaseEvent):
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceGranted(CaseEvent):
    """Accepted although listed materials are still to come, by ``supply_by`` (a day)."""

    materials: list[str]
    supply_by: str
    notice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleratedMaterialsSupplied(CaseEvent):
    """``outstanding`` are still to come; empty when the promise is kept."""

    materials: list[str]
    outstanding: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceLapsed(CaseEvent):
    """What was promised did not come in time; ``ending`` is what follows."""

    outstanding: list[str]
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentTaken(CaseEvent):
    """Decided on the spot on a signed commitment; ``check_due_at`` is the end of the last day for the check."""

    check_limit: str
    check_due_at: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentChecked(CaseEvent):
    """``correct_by`` is the last day to put right what does not agree; empty when all does."""

    fulfilled: bool
    correct_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRevoked(CaseEvent):
    """The decision was taken back because the commitment was not kept."""

    revoked: list[str]
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCreditRestored(CaseEvent):
    """信用修复: the applicant may again decide by commitment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingArranged(CaseEvent):
    """``ground`` is a value of `HearingGround`."""

    ground: str
    begins_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingHeld(CaseEvent):
    """The record is among the documents of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingCalledOff(CaseEvent):
    """It was arranged and is not held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChecked(CaseEvent):
    """Two officers looked on site for a step; the day is ISO."""

    step: str
    checked_on: str
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceDeemedRenewed(CaseEvent):
    """The licence ended before its renewal was decided; ``valid_to`` is the new end, ISO, exclusive, or empty."""

    licence: str
    valid_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceEnded(CaseEvent):
    """``how`` is a value of `Ended`; the case is the one that gave the licence."""

    licence: str
    how: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedDemandRefused(CaseEvent):
    """Somebody went beyond a published list, by a demand or by a tolerance; refused, and the supervisor sees it."""

    demanded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNoticeIssued(CaseEvent):
    """Amounts in cents; ``waived_cents`` is what the list names and is not taken here."""

    amount_cents: int
    waived_cents: int
    notice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCancelled(CaseEvent):
    """The case ended before the fee was paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid(CaseEvent):
    order_number: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(CaseEvent):
    cause: str
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundApproved(CaseEvent):
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRefunded(CaseEvent):
    order_number: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDiffers(CaseEvent):
    """A line in which our books and the provider's statement of ``day`` disagree."""

    day: str
    order_number: str
    entry: str
    difference: str
    ours_cents: int
    theirs_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayPayment(PaymentDiffers):
    """The same for an order that nobody here knows: ``case_id`` is 0, and the stream is ``payments``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSettled(CaseEvent):
    """A person said what a difference was; ``case_id`` is 0 in stream ``payments``."""

    day: str
    order_number: str
    entry: str
