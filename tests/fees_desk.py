"""A desk with one item that is charged for, for the tests of fees and payments."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest

from cast import AT, definition
from desk import HOUR, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library.item_definitions import DueBefore, FeeWaiver
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.fees import Entry, Verdict
from yangguang.platforms.power_operation.models import Case, FeeNotice, PaymentOrder
from yangguang.platforms.power_operation.payments import Callback, NewOrder
from yangguang.platforms.power_operation.states import OrderState

CHARGED = "house_transfer_registration"
WAIVED_FOR = FeeWaiver(when="ground_kind=inheritance", basis="《示例办法》第三条", basis_en="Example, art. 3")


@dataclass
class Till:
    """A provider that only remembers what it was asked."""

    orders: list[NewOrder] = field(default_factory=list)
    refunds: list[tuple[str, int]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def create(self, order: NewOrder) -> str:
        self.orders.append(order)
        return f"http://pay.test/{order.number}"

    def refund(self, order_number: str, amount_cents: int) -> None:
        self.refunds.append((order_number, amount_cents))

    def statement(self, day: date) -> list[Entry]:
        return self.entries


@dataclass
class FeeDesk:
    desk: Desk
    till: Till = field(default_factory=Till)

    def accepted(self, *, ground: str = "sale", at: datetime = AT) -> Case:
        filing = self.desk.filing(CHARGED, at=at)
        filing["form"]["ground_kind"] = ground
        received = services.receive_case(**filing)
        clerk = self.desk.cast.officer(Role.WINDOW_CLERK)
        services.accept_case(actor=clerk, case_id=received.case_id, at=at + HOUR)
        return Case.objects.get(pk=received.case_id)

    @property
    def head(self) -> Actor:
        """Who approves refunds."""
        return self.desk.cast.officer(Role.AGENCY_HEAD, department="natural_resources")

    def notice(self, case: Case) -> FeeNotice:
        return FeeNotice.objects.get(case=case)

    def order(self, case: Case, *, at: datetime = AT + 2 * HOUR) -> PaymentOrder:
        services.begin_payment(actor=self.desk.cast.citizen, case_id=case.pk, at=at, by=self.till)
        return PaymentOrder.objects.filter(notice__case=case).latest("pk")

    def says(
        self, order: PaymentOrder, state: OrderState, *, at: datetime = AT + 3 * HOUR, **more: Any
    ) -> Verdict:
        return services.record_callback(
            Callback(order.number, state, more.get("cents", order.amount_cents)), at=at
        )

    def paid(self) -> tuple[Case, PaymentOrder]:
        case = self.accepted()
        order = self.order(case)
        assert self.says(order, OrderState.PAID) == Verdict.RECORDED
        return case, PaymentOrder.objects.get(pk=order.pk)

    def kinds(self, case: Case) -> list[str]:
        return [event.kind.removeprefix("operation.") for event in ledger.history(f"case:{case.pk}")]


@pytest.fixture
def fee_desk(desk: Desk) -> FeeDesk:
    item = definition(CHARGED)
    (fee,) = item.fees
    charged = replace(fee, waivers=(WAIVED_FOR,), due_before=DueBefore.DELIVERY)
    load_items(AT, [*(definition("food_business"),), replace(item, fees=(charged,))])
    return FeeDesk(desk)
