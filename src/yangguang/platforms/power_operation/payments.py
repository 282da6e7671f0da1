"""The payment provider as this platform sees it, and the one that speaks to `yangguang pay-simulator`.

Requests and callbacks are JSON whose bytes are signed by HMAC-SHA256 under a secret that both sides hold; the signature
travels in the header ``X-Signature`` in hex.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.translation import gettext as _

from yangguang.law.refusals import Refusal

from .fees import Entry
from .states import OrderState

SIGNATURE_HEADER = "X-Signature"
ANSWER_WITHIN_SECONDS = 5
LONGEST_BODY = 64 * 1024


def signature_of(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    return hmac.compare_digest(signature_of(body, secret).encode(), signature.encode())


@dataclass(frozen=True, slots=True)
class Callback:
    """The provider's word about one order."""

    order_number: str
    state: OrderState  # failed, paid or refunded
    amount_cents: int


def callback_from(body: bytes) -> Callback:
    """Read a callback whose signature was checked. Raises ``ValueError`` when it is not one."""
    said = json.loads(body)
    if not isinstance(said, dict) or type(said.get("amount_cents")) is not int:
        raise ValueError("a callback is an object with an integer amount_cents")
    state = OrderState(str(said.get("state")))
    if state == OrderState.CREATED:
        raise ValueError("an order is created here, not by the provider")
    return Callback(str(said.get("order_number", "")), state, said["amount_cents"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """``return_address`` is where the payer goes afterwards; ``callback_address`` where the provider reports."""

    number: str
    amount_cents: int
    title: str
    return_address: str
    callback_address: str


class PaymentProvider(Protocol):
    """Every call may be repeated: order numbers make it have one effect. Raises `ProviderSilent` when nobody answers."""

    def create(self, order: NewOrder) -> str:
        """Tell the provider of an order; returns the address at which it can be paid."""
        ...

    def refund(self, order_number: str, amount_cents: int) -> None:
        """Give the whole amount back; the provider reports by callback."""
        ...

    def statement(self, day: date) -> list[Entry]:
        """The provider's books of one Shanghai day."""
        ...


class ProviderSilent(Refusal):
    def __init__(self) -> None:
        super().__init__(
            asked=_("联系支付渠道"),
            rule=_("支付渠道没有应答，没有扣款"),
            way_out=_("请稍后重试，或者到窗口缴费；不影响办件办理的进度"),
        )


@dataclass(frozen=True, slots=True)
class SignedProvider:
    """A provider at ``address`` that takes signed JSON: ``/orders``, ``/refunds``, ``/statement``."""

    address: str
    secret: str

    def create(self, order: NewOrder) -> str:
        answer = self._ask(
            "/orders",
            {
                "number": order.number,
                "amount_cents": order.amount_cents,
                "title": order.title,
                "return_address": order.return_address,
                "callback_address": order.callback_address,
            },
        )
        return str(answer["pay_address"])

    def refund(self, order_number: str, amount_cents: int) -> None:
        self._ask("/refunds", {"number": order_number, "amount_cents": amount_cents})

    def statement(self, day: date) -> list[Entry]:
        answer = self._ask("/statement", {"day": day.isoformat()})
        return [
            Entry(row["order_number"], row["kind"], int(row["amount_cents"])) for row in answer["entries"]
        ]

    def _ask(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(question, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature_of(body, self.secret),
        }
        asked = Request(self.address + path, data=body, headers=headers, method="POST")  # noqa: S310 - `provider` checks
        try:
            with urlopen(asked, timeout=ANSWER_WITHIN_SECONDS) as answer:  # noqa: S310
                read = answer.read()
                signature = answer.headers.get(SIGNATURE_HEADER, "")
        except (URLError, HTTPError, TimeoutError, OSError) as error:
            raise ProviderSilent from error
        if not is_signed(read, signature, self.secret):
            raise ProviderSilent
        found: dict[str, Any] = json.loads(read)
        return found


def provider() -> PaymentProvider:
    """The provider of this installation (``YANGGUANG_PAYMENTS``, an address). Raises `Refusal` when there is none."""
    address = settings.PAYMENT_PROVIDER
    if urlsplit(address).scheme not in {"http", "https"}:
        raise Refusal(
            asked=_("在线缴费"),
            rule=_("本站尚未接入支付渠道"),
            way_out=_("请到窗口咨询缴费方式；缴费通知书所列金额不变"),
        )
    return SignedProvider(address.rstrip("/"), settings.PAYMENT_SECRET)
