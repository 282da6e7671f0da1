"""Commitments that nobody checks, and payments of which the books differ: what is seen, and what only looks like it."""

from datetime import date

import pytest

from cast import AT
from desk import DAY
from fees_desk import FeeDesk, fee_desk
from platforms.electronic_supervision.conftest import Watch
from platforms.power_operation.test_commitment import CHECK_DUE, check, committed, fire_desk
from platforms.power_operation.test_payments import DatedTill
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import end_of_day
from yangguang.platforms.electronic_supervision.models import Card, WatchedClock
from yangguang.platforms.power_operation.fees import Entry
from yangguang.platforms.power_operation.services.reconciliation import reconcile

__all__ = ["fee_desk", "fire_desk"]
SOON = end_of_day(date(2026, 5, 21))  # five working days before


@pytest.mark.usefixtures("fire_desk")
class TestCommitments:
    def test_five_days_before_a_warning_and_at_the_end_a_yellow_card(self, watch: Watch) -> None:
        case = committed(watch.desk)
        watch.at(SOON)
        assert watch.cards(case, "commitment") == [("T24", 1, SOON)]
        watch.at(CHECK_DUE)
        assert watch.cards(case, "commitment") == [("T24", 1, SOON), ("T24", 2, CHECK_DUE)]
        card = watch.card(2, "commitment")
        assert card.body_id == case.body_id
        assert card.facts["responsible"] == ["decider"]  # the body that checks, not the window that granted
        assert not card.by_window

    def test_none_when_it_was_checked_in_time_whatever_was_found(self, watch: Watch) -> None:
        kept, broken = committed(watch.desk), committed(watch.desk, at=AT + DAY)
        check(watch.desk, kept, fulfilled=True, at=AT + 7 * DAY)
        check(watch.desk, broken, fulfilled=False, days=5, at=AT + 8 * DAY)
        watch.at(CHECK_DUE + 30 * DAY)
        assert watch.cards(matter="commitment") == []
        waiting = WatchedClock.objects.filter(kind="check", next_alert_at__isnull=False)
        assert not waiting.exists()


@pytest.mark.usefixtures("fee_desk")
class TestPayments:
    def differ(self, watch: Watch, fee_desk: FeeDesk, entries: dict[date, list[Entry]]) -> None:
        manager, supervisor = watch.manager, watch.supervisor
        assert manager.post
        assert supervisor.post
        till = DatedTill(by_day=entries)
        for day in (2, 3):
            reconcile(date(2026, 3, day), by=till, at=AT + day * DAY)
        watch.at(AT + 4 * DAY)

    def test_a_difference_is_told_to_the_manager_and_the_supervisor(
        self, watch: Watch, fee_desk: FeeDesk
    ) -> None:
        case, order = fee_desk.paid()
        self.differ(watch, fee_desk, {date(2026, 3, 2): [Entry(order.number, "payment", 7999)]})
        assert watch.cards(case, "payment") == [("T25", 1, AT + 2 * DAY)]
        card = watch.card(1, "payment")
        assert (card.facts["ours_cents"], card.facts["theirs_cents"]) == (8000, 7999)
        assert {one["as"] for one in card.recipients} == {"centre_manager", "supervisor"}
        assert card.facts["responsible"] == [Role.CENTRE_MANAGER.value]

    def test_a_payment_booked_across_midnight_looks_alike_and_is_none(
        self, watch: Watch, fee_desk: FeeDesk
    ) -> None:
        _case, order = fee_desk.paid()
        self.differ(watch, fee_desk, {date(2026, 3, 3): [Entry(order.number, "payment", 8000)]})
        assert watch.cards(matter="payment") == []

    def test_money_for_an_order_that_nobody_knows_has_no_case_to_put_a_card_on(
        self, watch: Watch, fee_desk: FeeDesk
    ) -> None:
        self.differ(watch, fee_desk, {date(2026, 3, 2): [Entry("FUNKNOWN", "payment", 500)]})
        assert not Card.objects.exists()
