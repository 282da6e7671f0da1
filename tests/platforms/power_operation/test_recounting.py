"""Which open cases a newer calendar dates otherwise: the one statement against a replay of every clock."""

from datetime import date, timedelta

import pytest

from cast import AT
from desk import DAY, Desk
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.calendars import services as calendar_services
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import Overlay
from yangguang.platforms.power_operation import services, tasks
from yangguang.platforms.power_operation.case_clocks import history_of, read_clock
from yangguang.platforms.power_operation.models import Case, Clock
from yangguang.platforms.power_operation.recounting import cases_dated_otherwise

BY_FLOOD, BY_DECREE = "420102", ""


def _published(*overlays: Overlay) -> int:
    version = calendar_services.publish_calendar(
        known_on=date(2026, 4, 1), overlays=list(overlays), title="停止办公", actor=None, at=AT + 30 * DAY
    )
    return version.pk


def _closed(first: date, days: int, region: str) -> Overlay:
    last = first + timedelta(days=days - 1)
    return Overlay(first, last, False, "抗洪停止办公", "江岸区人民政府通告", region=region)


def _suspended(desk: Desk, case: Case) -> None:
    services.suspend_clock(
        actor=desk.reviewer,
        case_id=case.pk,
        procedure=SpecialProcedure.TESTING,
        expected=TimeLimit.parse("5wd"),
        reason="样品须送检",
        at=AT + 29 * DAY,
    )


def _by_replay(version: int) -> set[int]:
    calendar = calendars.calendar_of_version(version)
    moved = set()
    for clock in Clock.objects.filter(stopped_at__isnull=True).select_related("case__item_version"):
        local = calendar.for_region(clock.case.place_path.rpartition(".")[2])
        reading = read_clock(clock.case, clock, history_of(clock.case), local, at=clock.started_at)
        if (reading.due_at, reading.provisional) != (clock.due_at, clock.provisional):
            moved.add(clock.case_id)
    return moved


@pytest.mark.parametrize("region", [BY_FLOOD, BY_DECREE])
@pytest.mark.parametrize(
    ("first", "days"), [(date(2026, 4, 13), 1), (date(2026, 4, 20), 3), (date(2026, 8, 3), 1)]
)
def test_one_statement_finds_what_the_replay_of_every_clock_finds(
    desk: Desk, first: date, days: int, region: str
) -> None:
    filed = [desk.accepted(at=AT + day * DAY) for day in (0, 3, 7, 15, 21, 25, 28)]
    version = _published(_closed(first, days, region))
    found = cases_dated_otherwise(calendars.calendar_of_version(version), version=version)
    assert set(found) == _by_replay(version)
    assert set(found) < {case.pk for case in filed}


def test_a_clock_with_a_history_is_left_to_the_replay(desk: Desk) -> None:
    case = desk.accepted(at=AT + 28 * DAY)
    _suspended(desk, case)
    version = _published(_closed(date(2026, 8, 3), 1, BY_DECREE))
    assert cases_dated_otherwise(calendars.calendar_of_version(version), version=version) == [case.pk]


def test_the_worker_redates_what_moves_and_takes_the_rest_along(desk: Desk) -> None:
    early, late = desk.accepted(at=AT), desk.accepted(at=AT + 28 * DAY)
    assert early.promised_due_at is not None
    assert late.promised_due_at is not None
    version = _published(_closed(date(2026, 4, 13), 1, BY_DECREE))  # after the early case's last day
    tasks.redate(AT + 30 * DAY)
    moved = LedgerEvent.objects.filter(kind="operation.ClocksRedated").values_list("stream", flat=True)
    assert list(moved) == [f"case:{late.pk}"]
    assert set(Case.objects.values_list("calendar_version_id", flat=True)) == {version}
    early_due = early.promised_due_at
    early.refresh_from_db()
    assert early.promised_due_at == early_due
    assert tasks.redate(AT + 31 * DAY) == {"moved": 0}
