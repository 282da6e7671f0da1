"""The same history under other terms: what a change of limit, promise or thresholds would have made of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from .judging import Judge, Standing
from .logs import LoggedCase
from .replaying import Replay, ReplayReport

Changed = Callable[[dict[str, str]], object]


@dataclass(slots=True)
class Rehearsal:
    """Both counts, and how many cases that ended stand otherwise under the other terms."""

    now: ReplayReport
    then: ReplayReport
    changed: dict[str, int] = field(default_factory=dict)  # "on_time→late": cases


def rehearse_log(
    cases: Iterable[LoggedCase],
    now: Judge,
    then: Judge,
    *,
    as_of: datetime | None = None,
    changed: Changed | None = None,
) -> Rehearsal:
    """Judge each case twice in one reading of the log; ``changed`` is called with each that stands otherwise."""
    moves: dict[str, int] = {}
    with Replay(now, as_of) as before, Replay(then, as_of) as after:
        for case in cases:
            was, would_be = before.take(case), after.take(case)
            if was is not would_be:
                _note(moves, case, was, would_be, changed)
        return Rehearsal(before.report(), after.report(), moves)


def _note(
    moves: dict[str, int], case: LoggedCase, was: Standing, would_be: Standing, changed: Changed | None
) -> None:
    move = f"{was.value}→{would_be.value}"
    moves[move] = moves.get(move, 0) + 1
    if changed is not None:
        changed({"case": case.name, "was": was.value, "would_be": would_be.value})
