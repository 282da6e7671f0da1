"""What the head of an agency or of a government finds in the inbox: cases that only they may still extend."""

from datetime import datetime

from cast import AT, JIANGAN
from desk import DAY, HOUR, Desk
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.models import Case

# 食品经营许可 accepted on Monday 2026-03-02: its promise ends on 12 March, the statutory limit on 30 March.
DAY_BEFORE_PROMISE_ENDS = AT + 9 * DAY
PROMISE_PASSED = AT + 11 * DAY
STATUTE_PASSED = AT + 29 * DAY


def _found(desk: Desk, role: Role, department: str | None, at: datetime) -> list[Case]:
    return queries.extendable_cases(desk.cast.officer(role, JIANGAN, department), at=at)


def test_a_head_finds_own_cases_from_the_last_day_but_one_of_the_promise_to_the_end_of_the_statute(
    desk: Desk,
) -> None:
    case = desk.accepted()
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", AT + 8 * DAY) == []
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", DAY_BEFORE_PROMISE_ENDS) == [case]
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", PROMISE_PASSED) == [case]
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", STATUTE_PASSED) == []
    assert _found(desk, Role.AGENCY_HEAD, "health", PROMISE_PASSED) == []
    assert _found(desk, Role.GOVERNMENT_HEAD, None, PROMISE_PASSED) == []
    assert _found(desk, Role.DECIDER, "market_regulation", PROMISE_PASSED) == []


def test_what_was_extended_or_is_held_or_decided_is_not_offered(desk: Desk) -> None:
    extended, held, decided = desk.accepted(), desk.accepted(), desk.accepted()
    at = DAY_BEFORE_PROMISE_ENDS
    services.extend_clock(
        actor=desk.head, case_id=extended.pk, by=TimeLimit.parse("5wd"), reason="案情复杂", at=at
    )
    services.suspend_clock(
        actor=desk.reviewer,
        case_id=held.pk,
        procedure=SpecialProcedure.TESTING,
        expected=TimeLimit.parse("5wd"),
        reason="送检",
        at=at,
    )
    desk.review(decided, at=at)
    desk.decide(decided, at=at + HOUR)
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", PROMISE_PASSED) == []


def test_joint_cases_are_for_the_head_of_the_government(desk: Desk) -> None:
    joint = desk.accepted("restaurant_opening")
    at = AT + 18 * DAY  # its promise of 12 working days ended on 18 March
    assert _found(desk, Role.GOVERNMENT_HEAD, None, at) == [joint]
    assert _found(desk, Role.AGENCY_HEAD, "market_regulation", at) == []


def test_the_inbox_shows_them_with_the_way_to_the_case(desk: Desk, stopped_clock: datetime) -> None:
    case = desk.accepted(at=AT - 21 * DAY)
    page = desk.cast.signed_in(desk.head).get("/work/inbox/").content.decode()
    assert "由您决定是否延期的办件" in page
    assert f"/work/cases/{case.number}/" in page
    assert "收件箱是空的" not in page
    assert "收件箱是空的" in desk.cast.signed_in(desk.decider).get("/work/inbox/").content.decode()
