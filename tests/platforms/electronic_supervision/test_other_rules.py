"""Steps, acceptance, delivery, second corrections, demands outside the list; years without a holiday notice."""

from datetime import UTC, date, datetime

import pytest

from cast import AT, TODAY
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import LONG_AFTER, Watch
from yangguang.foundations.calendars.models import CalendarVersion
from yangguang.foundations.notices.models import ServiceMode
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import end_of_day
from yangguang.platforms.electronic_supervision.models import Card, WatchedClock
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation import tasks as operation_tasks
from yangguang.platforms.power_operation.models import Case, Clock
from yangguang.platforms.power_operation.services.correction import CorrectionItem

FIFTH_DAY = end_of_day(date(2026, 3, 9))  # five working days after Monday 2026-03-02
MISSING = CorrectionItem("application_form", "missing", "请提交填写完整、签字的申请书")


class TestAcceptance:
    def test_silence_of_five_working_days_is_a_yellow_card(self, watch: Watch) -> None:
        received = watch.desk.file()
        watch.at(FIFTH_DAY)
        assert watch.cards(received.case_id, "acceptance") == [("T06", 2, FIFTH_DAY)]

    def test_it_stands_when_the_law_has_accepted_the_case_meanwhile(self, watch: Watch) -> None:
        received = watch.desk.file()
        operation_tasks.let_time_pass(FIFTH_DAY + HOUR)
        assert Case.objects.get(pk=received.case_id).deemed_accepted
        watch.at(FIFTH_DAY + 2 * HOUR)
        assert watch.cards(received.case_id, "acceptance") == [("T06", 2, FIFTH_DAY)]

    def test_a_promise_that_ran_out_in_that_silence_is_the_windows(self, watch: Watch) -> None:
        """Accepted by silence as of the day of receipt: what was due before the silence ended is late at once."""
        received = watch.desk.file()
        clock = Clock.objects.get(case_id=received.case_id, kind="acceptance")
        operation_tasks.let_time_pass(clock.due_at)
        promised = Clock.objects.get(case_id=received.case_id, kind="promised")
        Clock.objects.filter(pk=promised.pk).update(limit="2wd")
        watch.at(clock.due_at + HOUR)
        (_warning, card) = Card.objects.filter(clock_id=promised.pk).order_by("level")
        assert card.fell_due_at < clock.due_at
        assert card.facts["responsible"] == ["window_clerk"]

    def test_none_for_a_case_accepted_in_time(self, watch: Watch) -> None:
        watch.desk.accepted()
        watch.at(LONG_AFTER)
        assert watch.cards(matter="acceptance") == []

    def test_four_corrections_in_time_are_no_delay(self, watch: Watch) -> None:
        received = watch.desk.file(without=("application_form",))
        at = AT
        for round_number in range(1, 5):
            at += 2 * DAY
            reason = "上次提交的申请书仍未签字" if round_number > 1 else ""
            operation.request_correction(
                actor=watch.desk.clerk,
                case_id=received.case_id,
                items=[MISSING],
                at=at,
                override_reason=reason,
            )
            at += 2 * DAY
            operation.submit_correction(
                actor=watch.desk.cast.citizen,
                case_id=received.case_id,
                on_paper=frozenset(["application_form"]),
                at=at,
            )
        operation.accept_case(actor=watch.desk.clerk, case_id=received.case_id, at=at + HOUR)
        watch.at(at + 2 * HOUR)
        assert watch.cards(matter="acceptance") == []
        assert [level for _rule, level, _at in watch.cards(matter="correction")] == [2, 2, 2]

    def test_the_window_answers_for_it(self, watch: Watch) -> None:
        watch.desk.file()
        watch.at(FIFTH_DAY)
        assert watch.card(2, "acceptance").by_window


class TestSteps:
    def test_a_slow_step_is_warned_of_and_a_day_later_yellow(self, watch: Watch) -> None:
        case = watch.desk.accepted()
        step = Clock.objects.filter(case=case, kind="step").order_by("due_at")[0]
        watch.at(step.due_at)
        assert watch.cards(case, "step_time") == [("T05", 1, step.due_at)]
        watch.at(LONG_AFTER)
        assert [level for _rule, level, _at in watch.cards(case, "step_time")][:2] == [1, 2]

    def test_its_body_answers_for_it(self, watch: Watch) -> None:
        case = watch.desk.accepted()
        watch.at(LONG_AFTER)
        card = Card.objects.filter(case=case, matter="step_time").order_by("pk")[0]
        assert card.facts["responsible"] == ["reviewer"]
        assert {person["account"] for person in card.recipients} >= {watch.desk.reviewer.account_id}


class TestDelivery:
    def decided(self, watch: Watch) -> Case:
        case = watch.desk.accepted()
        watch.desk.review(case, at=AT + DAY)
        watch.desk.decide(case, at=AT + 2 * DAY)
        return case

    def test_ten_working_days_without_delivery_are_a_yellow_card(self, watch: Watch) -> None:
        case = self.decided(watch)
        due = end_of_day(date(2026, 3, 18))
        watch.at(due)
        assert watch.cards(case, "delivery") == [("T17", 2, due)]

    def test_none_when_delivered(self, watch: Watch) -> None:
        case = self.decided(watch)
        operation.deliver_case(
            actor=watch.desk.clerk, case_id=case.pk, mode=ServiceMode.DIRECT, person="陈晓兰", at=AT + 3 * DAY
        )
        watch.at(LONG_AFTER)
        assert watch.cards(matter="delivery") == []


class TestActs:
    def ask_too_much(self, watch: Watch) -> int:
        received = watch.desk.file()
        demand = CorrectionItem("neighbours_consent", "missing", "请提交四邻无异议证明")
        with pytest.raises(Refusal):
            operation.request_correction(
                actor=watch.desk.clerk, case_id=received.case_id, items=[demand], at=AT + HOUR
            )
        return received.case_id

    def test_a_demand_outside_the_list_is_refused_and_seen(self, watch: Watch) -> None:
        case_id = self.ask_too_much(watch)
        watch.at(AT + 2 * HOUR)
        assert watch.cards(case_id, "list") == [("T23", 1, AT + HOUR)]
        card = watch.card(1, "list")
        assert card.facts["demanded"] == "neighbours_consent"
        assert card.clock_id is None

    def test_an_act_is_carded_once_however_often_the_ledger_is_read(self, watch: Watch) -> None:
        self.ask_too_much(watch)
        for hours in (2, 3, 4):
            watch.at(AT + hours * HOUR)
        assert len(watch.cards(matter="list")) == 1

    def test_a_first_correction_notice_is_no_breach(self, watch: Watch) -> None:
        received = watch.desk.file(without=("application_form",))
        operation.request_correction(
            actor=watch.desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + HOUR
        )
        watch.at(AT + 2 * HOUR)
        assert watch.cards(matter="correction") == []


class TestYearsWithoutNotice:
    FILED = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)

    def case_due_next_year(self, watch: Watch) -> Clock:
        """No notice for 2027 is out: the statutory limit of this case ends on a day that is only assumed."""
        case = watch.desk.accepted(at=self.FILED)
        clock = Clock.objects.get(case=case, kind="statutory")
        assert clock.provisional
        return clock

    def test_nobody_gets_a_card_for_an_assumed_day(self, watch: Watch) -> None:
        clock = self.case_due_next_year(watch)
        watch.at(clock.due_at + 30 * DAY)
        assert 3 not in [level for _rule, level, _at in watch.cards()]

    def test_it_is_asked_again_each_day_and_not_lost(self, watch: Watch) -> None:
        clock = self.case_due_next_year(watch)
        at = clock.due_at + DAY
        watch.at(at)
        row = WatchedClock.objects.get(pk=clock.pk)
        assert row.provisional
        assert row.next_alert_at == at + DAY

    def test_once_the_day_is_announced_the_card_comes_with_its_own_moment(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = self.case_due_next_year(watch)
        watch.at(clock.due_at + DAY)
        version = CalendarVersion.objects.create(
            known_on=TODAY, title="2027 年放假安排", published_at=self.FILED
        )
        announce(monkeypatch, version, through=2027)
        operation.redate_open_cases(calendar_version=version.pk, at=clock.due_at + 2 * DAY)
        clock.refresh_from_db()
        assert not clock.provisional
        watch.at(clock.due_at + 5 * DAY)
        assert ("T03", 3, clock.due_at) in watch.cards()


def announce(monkeypatch: pytest.MonkeyPatch, version: CalendarVersion, *, through: int) -> None:
    """Let ``version`` know the years up to ``through`` for certain, as a later notice would."""
    from dataclasses import replace

    from yangguang.platforms.power_operation import case_clocks, services

    known = case_clocks.calendars.calendar_of_version

    def calendar_of_version(version_id: int) -> object:
        calendar = known(version_id)
        return (
            replace(calendar.provisional(), announced_through=through)
            if version_id == version.pk
            else calendar
        )

    monkeypatch.setattr(case_clocks.calendars, "calendar_of_version", calendar_of_version)
    monkeypatch.setattr(services.clock_acts.calendars, "calendar_of_version", calendar_of_version)
