"""A place's own days hold up its alerts, its special procedures and its answers, and nobody else's."""

from datetime import date

import pytest

from cast import AT, JIANGAN, YILING
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import WARN_AT, YELLOW_AT, Watch
from platforms.electronic_supervision.test_late_entry import FRIDAY, TUESDAY, enter
from yangguang.foundations.calendars import services as calendars
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit, end_of_day
from yangguang.law.working_days import Overlay
from yangguang.platforms.electronic_supervision import board, health
from yangguang.platforms.electronic_supervision.models import Card, HealthIncident
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation import tasks as operation_tasks
from yangguang.platforms.power_operation.models import Case

FLOOD = date(2026, 3, 9)  # a Monday


def closed(region: str) -> None:
    """The place is closed by flood; the calendar is out before any case is filed."""
    days = Overlay(FLOOD, FLOOD, False, "防汛一级响应", "区人民政府通告", region=region)
    calendars.publish_calendar(known_on=AT.date(), overlays=[days], title="防汛", actor=None, at=AT)


@pytest.mark.parametrize(("region", "later"), [(JIANGAN, True), (YILING, False)])
def test_a_card_falls_due_by_the_days_of_the_place(watch: Watch, region: str, later: bool) -> None:
    closed(region)
    watch.late_case()
    watch.at(WARN_AT)
    assert len(watch.cards()) == (not later)
    watch.at(YELLOW_AT)
    assert [level for _rule, level, _at in watch.cards()] == ([1] if later else [1, 2])
    watch.at(YELLOW_AT + DAY)
    assert [level for _rule, level, _at in watch.cards()] == [1, 2]


def test_a_flood_later_moves_the_alerts_of_the_place_by_the_recorded_act(watch: Watch) -> None:
    watch.late_case()
    watch.at(AT + HOUR)
    days = Overlay(FLOOD, FLOOD, False, "防汛一级响应", "区人民政府通告", region=JIANGAN)
    calendars.publish_calendar(
        known_on=AT.date(), overlays=[days], title="防汛", actor=None, at=AT + 2 * HOUR
    )
    operation_tasks.redate(AT + 3 * HOUR)
    watch.at(YELLOW_AT)
    assert [(level, at) for _rule, level, at in watch.cards()] == [(1, WARN_AT + DAY)]


@pytest.mark.parametrize(("region", "over"), [(JIANGAN, date(2026, 3, 11)), (YILING, date(2026, 3, 10))])
def test_a_special_procedure_is_held_to_the_days_of_the_place(watch: Watch, region: str, over: date) -> None:
    closed(region)
    case = watch.desk.accepted()
    _suspended(watch, case)
    watch.at(end_of_day(over))
    assert [(card.level, card.fell_due_at) for card in _cards("procedure") if card.level == 2] == [
        (2, end_of_day(over))
    ]
    assert health.recheck(end_of_day(over) + HOUR).differences == 0
    assert not HealthIncident.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(("region", "days"), [(JIANGAN, 7), (YILING, 8)])
def test_the_board_says_how_many_days_of_the_place_are_left(watch: Watch, region: str, days: int) -> None:
    case = watch.desk.accepted()
    due = case.promised_due_at
    closed(region)
    case.refresh_from_db()
    (row,) = board.in_words([case], at=AT)
    assert (case.promised_due_at, row.left) == (due, days)


@pytest.mark.parametrize(("region", "answer_by"), [(JIANGAN, date(2026, 4, 28)), (YILING, date(2026, 4, 27))])
def test_the_answer_to_a_card_is_due_by_the_days_of_the_place(
    watch: Watch, region: str, answer_by: date
) -> None:
    day = date(2026, 3, 16)  # the yellow card is given on Friday the 13th
    watch.late_case()
    days = Overlay(day, day, False, "防汛一级响应", "区人民政府通告", region=region)
    calendars.publish_calendar(known_on=AT.date(), overlays=[days], title="防汛", actor=None, at=AT)
    watch.at(YELLOW_AT)
    assert watch.card(2).answer_due_date == answer_by


@pytest.mark.parametrize(("region", "breaches"), [(JIANGAN, 0), (YILING, 1)])
def test_what_is_entered_when_the_place_opens_again_is_not_late(
    watch: Watch, region: str, breaches: int
) -> None:
    """Done on Friday, entered on Tuesday: the next working day only where Monday was closed."""
    closed(region)
    enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
    watch.at(TUESDAY + HOUR)
    assert len(watch.cards(matter="late_entry")) == breaches


def _suspended(watch: Watch, case: Case) -> None:
    operation.suspend_clock(
        actor=watch.desk.reviewer,
        case_id=case.pk,
        procedure=SpecialProcedure.EXPERT_REVIEW,
        expected=TimeLimit.parse("5wd"),
        reason="需要专家评审",
        at=AT + DAY,
    )


def _cards(matter: str) -> list[Card]:
    return list(Card.objects.filter(matter=matter).order_by("level"))
