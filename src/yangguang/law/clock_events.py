"""What can happen to a clock. Events are facts: they carry when, by whom and by which paper, never an effect."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .phrases import Phrase
from .time_limits import TimeLimit


class SpecialProcedure(StrEnum):
    """特别程序: the eight procedures whose time is not counted (行政许可法 45)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"

    @property
    def label(self) -> Phrase:
        return PAUSE_LABELS[self]


class Consultation(StrEnum):
    """Time that other laws leave out: asking third parties or other agencies (政府信息公开条例 33)."""

    THIRD_PARTY = "third_party"
    OTHER_AGENCY = "other_agency"

    @property
    def label(self) -> Phrase:
        return PAUSE_LABELS[self]


PauseKind = SpecialProcedure | Consultation

PAUSE_LABELS: dict[PauseKind, Phrase] = {
    SpecialProcedure.HEARING: Phrase("听证", "hearing"),
    SpecialProcedure.TENDER: Phrase("招标", "tender"),
    SpecialProcedure.AUCTION: Phrase("拍卖", "auction"),
    SpecialProcedure.INSPECTION: Phrase("检验", "inspection"),
    SpecialProcedure.TESTING: Phrase("检测", "testing"),
    SpecialProcedure.QUARANTINE: Phrase("检疫", "quarantine"),
    SpecialProcedure.APPRAISAL: Phrase("鉴定", "appraisal"),
    SpecialProcedure.EXPERT_REVIEW: Phrase("专家评审", "expert review"),
    Consultation.THIRD_PARTY: Phrase("征求第三方意见", "consulting a third party"),
    Consultation.OTHER_AGENCY: Phrase("征求其他机关意见", "consulting another agency"),
}


class Approver(StrEnum):
    """Who may extend a limit; the law of the case names one of them."""

    AGENCY_HEAD = "agency_head"
    GOVERNMENT_HEAD = "government_head"
    DISCLOSURE_HEAD = "disclosure_head"
    UNIT_HEAD = "unit_head"

    @property
    def label(self) -> Phrase:
        return APPROVER_LABELS[self]


APPROVER_LABELS = {
    Approver.AGENCY_HEAD: Phrase("本行政机关负责人", "the head of the agency"),
    Approver.GOVERNMENT_HEAD: Phrase("本级人民政府负责人", "the head of the government at that level"),
    Approver.DISCLOSURE_HEAD: Phrase("政府信息公开工作机构负责人", "the head of the disclosure unit"),
    Approver.UNIT_HEAD: Phrase("承办单位负责人", "the head of the handling unit"),
}


@dataclass(frozen=True, slots=True)
class Started:
    """The event from which the limit runs. Started again after `Stopped`, a clock continues; it never begins anew."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    """A procedure began whose time is not counted; ``notice`` numbers the written notice to the applicant.

    ``expected`` is the time that the notice told.
    """

    at: datetime
    kind: PauseKind
    notice: str | None
    expected: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """A procedure ended: that of ``kind``, or the one that has been open longest."""

    at: datetime
    kind: PauseKind | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """A longer limit was approved, for a reason that the applicant was told."""

    at: datetime
    by: TimeLimit
    approver: Approver
    reason: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The limit was asked to begin anew, where its law has it so (disclosure after clarification)."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The act that was due is done."""

    at: datetime


ClockEvent = Started | Suspended | Resumed | Extended | Restarted | Stopped

# Events of one moment take effect in this order, whatever order they are given in.
ORDER_OF_KIND: dict[type[ClockEvent], int] = {
    Started: 0,
    Restarted: 1,
    Suspended: 2,
    Resumed: 3,
    Extended: 4,
    Stopped: 5,
}


def in_order(event: ClockEvent) -> tuple[datetime, int, str]:
    """A total order over events: by moment, then by kind, then by what they say."""
    if isinstance(event, Suspended):
        detail = f"{event.kind.value} {event.notice or ''} {event.expected}"
    elif isinstance(event, Extended):
        detail = f"{event.by} {event.approver.value} {event.reason}"
    else:
        detail = ""
    return event.at, ORDER_OF_KIND[type(event)], detail
