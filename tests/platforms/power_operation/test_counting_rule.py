"""A case names its counting rule: the law's by default, another where the item of the place has adopted it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cast import AT, definition
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.calendars import services as calendars
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.models import ServiceCentre
from yangguang.law.axes import DEFAULT_OFFICE_HOURS, OfficeHours
from yangguang.law.clocks import CountingRule
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import services as library
from yangguang.platforms.power_operation.clock_records import clock_records
from yangguang.platforms.power_operation.models import Case, Clock
from yangguang.platforms.power_operation.states import ClockKind

FILED = AT + DAY  # Tuesday 3 March 2026, nine o'clock in Shanghai


def adopt(rule: CountingRule) -> None:
    item = definition("food_business")
    limits = replace(item.limits, counting=rule)
    library.publish_version(
        replace(item, version=item.version + 1, in_force_from=shanghai_date(FILED), limits=limits),
        actor=SystemActor(),
        at=AT,
    )


def _due(case: Case) -> dict[str, datetime]:
    clocks = Clock.objects.filter(case=case, step=None)
    return {clock.kind: clock.due_at for clock in clocks if clock.due_at}


def test_without_a_name_the_law_counts(desk: Desk) -> None:
    case = desk.accepted(at=FILED)
    assert case.counting_rule == "whole_working_days"
    assert _due(case)[ClockKind.PROMISED] == datetime(
        2026, 3, 13, 16, tzinfo=UTC
    )  # the end of the eighth day


def test_an_adopted_rule_counts_the_handling_but_not_silence(desk: Desk) -> None:
    before = desk.accepted(at=AT)
    adopt(CountingRule.ELAPSED_WORKING_DAYS)
    case = desk.accepted(at=FILED)
    assert case.counting_rule == "elapsed_working_days"
    due = _due(case)
    assert due[ClockKind.PROMISED] == datetime(2026, 3, 13, 2, tzinfo=UTC)  # ten o'clock, as it was accepted
    assert due[ClockKind.STATUTORY] == datetime(2026, 3, 31, 2, tzinfo=UTC)
    assert due[ClockKind.ACCEPTANCE] == datetime(
        2026, 3, 10, 16, tzinfo=UTC
    )  # 行政许可法 art. 32(4), in whole days
    assert Case.objects.get(pk=before.pk).counting_rule == "whole_working_days"


def test_publishing_the_same_again_changes_nothing(desk: Desk) -> None:
    adopt(CountingRule.ELAPSED_WORKING_DAYS)
    adopt(CountingRule.ELAPSED_WORKING_DAYS)
    with pytest.raises(Refusal):
        adopt(CountingRule.OFFICE_HOURS)


def test_the_case_keeps_its_rule_to_the_end(desk: Desk) -> None:
    adopt(CountingRule.ELAPSED_WORKING_DAYS)
    case = desk.accepted(at=FILED)
    desk.review(case, at=FILED + 2 * HOUR)
    desk.decide(case, at=FILED + DAY)
    assert Case.objects.get(pk=case.pk).counting_rule == "elapsed_working_days"


class TestOfficeHours:
    """A case counted within office hours is counted by those of its body on the day on which it was filed."""

    @pytest.fixture(autouse=True)
    def posted(self, desk: Desk) -> None:
        adopt(CountingRule.OFFICE_HOURS)
        _post("周一至周五 9:00–12:00、14:00–17:00")

    def test_without_hours_of_its_own_by_those_that_its_centre_posts(self, desk: Desk) -> None:
        case = desk.accepted(
            at=FILED + 6 * HOUR
        )  # Tuesday: filed at 15:00, accepted at 16:00, an hour before closing
        assert case.office_hours == "09:00-12:00,14:00-17:00"
        assert _due(case)[ClockKind.PROMISED] == datetime(2026, 3, 13, 8, tzinfo=UTC)
        assert _due(case)[ClockKind.ACCEPTANCE] == datetime(2026, 3, 10, 16, tzinfo=UTC)

    def test_by_its_own_where_it_has_set_them(self, desk: Desk) -> None:
        _set(desk, "08:00-12:00,14:00-18:00", FILED)
        case = desk.accepted(
            at=FILED + 9 * HOUR
        )  # accepted at 19:00, after closing: from eight o'clock on Wednesday
        assert case.office_hours == "08:00-12:00,14:00-18:00"
        assert _due(case)[ClockKind.PROMISED] == datetime(2026, 3, 13, 10, tzinfo=UTC)

    def test_those_of_another_body_are_not_asked(self, desk: Desk) -> None:
        _set(desk, "08:00-12:00,14:00-18:00", FILED, department="health")
        assert desk.accepted(at=FILED).office_hours == "09:00-12:00,14:00-17:00"

    def test_where_nobody_says_when_it_is_open_the_default_counts(self, desk: Desk) -> None:
        _post("")
        case = desk.accepted(at=FILED)
        assert case.office_hours == str(DEFAULT_OFFICE_HOURS)
        assert Clock.objects.filter(case=case, kind=ClockKind.PROMISED).exists()

    def test_hours_changed_later_move_nothing_that_is_open(self, desk: Desk) -> None:
        case = desk.accepted(at=FILED + 6 * HOUR)
        due = _due(case)
        _post("8:00–20:00")
        _set(desk, "10:00-11:00", FILED + DAY)
        readings = {
            record.clock.kind: record.read(at=FILED + DAY) for record in clock_records(case_ids=[case.pk])
        }
        assert {kind: readings[kind].due_at for kind in due} == due
        assert desk.accepted(at=FILED + DAY).office_hours == "10:00-11:00"
        with pytest.raises(DatabaseError, match="keeps what it was filed under"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(office_hours="10:00-11:00")

    def test_the_ledger_names_the_hours(self, desk: Desk) -> None:
        case = desk.accepted(at=FILED)
        received = LedgerEvent.objects.get(stream=f"case:{case.pk}", kind="operation.CaseReceived")
        assert received.payload["office_hours"] == case.office_hours

    def test_reading_many_clocks_costs_no_statement_for_the_hours(
        self, desk: Desk, django_assert_num_queries: Any
    ) -> None:
        cases = [desk.accepted(at=FILED + n * HOUR).pk for n in range(3)]
        records = clock_records(case_ids=cases)
        with django_assert_num_queries(0):
            assert all(record.read(at=FILED + DAY) for record in records)


def test_a_case_of_another_rule_asks_for_no_hours(desk: Desk) -> None:
    assert desk.accepted(at=FILED).office_hours == ""


def test_a_case_counted_in_hours_cannot_be_without_them(desk: Desk) -> None:
    adopt(CountingRule.OFFICE_HOURS)
    case = desk.accepted(at=FILED)
    case.pk, case.number, case.tracking_code, case.office_hours = None, "x", "x", ""
    with pytest.raises(DatabaseError, match="case_counted_in_hours_names_them"), transaction.atomic():
        case.save(force_insert=True)


def _post(text: str) -> None:
    ServiceCentre.objects.update(office_hours=text)


def _set(desk: Desk, hours: str, day: datetime, department: str = "market_regulation") -> None:
    calendars.set_office_hours(
        body_id=desk.cast.body(department).pk,
        hours=OfficeHours.parse(hours),
        in_force_from=shanghai_date(day),
        citation="鄂作息〔2026〕3号",
        actor=None,
        at=day - DAY,
    )
