"""The fees of a case as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yangguang.foundations.organisations.queries import at_or_below
from yangguang.platforms.power_library import queries as library

from .fees import FeeLine
from .models import Case, FeeNotice, PaymentOrder, Refund
from .states import FeeState, OrderState


@dataclass(frozen=True, slots=True)
class FeesOfCase:
    """``order`` is the latest; ``refund`` belongs to it."""

    notice: FeeNotice
    lines: Sequence[FeeLine]
    order: PaymentOrder | None
    refund: Refund | None

    @property
    def due(self) -> bool:
        return self.notice.state == FeeState.DUE

    @property
    def pay_address(self) -> str:
        """Where the order that waits for payment is paid; empty when none waits."""
        waits = self.due and self.order is not None and self.order.state == OrderState.CREATED
        return self.order.pay_address if waits and self.order else ""

    @property
    def refundable(self) -> bool:
        return self.notice.state == FeeState.PAID and self.refund is None

    @property
    def refund_to_approve(self) -> bool:
        return self.refund is not None and self.refund.approved_at is None


def fees_of(case: Case) -> FeesOfCase | None:
    """None when the item charges nothing, without asking the database, and before acceptance."""
    if not library.definition_of(case.item_version).fees:
        return None
    notice = FeeNotice.objects.filter(case=case).select_related("document").first()
    if notice is None:
        return None
    order = PaymentOrder.objects.filter(notice=notice).select_related("receipt").order_by("-pk").first()
    refund = Refund.objects.filter(order=order).first() if order else None
    return FeesOfCase(notice, [FeeLine(**line) for line in notice.lines], order, refund)


def fees_between(path: str, begins_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """(charged, not taken) in cents on the notices issued in the span at a place or below; cancelled ones left out."""
    notices = FeeNotice.objects.filter(
        at_or_below(path, field="case__place_path"), issued_at__gte=begins_at, issued_at__lt=ends_at
    ).exclude(state=FeeState.CANCELLED)
    charged = waived = 0
    for amount, lines in notices.values_list("amount_cents", "lines"):
        charged += amount
        waived += sum(line["amount_cents"] for line in lines if line["waiver"])
    return charged, waived
