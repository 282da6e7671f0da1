"""Event logs judged by the rules of supervision: XES and CSV, against a recount that shares nothing with them."""

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import WorkingCalendar, announced_calendar
from yangguang.platforms.electronic_supervision.replay import (
    LoggedCase,
    LogNames,
    ReplayReport,
    Terms,
    judge_for,
    read_csv,
    read_xes,
    replay_log,
)

from .report import Measurement, Section

XES_EVENTS, TABLE_EVENTS = 200_000, 1_000_000
XES_TARGET, TABLE_TARGET = 50_000, 200_000  # a million rows in five seconds
LIMIT_DAYS = 25
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
SHANGHAI_HOURS = timedelta(hours=8)
METHOD = (
    f"Seeded cases of 3 to 20 events from {FIRST:%Y-%m-%d} on, each XES event with six attributes; the limit is "
    f"{LIMIT_DAYS} natural days. Reading, judging and counting, from the file to the figures, in one process, "
    "by its processor time. The figures are compared with a recount that walks the days one by one."
)

Reader = Callable[[Path, LogNames], Iterator[LoggedCase]]
Case = tuple[str, list[datetime]]


def run() -> Section:
    """Measure, and raise AssertionError where the recount finds something else."""
    calendar = announced_calendar()
    with TemporaryDirectory() as folder:
        log, table = Path(folder, "log.xes"), Path(folder, "log.csv")
        expected = {log: _write_xes(log, calendar), table: _write_table(table, calendar)}
        measurements = [
            Measurement("events from XES", _rate(log, read_xes, calendar, expected[log]), XES_TARGET),
            Measurement("events from CSV", _rate(table, read_csv, calendar, expected[table]), TABLE_TARGET),
        ]
    return Section("Histories replayed", METHOD, measurements)


def _rate(path: Path, read: Reader, calendar: WorkingCalendar, expected: dict[str, int]) -> float:
    """Events in a second of processor time, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        started = process_time()
        found = _judged(read(path, LogNames()), calendar)
        best = min(best, process_time() - started)
        assert found == expected
    return expected["events"] / best


def _judged(cases: Iterator[LoggedCase], calendar: WorkingCalendar) -> dict[str, int]:
    judge = judge_for(Terms(TimeLimit.parse(f"{LIMIT_DAYS}nd")), calendar)
    report: ReplayReport = replay_log(cases, judge)
    return {key: getattr(report, key) for key in ("cases", "events", "on_time", "late")}


def _cases(events: int) -> Iterator[Case]:
    chance = random.Random(20261123)
    written = number = 0
    while written < events:
        number += 1
        at = FIRST + timedelta(minutes=chance.randrange(700 * 1440))
        times = []
        for _ in range(min(chance.randint(3, 20), events - written)):
            times.append(at)
            at += timedelta(minutes=chance.randrange(90 * 60))
        written += len(times)
        yield f"case-{number}", times


def _recounted(counts: Counter[str], times: list[datetime], calendar: WorkingCalendar) -> None:
    last = (times[0] + SHANGHAI_HOURS).date() + timedelta(days=LIMIT_DAYS)
    while not calendar.is_working_day(last):
        last += timedelta(days=1)
    counts["cases"] += 1
    counts["events"] += len(times)
    counts["late" if (times[-1] + SHANGHAI_HOURS).date() > last else "on_time"] += 1


def _write_xes(path: Path, calendar: WorkingCalendar) -> dict[str, int]:
    counts: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for name, times in _cases(XES_EVENTS):
            events = "".join(_event(at, number) for number, at in enumerate(times))
            file.write(f'<trace><string key="concept:name" value="{name}"/>\n{events}</trace>\n')
            _recounted(counts, times, calendar)
        file.write("</log>\n")
    return dict(counts)


def _event(at: datetime, number: int) -> str:
    return (
        f'<event><string key="org:resource" value="r{number}"/><string key="lifecycle:transition" value="complete"/>'
        f'<string key="concept:name" value="step {number}"/><date key="time:timestamp" value="{at.isoformat()}"/>'
        '<int key="cost" value="4"/><string key="channel" value="window"/></event>\n'
    )


def _write_table(path: Path, calendar: WorkingCalendar) -> dict[str, int]:
    counts: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["case:concept:name", "concept:name", "time:timestamp"])
        for name, times in _cases(TABLE_EVENTS):
            writer.writerows((name, f"step {number}", at.isoformat()) for number, at in enumerate(times))
            _recounted(counts, times, calendar)
    return dict(counts)
