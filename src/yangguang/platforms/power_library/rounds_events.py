"""What happened to a round, as the ledger keeps it in stream ``round:<id>``; changes of law stand in ``law_change:<id>``.

Each dataclass is the payload, version 1, of the ledger event of its name. Moments and days are ISO 8601.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent:
    round: int

    @property
    def stream(self) -> str:
        return f"round:{self.round}"

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"library.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened(RoundEvent):
    title: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSubmitted(RoundEvent):
    """The lines stand still from now on: ``lines_sha256`` fixes them. The legal check is late from ``check_due_at``."""

    lines: int
    lines_sha256: str
    check_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFoundLawful(RoundEvent):
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundApproved(RoundEvent):
    publish_on: str
    in_force_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReturned(RoundEvent):
    from_state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWithdrawn(RoundEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundHeldUp(RoundEvent):
    """Its day had come and nothing was changed, for ``obstacles``."""

    obstacles: list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPublished(RoundEvent):
    """``cancelled`` and ``changed`` count the items; each has its own event in its own stream."""

    in_force_on: str
    cancelled: int
    changed: int
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalCheckOverdue(RoundEvent):
    """The legal check was due before ``due_at`` and had not been made."""

    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalChangeEvent:
    change: int

    @property
    def stream(self) -> str:
        return f"law_change:{self.change}"

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"library.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalChangeRecorded(LegalChangeEvent):
    instrument: str
    department: str
    published_on: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalChangeReported(LegalChangeEvent):
    """By a line of round ``round``, when that was submitted; ``late`` when that was after the day."""

    round: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReportOverdue(LegalChangeEvent):
    """The department owed its report before ``due_at`` and had made none."""

    department: str
    due_at: str
