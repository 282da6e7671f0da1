"""What happened to a joint case, in stream ``joint:<id>``. Payloads name items, cases and moments, never a person.

Version 1; moments are ISO 8601 in UTC.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class JointEvent:
    joint_id: int
    number: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"operation.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class JointReceived(JointEvent):
    matter: str
    members: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMemberFiled(JointEvent):
    item: str
    case_id: int
    case_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMemberDropped(JointEvent):
    """What the member waited for did not come; nothing is filed for it."""

    item: str
    because_of: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAccepted(JointEvent):
    """The joint clock runs."""

    accepted_at: str
    due_at: str
    opinions_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointExtended(JointEvent):
    by_limit: str
    due_at: str
    notice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointActRecorded(JointEvent):
    act: str
    held_on: str
    present: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointOpinionGiven(JointEvent):
    """``deemed``: nobody answered in time, and the local rule takes that for an opinion. It decides nothing."""

    item: str
    opinion: str
    deemed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JointConcluded(JointEvent):
    outcomes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointDelivered(JointEvent):
    mode: str
    cases: list[str]
