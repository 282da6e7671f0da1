"""Inspections on the ledger, stream ``plan:<id>``: the seed and the pool, so that no draw can be exchanged later."""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvent:
    plan_id: int
    number: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"supervision.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionsDrawn(PlanEvent):
    """``windows`` are the ids of those drawn, in the order drawn."""

    seed: str
    pool_sha256: str
    windows: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowInspected(PlanEvent):
    """``failed``: keys of checklist items; ``order`` the number of the order that follows, empty when all was well."""

    ordinal: int
    failed: list[str]
    order: str
    answers_sha256: str
