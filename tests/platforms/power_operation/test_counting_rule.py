"""A case names its counting rule: the law's by default, another where the item of the place has adopted it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cast import AT, definition
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.law.clocks import CountingRule
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import services as library
from yangguang.platforms.power_operation.models import Case, Clock
from yangguang.platforms.power_operation.states import ClockKind

FILED = AT + DAY  # Tuesday 3 March 2026, nine o'clock in Shanghai


def _adopt(rule: CountingRule) -> None:
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
    _adopt(CountingRule.ELAPSED_WORKING_DAYS)
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
    _adopt(CountingRule.ELAPSED_WORKING_DAYS)
    _adopt(CountingRule.ELAPSED_WORKING_DAYS)
    with pytest.raises(Refusal):
        _adopt(CountingRule.OFFICE_HOURS)


def test_the_case_keeps_its_rule_to_the_end(desk: Desk) -> None:
    _adopt(CountingRule.ELAPSED_WORKING_DAYS)
    case = desk.accepted(at=FILED)
    desk.review(case, at=FILED + 2 * HOUR)
    desk.decide(case, at=FILED + DAY)
    assert Case.objects.get(pk=case.pk).counting_rule == "elapsed_working_days"
