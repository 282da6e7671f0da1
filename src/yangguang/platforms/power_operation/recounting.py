"""Which open cases a calendar dates otherwise than they are dated: every running clock counted anew, in one statement.

A clock that counts whole working days and was never suspended or extended needs no replay: its due day is the working
day of rank *rank(start) + n*, and both tables of ranks travel with the statement. Whatever else there is (other units,
other counting rules, clocks with a history) is named for a replay rather than judged here.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from yangguang.foundations.calendars.queries import WorkingCalendar
from yangguang.law.axes import CountingRule
from yangguang.law.time_limits import end_of_day, shanghai_date
from yangguang.law.working_days import UnannouncedYear, days_through, significant_digits

from .case_clocks import SUSPENDED_BY_PROCEDURE

_SPAN = "SELECT min(started_at), max(due_at) FROM power_operation_clock AS clock WHERE stopped_at IS NULL {chosen}"
# `counted`: the moment at which the law's count ends; OFFSET 0 keeps it from being computed once for each comparison.
_OTHERWISE = """
SELECT DISTINCT case_id
FROM (
    SELECT clock.case_id, clock.due_at, clock.provisional, CASE
        WHEN clock.limit LIKE '%%wd' AND NOT held.clocks_touched
            AND (held.counting_rule = %(lawful)s OR clock.kind <> ALL(%(by_case_rule)s))
        THEN (%(ends)s::timestamptz[])[
            (%(ranks)s::int[])[(clock.started_at AT TIME ZONE INTERVAL '8 hours')::date - %(first)s::date + 1]
            + rtrim(clock.limit, 'wd')::int]
        END AS counted
    FROM power_operation_clock AS clock JOIN power_operation_case AS held ON held.id = clock.case_id
    WHERE clock.stopped_at IS NULL AND held.calendar_version_id < %(version)s AND {there} {chosen}
    OFFSET 0
) AS clocks
WHERE counted IS NULL OR due_at <> counted OR provisional <> (counted > %(announced_until)s)
"""
# Parallel workers would unpack both tables anew for each row; one process with room for the hash is twenty times faster.
_ALONE = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '256MB'"
SLACK = timedelta(days=2 * 366)  # working days of the table beyond the last due day now


@dataclass(frozen=True, slots=True)
class _Area:
    """Places that count by one calendar: those under ``prefix`` without those under ``without``."""

    calendar: WorkingCalendar
    prefix: str
    without: Collection[str]

    def condition(self) -> str:
        path = "held.place_path || '.'"
        return f"{path} LIKE %(inside)s AND {path} NOT LIKE ALL(%(outside)s::text[])"

    def parameters(self) -> dict[str, Any]:
        inside = f"%.{self.prefix}.%" if self.prefix else "%"
        return {"inside": inside, "outside": [f"%.{prefix}.%" for prefix in self.without]}


def cases_dated_otherwise(
    calendar: WorkingCalendar, *, version: int, among: list[int] | None = None
) -> list[int]:
    """Open cases dated by a version before ``version`` that ``calendar`` dates otherwise, or that only a replay can judge.

    ``among`` names the cases to look at, else it is all of them.
    """
    found: list[int] = []
    for area in _areas(calendar):
        found += _dated_otherwise(area, version, among)
    return sorted(found)


def _areas(calendar: WorkingCalendar) -> Iterator[_Area]:
    prefixes = {significant_digits(one.region) for one in calendar.overlays if one.region}
    for prefix in sorted({"", *prefixes}):
        inside = [other for other in prefixes if other != prefix and other.startswith(prefix)]
        yield _Area(calendar.for_region(prefix.ljust(12, "0")) if prefix else calendar, prefix, inside)


def _dated_otherwise(area: _Area, version: int, among: list[int] | None) -> list[int]:
    chosen = "" if among is None else "AND clock.case_id = ANY(%(among)s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ALONE)
        cursor.execute(_SPAN.format(chosen=chosen), {"among": among})
        started_at, due_at = cursor.fetchone()
        if started_at is None:
            return []
        first, last = shanghai_date(started_at), shanghai_date(due_at) + SLACK
        cursor.execute(
            _OTHERWISE.format(there=area.condition(), chosen=chosen),
            area.parameters()
            | _tables(area.calendar.provisional(), first, last)
            | {
                "among": among,
                "version": version,
                "first": first,
                "lawful": CountingRule.WHOLE_WORKING_DAYS.value,
                "by_case_rule": [kind.value for kind in SUSPENDED_BY_PROCEDURE],
                "announced_until": end_of_day(date(area.calendar.announced_through, 12, 31)),
            },
        )
        return [case_id for (case_id,) in cursor.fetchall()]


def _tables(calendar: WorkingCalendar, first: date, last: date) -> dict[str, Any]:
    """``ends``: the ends of the working days from ``first`` on, by rank; ``ranks``: for each day how many it has reached."""
    ends: list[datetime] = []
    ranks: list[int] = []
    for day in days_through(first, last):
        try:
            working = calendar.is_working_day(day)
        except UnannouncedYear:  # beyond what even the provisional calendar covers: left to the replay
            break
        if working:
            ends.append(end_of_day(day))
        ranks.append(len(ends))
    return {"ends": ends, "ranks": ranks}
