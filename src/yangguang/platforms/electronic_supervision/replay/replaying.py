"""A whole log judged: the figures, and each card with the moment at which it fell due.

One case is held at a time. What cannot be told before the end of the log (how far the cases that never ended had come
by then) waits in a file.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any, TextIO

from ..levels import AlertLevel
from ..rules import Alert, Stretch, alerts_passed
from .judging import Judge, Standing
from .logs import LoggedCase

WORDS = {AlertLevel.WARN: "warn", AlertLevel.YELLOW: "yellow", AlertLevel.RED: "red"}
COUNTED = {AlertLevel.WARN: "warnings", AlertLevel.YELLOW: "yellow", AlertLevel.RED: "red"}

Cards = Callable[[dict[str, str]], object]


@dataclass(slots=True)
class ReplayReport:
    """What a log shows. ``on_time`` and ``late`` are of the cases that ended; ``unjudged`` are left out of both.

    ``warnings``, ``yellow`` and ``red`` count alerts as the live watch would have given them, one of each level for a
    case; ``highest`` counts each case once, at the highest level it reached.
    """

    cases: int = 0
    events: int = 0
    ended: int = 0
    on_time: int = 0
    late: int = 0
    warnings: int = 0
    yellow: int = 0
    red: int = 0
    open: int = 0
    unjudged: int = 0
    repeated: int = 0  # cases whose name an earlier one bears
    untimed: int = 0  # events without a time
    highest: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED.values(), 0))
    as_of: datetime | None = None


def replay_log(
    cases: Iterable[LoggedCase], judge: Judge, *, as_of: datetime | None = None, cards: Cards | None = None
) -> ReplayReport:
    """Judge every case. Cases that never ended are judged as at ``as_of``, by default the last moment in the log.

    ``cards`` is called with each card: of ended cases in the order of the log, then of those that never ended.
    """
    with Replay(judge, as_of, cards) as replay:
        for case in cases:
            replay.take(case)
        return replay.report()


class Replay:
    """One count under way. A context: it keeps a temporary file."""

    def __init__(self, judge: Judge, as_of: datetime | None, cards: Cards | None = None) -> None:
        self.judge = judge
        self.as_of = as_of
        self.cards = cards
        self.waiting: TextIO = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        self.last_at: datetime | None = None
        self.names: set[int] = set()  # fingerprints, so that memory does not grow with the length of names
        self.found = ReplayReport()

    def __enter__(self) -> "Replay":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.waiting.close()

    def take(self, case: LoggedCase) -> Standing:
        """Count a case; returns how it stands."""
        found = self.found
        found.cases += 1
        found.events += case.events
        found.untimed += case.untimed
        self._see(case)
        verdict = self.judge.verdict(case)
        if case.ended_at is not None:
            found.ended += 1
        if verdict.standing is Standing.OPEN:
            found.open += 1
            self._let_wait(case, verdict.alerts)
        elif verdict.standing is Standing.UNJUDGED:
            found.unjudged += 1
            found.open += case.ended_at is None
        else:
            found.on_time += verdict.standing is Standing.ON_TIME
            found.late += verdict.standing is Standing.LATE
            self._count(case.name, verdict.alerts)
        return verdict.standing

    def _see(self, case: LoggedCase) -> None:
        mark = hash(case.name)
        if mark in self.names:
            self.found.repeated += bool(case.name)
        self.names.add(mark)
        for at in (case.last_at, case.ended_at):
            if at is not None and (self.last_at is None or at > self.last_at):
                self.last_at = at

    def _let_wait(self, case: LoggedCase, alerts: Iterable[Alert]) -> None:
        assert case.started_at is not None
        course = [[alert.level, alert.rule.id, alert.at.isoformat()] for alert in alerts]
        json.dump([case.name, case.started_at.isoformat(), course], self.waiting, ensure_ascii=False)
        self.waiting.write("\n")

    def _count(self, name: str, alerts: Iterable[Alert]) -> None:
        highest = None
        for alert in alerts:
            word = COUNTED[alert.level]
            setattr(self.found, word, getattr(self.found, word) + 1)
            highest = max(highest or alert.level, alert.level)
            if self.cards is not None:
                self.cards(_card(name, alert))
        if highest is not None:
            self.found.highest[COUNTED[highest]] += 1

    def report(self) -> ReplayReport:
        """The figures, once every case has been taken."""
        self.found.as_of = as_of = self.as_of or self.last_at
        self.waiting.seek(0)
        for line in self.waiting:
            name, began, course = json.loads(line)
            self._count(name, self._come_by(as_of, began, course))
        return self.found

    def _come_by(self, as_of: datetime | None, began: str, course: list[list[Any]]) -> list[Alert]:
        rules = {(rule.id, rule.level): rule for rule in self.judge.rules.rules}
        alerts = [
            Alert(rules[rule, AlertLevel(level)], datetime.fromisoformat(at)) for level, rule, at in course
        ]
        return alerts_passed(
            [Stretch(datetime.fromisoformat(began), None, held=False, alerts=alerts)], stopped_at=as_of
        )


def _card(name: str, alert: Alert) -> dict[str, str]:
    return {
        "case": name,
        "level": WORDS[alert.level],
        "rule": alert.rule.id,
        "fell_due_at": alert.at.astimezone(UTC).isoformat(),
    }
