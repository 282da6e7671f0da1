"""Special procedures, extension, parallel review, and re-dating under a newer calendar."""

from datetime import date, datetime

import pytest
from django.db import transaction

from cast import AT, JIANGAN, definition
from desk import DAY, HOUR, Desk
from yangguang.foundations.calendars import services as calendars
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, end_of_day
from yangguang.law.working_days import Overlay
from yangguang.platforms.power_library.loading import load_items
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, CaseStep, Clock, Suspension
from yangguang.platforms.power_operation.states import ClockKind, ClockState

FIVE_DAYS = TimeLimit.parse("5wd")


def _suspend(desk: Desk, case: Case, at: datetime) -> None:
    services.suspend_clock(
        actor=desk.reviewer,
        case_id=case.pk,
        procedure=SpecialProcedure.EXPERT_REVIEW,
        expected=FIVE_DAYS,
        reason="工艺布局须经专家评审",
        at=at,
    )


def test_a_special_procedure_moves_both_due_moments_by_its_working_days(desk: Desk) -> None:
    case = desk.accepted()
    _suspend(desk, case, AT + DAY)  # Tuesday 3 March
    services.resume_clock(actor=desk.reviewer, case_id=case.pk, at=AT + 3 * DAY)  # Thursday 5 March
    case.refresh_from_db()
    assert case.promised_due_at == end_of_day(date(2026, 3, 17))  # the 12th and three working days
    assert case.statutory_due_at == end_of_day(date(2026, 4, 2))  # 30 March and three
    notice = Suspension.objects.get(case=case).notice
    assert notice is not None
    assert notice.kind == "special_procedure"


def test_a_pause_that_overruns_its_expected_days_loses_none(desk: Desk) -> None:
    """The days that really were not counted move the date, not the days asked for (regression list, failure 7)."""
    case = desk.accepted()
    _suspend(desk, case, AT + DAY)
    services.resume_clock(
        actor=desk.reviewer, case_id=case.pk, at=AT + 14 * DAY
    )  # 3–16 March: ten working days
    case.refresh_from_db()
    assert case.promised_due_at == end_of_day(date(2026, 3, 26))


def test_while_suspended_nothing_is_decided_and_no_second_procedure_opens(desk: Desk) -> None:
    case = desk.accepted()
    _suspend(desk, case, AT + DAY)
    with pytest.raises(Refusal, match="第四十五条"), transaction.atomic():
        _suspend(desk, case, AT + 2 * DAY)
    with pytest.raises(Refusal, match="第四十五条"):
        desk.review(case, at=AT + 2 * DAY)
    assert Clock.objects.get(case=case, kind=ClockKind.PROMISED).state == ClockState.SUSPENDED


def test_the_head_of_the_agency_extends_once_before_the_limit(desk: Desk) -> None:
    case = desk.accepted()
    services.extend_clock(
        actor=desk.head, case_id=case.pk, by=TimeLimit.parse("10wd"), reason="案情复杂", at=AT + 2 * DAY
    )
    case.refresh_from_db()
    assert case.statutory_due_at == end_of_day(date(2026, 4, 14))  # thirty working days from 2 March
    with pytest.raises(Refusal, match="一次"):
        services.extend_clock(actor=desk.head, case_id=case.pk, by=FIVE_DAYS, reason="再延", at=AT + 3 * DAY)


def test_others_than_the_head_cannot_extend(desk: Desk) -> None:
    case = desk.accepted()
    for actor in (desk.reviewer, desk.clerk):
        with pytest.raises(NotFound), transaction.atomic():
            services.extend_clock(actor=actor, case_id=case.pk, by=FIVE_DAYS, reason="忙", at=AT + DAY)


def test_no_extension_after_the_limit_or_beyond_the_law(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match="最多"), transaction.atomic():
        services.extend_clock(
            actor=desk.head, case_id=case.pk, by=TimeLimit.parse("11wd"), reason="忙", at=AT + DAY
        )
    with pytest.raises(Refusal, match="届满"):
        services.extend_clock(actor=desk.head, case_id=case.pk, by=FIVE_DAYS, reason="忙", at=AT + 40 * DAY)


def test_three_departments_review_at_the_same_time(desk: Desk) -> None:
    received = desk.file("restaurant_opening", citizen=desk.cast.company)
    services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    case = Case.objects.get(pk=received.case_id)
    active = CaseStep.objects.filter(case=case, state="active")
    assert {step.body.department_id for step in active} == {
        "market_regulation",
        "fire_rescue",
        "urban_management",
    }
    assert {step.started_at for step in active} == {AT + HOUR}
    first = active.order_by("ordinal")[0]
    services.submit_opinion(
        actor=desk.holder(first),
        case_id=case.pk,
        opinion="agree",
        text="符合",
        at=AT + DAY,  # type: ignore[arg-type]
    )
    assert CaseStep.objects.get(case=case, decides=True).state == "pending"  # it waits for all three
    desk.review(case, at=AT + 2 * DAY)
    assert CaseStep.objects.get(case=case, decides=True).state == "active"


def test_joint_handling_is_extended_by_the_head_of_government_only(desk: Desk) -> None:
    received = desk.file("restaurant_opening", citizen=desk.cast.company)
    services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    with pytest.raises(Refusal, match="人民政府负责人"), transaction.atomic():
        services.extend_clock(
            actor=desk.head, case_id=received.case_id, by=FIVE_DAYS, reason="情况复杂", at=AT + DAY
        )
    governor = desk.cast.officer(Role.GOVERNMENT_HEAD, JIANGAN)
    services.extend_clock(
        actor=governor,
        case_id=received.case_id,
        by=TimeLimit.parse("15wd"),
        reason="情况复杂",
        at=AT + DAY,
    )
    case = Case.objects.get(pk=received.case_id)
    assert case.statutory_due_at == end_of_day(date(2026, 5, 28))  # sixty working days from 2 March


def test_a_new_notice_redates_open_cases_by_a_recorded_act(desk: Desk) -> None:
    case = desk.accepted()
    closed = desk.accepted()
    desk.review(closed, at=AT + DAY)
    desk.decide(closed, at=AT + 2 * DAY)
    before = case.promised_due_at
    flood = date(2026, 3, 10)
    day_off = Overlay(flood, flood, False, "抗洪停止办公", "江岸区人民政府通告")
    version = calendars.publish_calendar(
        known_on=date(2026, 3, 5),
        overlays=[day_off],
        title="加开休息日",
        actor=None,
        at=AT + 3 * DAY,
    )
    assert services.redate_open_cases(calendar_version=version.pk, at=AT + 3 * DAY) >= 1
    case.refresh_from_db()
    assert before is not None
    assert case.promised_due_at == before + DAY
    event = LedgerEvent.objects.get(stream=f"case:{case.pk}", kind="operation.ClocksRedated")
    assert event.payload["moved"]["promised"][0] == before.isoformat()
    assert services.redate_open_cases(calendar_version=version.pk, at=AT + 4 * DAY) == 0


def test_a_date_settled_where_it_stood_is_an_act_without_a_message(desk: Desk) -> None:
    """A clock that reached into a year without its notice stops being provisional when the notice comes."""
    case = desk.accepted()
    Clock.objects.filter(case=case, kind=ClockKind.PROMISED).update(provisional=True)
    messages = Message.objects.count()
    version = calendars.publish_calendar(
        known_on=date(2026, 3, 5), overlays=[], title="放假通知", actor=None, at=AT + 3 * DAY
    )
    assert services.redate_open_cases(calendar_version=version.pk, at=AT + 3 * DAY) == 1
    event = LedgerEvent.objects.get(stream=f"case:{case.pk}", kind="operation.ClocksRedated")
    (was, now) = event.payload["moved"]["promised"]
    assert was == now
    assert not Clock.objects.get(case=case, kind=ClockKind.PROMISED).provisional
    assert Message.objects.count() == messages


def test_a_decision_that_needs_legal_review_waits_for_it(desk: Desk) -> None:
    load_items(AT, [definition("hazardous_chemicals")])
    desk.cast.officer(Role.DECIDER, department="emergency")
    case = desk.accepted("hazardous_chemicals", citizen=desk.cast.company)
    desk.review(case, at=AT + DAY)
    with pytest.raises(Refusal, match="法制审核"), transaction.atomic():
        desk.decide(case, at=AT + 2 * DAY)
    officer = desk.cast.officer(Role.LEGAL_OFFICER)
    services.record_legal_review(
        actor=officer, case_id=case.pk, passed=False, opinion="证据不足", at=AT + 2 * DAY
    )
    with pytest.raises(Refusal, match="法制审核"), transaction.atomic():
        desk.decide(case, at=AT + 2 * DAY)
    services.record_legal_review(
        actor=officer, case_id=case.pk, passed=True, opinion="同意", at=AT + 2 * DAY + HOUR
    )
    desk.decide(case, at=AT + 3 * DAY)
    case.refresh_from_db()
    assert case.concluded_at == AT + 3 * DAY


def test_a_reviewer_cannot_review_the_law(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(NotFound):
        services.record_legal_review(
            actor=desk.reviewer, case_id=case.pk, passed=True, opinion="同意", at=AT + DAY
        )
