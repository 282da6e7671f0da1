"""Ten million stored clocks counted anew under a new calendar, in the one statement that the product asks."""

import random
from datetime import date
from time import perf_counter

from yangguang.law.time_limits import TimeLimit, due_date, end_of_day, shanghai_date
from yangguang.law.working_days import Overlay, WorkingCalendar, announced_calendar, days_through

from .installation import installation
from .report import Measurement, Section

CASES, CLOCKS_A_CASE, COMPARED = 1_250_000, 8, 3_000
TARGET_SECONDS = 60
CLOSED = date(2026, 5, 20)
OPENED, DAYS = date(2026, 1, 5), 150  # cases are received on these days
LAST = date(2026, 12, 31)
LIMITS = (5, 7, 10, 15, 20, 30, 45, 60)  # working days
METHOD = (
    f"{CASES * CLOCKS_A_CASE:,} running clocks of {CASES:,} open cases with limits of {LIMITS[0]} to {LIMITS[-1]} working "
    f"days, in tables with the columns of the product's own; then an office closes on {CLOSED}, and the statement that "
    "re-dating asks names every case that this moves. "
    f"{COMPARED:,} of the cases are replayed clock by clock, and the answers compared."
)
# Clones of the two tables, found before the real ones: no keys to satisfy, and dropped afterwards.
_CLONES = """
DROP SCHEMA IF EXISTS bench_clocks CASCADE;
CREATE SCHEMA bench_clocks;
CREATE UNLOGGED TABLE bench_clocks.power_operation_case (LIKE public.power_operation_case);
CREATE UNLOGGED TABLE bench_clocks.power_operation_clock (LIKE public.power_operation_clock);
SET search_path = bench_clocks, public;
"""
_CASES = """
INSERT INTO bench_clocks.power_operation_case (id, {columns})
SELECT serial, {columns} FROM public.power_operation_case AS template, generate_series(1, %(cases)s) AS serial
WHERE template.id = %(template)s
"""
_CLOCKS = """
INSERT INTO bench_clocks.power_operation_clock
    (id, case_id, kind, "limit", state, started_at, due_at, provisional)
SELECT number, (number - 1) / %(each)s + 1, 'step', amount || 'wd', 'running', opened AT TIME ZONE 'Asia/Shanghai',
    ((%(days)s::date[])[(%(ranks)s::int[])[opened::date - %(first)s::date + 1] + amount] + 1)::timestamp
        AT TIME ZONE 'Asia/Shanghai',
    false
FROM (
    SELECT number, (%(limits)s::int[])[number %% %(each)s + 1] AS amount,
        %(opened)s::date + time '09:00' + abs(hashint8((number - 1) / %(each)s) %% %(spread)s) * interval '1 day' AS opened
    FROM generate_series(1, %(cases)s::bigint * %(each)s) AS number
) AS clocks
"""


def run() -> Section:
    """Measure; raises AssertionError where the statement and the replays differ."""
    installation()
    from django.db import connection

    from yangguang.foundations.calendars import queries as calendars
    from yangguang.platforms.power_operation.recounting import cases_dated_otherwise

    from .joint_case import Office

    version, calendar = calendars.calendar_in_force()
    closed = Overlay(CLOSED, CLOSED, False, "停止办公", "省人民政府通告")
    changed = announced_calendar(version.known_on, (*calendar.overlays, closed))
    try:
        _store(Office().whole_case(), calendar)
        started = perf_counter()
        moved = cases_dated_otherwise(changed, version=version.pk + 1)
        took = perf_counter() - started
        _compare(set(moved), changed)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS bench_clocks CASCADE; SET search_path = public")
    clocks = CASES * CLOCKS_A_CASE
    return Section(
        "Stored clocks under a new calendar",
        f"{METHOD} It took {took:.1f} s and named {len(moved):,} cases.",
        [Measurement("clocks counted anew", clocks / took, clocks / TARGET_SECONDS)],
    )


def _store(template: int, calendar: WorkingCalendar) -> None:
    from django.db import connection

    from yangguang.platforms.power_operation.models import Case

    first = OPENED
    days = [day for day in days_through(first, LAST) if calendar.is_working_day(day)]
    before = calendar.rank(first) - calendar.is_working_day(first)
    ranks = [calendar.rank(day) - before for day in days_through(first, LAST)]
    columns = ", ".join(f.column for f in Case._meta.concrete_fields if not f.primary_key)
    asked = {
        "template": template,
        "cases": CASES,
        "each": CLOCKS_A_CASE,
        "days": days,
        "ranks": ranks,
        "first": first,
        "limits": list(LIMITS),
        "opened": OPENED,
        "spread": DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLONES)
        cursor.execute(_CASES.format(columns=columns), asked)
        cursor.execute(_CLOCKS, asked)
        cursor.execute("ANALYZE power_operation_case; ANALYZE power_operation_clock")


def _compare(moved: set[int], changed: WorkingCalendar) -> None:
    """Each clock of some cases, by the law's own function."""
    from yangguang.platforms.power_operation.models import Clock

    chosen = random.Random(20261123).sample(range(1, CASES + 1), COMPARED)
    by_law = set()
    for clock in Clock.objects.filter(case_id__in=chosen):
        due = due_date(shanghai_date(clock.started_at), TimeLimit.parse(clock.limit), changed)
        if end_of_day(due) != clock.due_at:
            by_law.add(clock.case_id)
    assert by_law == moved & set(chosen)
    assert 0 < len(by_law) < COMPARED
