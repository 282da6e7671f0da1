"""Fees of the demonstration: paid at the counter before the result is handed over, and in the simulator's books."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from yangguang.foundations.accounts.actors import Actor
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.fees import Entry
from yangguang.platforms.power_operation.models import Case, FeeNotice, PaymentOrder
from yangguang.platforms.power_operation.payments import Callback, NewOrder
from yangguang.platforms.power_operation.states import FeeState, OrderState

from .payments import BOOKS_FILE, Books


@dataclass(frozen=True)
class PaidInHistory:
    """A provider whose orders are paid at a moment of the story; the process that runs later finds them in its books."""

    at: datetime

    def create(self, order: NewOrder) -> str:
        books = Books(settings.VAR / BOOKS_FILE)
        books.create(
            {
                "number": order.number,
                "amount_cents": order.amount_cents,
                "title": order.title,
                "return_address": order.return_address,
                "callback_address": order.callback_address,
            }
        )
        books.move(order.number, "paid", after=("created",), at=self.at)
        return ""

    def refund(self, order_number: str, amount_cents: int) -> None:
        raise NotImplementedError("the story gives nothing back")

    def statement(self, day: date) -> list[Entry]:
        raise NotImplementedError("the story does not reconcile")


def pay_fees(actor: Actor, case: Case, at: datetime) -> None:
    """Nothing for a case whose item charges nothing."""
    if not library.definition_of(case.item_version).fees:
        return
    if not FeeNotice.objects.filter(case=case, state=FeeState.DUE).exists():
        return
    operation.begin_payment(actor=actor, case_id=case.pk, at=at, by=PaidInHistory(at))
    order = PaymentOrder.objects.get(notice__case=case, state=OrderState.CREATED)
    operation.record_callback(Callback(order.number, OrderState.PAID, order.amount_cents), at=at)
