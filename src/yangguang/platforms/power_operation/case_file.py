"""卷宗: a case with its steps and clocks, held against other acts until the transaction ends.

This is the path of every act, so its SQL is written by hand: one statement reads the file, an act changes the rows in
memory, and `CaseFile.store` writes what differs in one statement more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from yangguang.foundations import rows
from yangguang.platforms.power_library import queries as library

from .models import Case, CaseStep, Clock
from .states import StepState

Row = TypeVar("Row", bound=Model)
Values = Sequence[Any]
Statement = tuple[str, list[Any]]

# What an act may change; all else was pinned at filing or when the row came into being.
CASE_CHANGES = (
    "state",
    "suspended",
    "clocks_touched",
    "outcome",
    "result_code",
    "deemed_accepted",
    "accepted_at",
    "concluded_at",
    "delivered_at",
    "promised_due_at",
    "statutory_due_at",
    "calendar_version_id",
    "form",
)
STEP_CHANGES: Mapping[str, str] = {
    "state": "text",
    "started_at": "timestamptz",
    "finished_at": "timestamptz",
    "finished_by_id": "bigint",
    "finished_in_post_id": "bigint",
    "opinion": "text",
    "opinion_text": "text",
}
CLOCK_CHANGES: Mapping[str, str] = {
    "limit": "text",
    "state": "text",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "provisional": "boolean",
    "stopped_at": "timestamptz",
    "used_days": "smallint",
    "left_days": "smallint",
}
NEW_CLOCK: Mapping[str, str] = {"case_id": "bigint", "kind": "text", "step_id": "bigint", **CLOCK_CHANGES}


@dataclass(slots=True)
class CaseFile:
    """``steps`` stand in the order of the procedure; a clock appended to ``clocks`` is stored with the rest."""

    case: Case
    steps: list[CaseStep]
    clocks: list[Clock]
    _as_read: dict[tuple[type[Model], int], Values]

    @property
    def running_clocks(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.stopped_at is None]

    @property
    def active_steps(self) -> list[CaseStep]:
        return [step for step in self.steps if step.state == StepState.ACTIVE]

    def store(self) -> None:
        """Write what the act changed; called once, when everything is in place."""
        statements = list(self._changes())
        if not statements:
            return
        parts = ", ".join(f"change_{number} AS ({sql})" for number, (sql, _values) in enumerate(statements))
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {parts} SELECT 1", [value for _sql, values in statements for value in values]
            )

    def _changes(self) -> Iterator[Statement]:
        before = self._as_read[Case, self.case.pk]
        after = _values(self.case, CASE_CHANGES)
        changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        if changed:
            columns = ", ".join(f"{CASE_CHANGES[n]} = %s" for n in changed)
            yield (
                f"UPDATE power_operation_case SET {columns} WHERE id = %s",  # noqa: S608 - CASE_CHANGES
                [*(rows.plain(after[n]) for n in changed), self.case.pk],
            )
        if steps := self._changed(self.steps, STEP_CHANGES):
            yield _UPDATE_STEPS, _arrays(steps, ("id", *STEP_CHANGES))
        if clocks := self._changed(self.clocks, CLOCK_CHANGES):
            yield _UPDATE_CLOCKS, _arrays(clocks, ("id", *CLOCK_CHANGES))
        if new := [clock for clock in self.clocks if clock.pk is None]:
            yield _INSERT_CLOCKS, _arrays(new, NEW_CLOCK)

    def _changed(self, held: Iterable[Row], columns: Iterable[str]) -> list[Row]:
        return [
            one
            for one in held
            if (before := self._as_read.get((type(one), one.pk))) and before != _values(one, columns)
        ]


def read_file(case_id: int) -> CaseFile | None:
    """The file of a case, locked (FOR NO KEY UPDATE); None when there is no such case. ``case.body`` comes along."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [case_id])
        found = [rows.parted(_PARTS.values(), line) for line in cursor.fetchall()]
    if not found:
        return None
    case = _case(*found[0][:2])
    steps = [rows.row(CaseStep, step) for _case, _body, step, _clock in found if step[0] is not None]
    clocks = [rows.row(Clock, clock) for *_others, clock in found if clock[0] is not None]
    as_read: dict[tuple[type[Model], int], Values] = {(Case, case.pk): _values(case, CASE_CHANGES)}
    as_read |= {(CaseStep, step.pk): _values(step, STEP_CHANGES) for step in steps}
    as_read |= {(Clock, clock.pk): _values(clock, CLOCK_CHANGES) for clock in clocks}
    return CaseFile(case, steps, clocks, as_read)


def _case(found: Values, body: Values) -> Case:
    case = rows.row(Case, found)
    case.body = rows.row(_PARTS["body"], body)
    case.item_version = library.pinned(case.item_version_id).version
    return case


def _values(held: Model, columns: Iterable[str]) -> Values:
    return [getattr(held, column) for column in columns]


def _arrays(held: Sequence[Model], columns: Iterable[str]) -> list[Any]:
    return [[rows.plain(getattr(one, column)) for one in held] for column in columns]


def _update(table: str, columns: Mapping[str, str]) -> str:
    """An UPDATE of many rows from one array for the ids and one for each column."""
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'"{name}" = new."{name}"' for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return (
        f"UPDATE {table} AS held SET {values} "  # noqa: S608 - names written in this module
        f"FROM unnest(%s::bigint[], {arrays}) AS new (id, {names}) WHERE held.id = new.id"
    )


def _insert(table: str, columns: Mapping[str, str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


_PARTS: Mapping[str, Any] = {
    "held": Case,
    "body": Case._meta.get_field("body").related_model,
    "step": CaseStep,
    "clock": Clock,
}
_COLUMNS = ", ".join(rows.columns(model, f"(file.{part})") for part, model in _PARTS.items())
_READ = f"SELECT {_COLUMNS} FROM power_operation_case_file(%s) AS file"  # noqa: S608 - columns of our own models
_UPDATE_STEPS = _update("power_operation_casestep", STEP_CHANGES)
_UPDATE_CLOCKS = _update("power_operation_clock", CLOCK_CHANGES)
_INSERT_CLOCKS = _insert("power_operation_clock", NEW_CLOCK)
