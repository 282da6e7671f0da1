"""Orders, callbacks in any order and number, refunds, and the day's books against the provider's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, HUBEI, JIANGAN, YICHANG
from desk import DAY, HOUR
from fees_desk import FeeDesk, Till
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.fees import Entry, Verdict, differences, judge_callback
from yangguang.platforms.power_operation.models import (
    Case,
    PaymentOrder,
    ReconciliationDifference,
    Refund,
)
from yangguang.platforms.power_operation.payments import (
    Callback,
    callback_from,
    is_signed,
    provider,
    signature_of,
)
from yangguang.platforms.power_operation.services.fees import send_refunds
from yangguang.platforms.power_operation.services.reconciliation import reconcile
from yangguang.platforms.power_operation.states import DifferenceKind, FeeState, OrderState, RefundCause

ADDRESS = "/api/v1/payments/callback"
SAID = st.sampled_from([OrderState.FAILED, OrderState.PAID, OrderState.REFUNDED])
RANK = [OrderState.CREATED, OrderState.FAILED, OrderState.PAID, OrderState.REFUNDED]


@given(st.lists(SAID, max_size=12))
def test_an_order_only_moves_up_whatever_comes_in_whatever_order(words: Sequence[OrderState]) -> None:
    stands = OrderState.CREATED
    for said in words:
        verdict = judge_callback(
            stands=stands, said=said, ours_cents=8000, said_cents=8000, refund_approved=True
        )
        if verdict == Verdict.RECORDED:
            assert RANK.index(said) > RANK.index(stands)
            assert said != OrderState.REFUNDED or stands == OrderState.PAID
            stands = said
    assert (stands == OrderState.CREATED) == (not {OrderState.FAILED, OrderState.PAID} & set(words))


def test_a_repeated_request_to_pay_is_one_order(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    first, again = fee_desk.order(case), fee_desk.order(case)
    assert first == again
    assert {order.number for order in fee_desk.till.orders} == {first.number}
    assert fee_desk.till.orders[0].amount_cents == 8000
    assert first.pay_address.endswith(first.number)


def test_the_window_pays_through_the_same_provider_and_strangers_do_not(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    with pytest.raises(NotFound):
        services.begin_payment(actor=fee_desk.desk.cast.neighbour, case_id=case.pk, at=AT, by=fee_desk.till)
    services.begin_payment(actor=fee_desk.desk.clerk, case_id=case.pk, at=AT + DAY, by=fee_desk.till)
    assert PaymentOrder.objects.get(notice__case=case).at_counter


def test_payment_is_recorded_once_with_receipt_ledger_and_notice(fee_desk: FeeDesk) -> None:
    case, order = fee_desk.paid()
    assert fee_desk.says(order, OrderState.PAID) == Verdict.REPEATED
    assert fee_desk.says(order, OrderState.FAILED) == Verdict.STALE
    assert fee_desk.notice(case).state == FeeState.PAID
    assert order.receipt is not None
    assert order.receipt.facts["total"] == "80.00元"
    assert fee_desk.kinds(case).count("FeePaid") == 1
    with pytest.raises(Refusal, match="缴清后不再收取"):
        fee_desk.order(case)


def test_a_failed_try_leaves_the_fee_due_and_a_late_success_counts(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    order = fee_desk.order(case)
    assert fee_desk.says(order, OrderState.FAILED) == Verdict.RECORDED
    assert fee_desk.notice(case).state == FeeState.DUE
    assert fee_desk.says(order, OrderState.PAID) == Verdict.RECORDED
    assert fee_desk.notice(case).state == FeeState.PAID


def test_another_amount_changes_nothing(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    order = fee_desk.order(case)
    assert fee_desk.says(order, OrderState.PAID, cents=7999) == Verdict.AMOUNT_DIFFERS
    assert fee_desk.notice(case).state == FeeState.DUE


def test_an_order_is_for_what_its_notice_says(fee_desk: FeeDesk) -> None:
    order = fee_desk.order(fee_desk.accepted())
    with pytest.raises(DatabaseError, match="not for what"), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(amount_cents=1)
    with pytest.raises(DatabaseError, match="cannot go"), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(state=OrderState.REFUNDED)


# ── over HTTP ────────────────────────────────────────────────────────────────────────────


def _call(order_number: str, *, state: str = "paid", cents: Any = 8000, signature: str | None = None) -> Any:
    body = json.dumps({"order_number": order_number, "state": state, "amount_cents": cents}).encode()
    signed = signature_of(body, settings.PAYMENT_SECRET) if signature is None else signature
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", headers={"X-Signature": signed})


def test_a_signed_callback_pays_and_its_repeat_has_no_effect(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    order = fee_desk.order(case)
    for verdict in ("recorded", "repeated", "repeated"):
        answer = _call(order.number)
        assert (answer.status_code, answer.json()["verdict"]) == (200, verdict)
    assert fee_desk.notice(case).state == FeeState.PAID


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"signature": ""}, 403),
        ({"signature": "0" * 64}, 403),
        ({"cents": 7999}, 422),
        ({"cents": "8000"}, 422),
        ({"cents": True}, 422),
        ({"state": "created"}, 422),
        ({"state": "stolen"}, 422),
        ({"state": "refunded"}, 409),
    ],
)
def test_a_wrong_callback_changes_nothing(fee_desk: FeeDesk, said: dict[str, Any], status: int) -> None:
    case = fee_desk.accepted()
    order = fee_desk.order(case)
    assert _call(order.number, **said).status_code == status
    assert PaymentOrder.objects.get(pk=order.pk).state == OrderState.CREATED
    assert fee_desk.notice(case).state == FeeState.DUE


def test_a_signature_outside_ascii_does_not_fit() -> None:
    assert not is_signed(b"{}", "签", settings.PAYMENT_SECRET)


@pytest.mark.django_db
def test_an_unknown_order_is_said_to_be_unknown() -> None:
    answer = _call("F0")
    assert (answer.status_code, answer.json()) == (404, {"verdict": "unknown_order"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"paid"', b'{"amount_cents": 1}'])
def test_what_is_no_callback_is_not_read_as_one(body: bytes) -> None:
    with pytest.raises(ValueError):
        callback_from(body)


def test_without_a_provider_paying_is_refused_with_a_way_out() -> None:
    assert settings.PAYMENT_PROVIDER == ""
    with pytest.raises(Refusal, match="尚未接入"):
        provider()


# ── refunds ──────────────────────────────────────────────────────────────────────────────


def _ask_refund(fee_desk: FeeDesk, case: Case, reason: str = "申请人撤回") -> None:
    services.request_refund(
        actor=fee_desk.desk.clerk, case_id=case.pk, cause=RefundCause.WITHDRAWAL, reason=reason, at=AT + DAY
    )


def test_a_refund_is_asked_approved_sent_and_reported(fee_desk: FeeDesk) -> None:
    case, order = fee_desk.paid()
    services.withdraw_case(actor=fee_desk.desk.cast.citizen, case_id=case.pk, at=AT + DAY)
    _ask_refund(fee_desk, case)
    assert fee_desk.says(order, OrderState.REFUNDED, at=AT + DAY) == Verdict.TOO_EARLY
    services.approve_refund(actor=fee_desk.head, case_id=case.pk, at=AT + DAY + HOUR)
    assert (send_refunds(fee_desk.till), send_refunds(fee_desk.till)) == (1, 1)
    assert set(fee_desk.till.refunds) == {(order.number, 8000)}
    assert fee_desk.says(order, OrderState.REFUNDED, at=AT + 2 * DAY) == Verdict.RECORDED
    assert fee_desk.says(order, OrderState.PAID, at=AT + 2 * DAY) == Verdict.STALE
    assert fee_desk.notice(case).state == FeeState.REFUNDED
    assert send_refunds(fee_desk.till) == 0
    assert fee_desk.kinds(case)[-3:] == ["RefundRequested", "RefundApproved", "FeeRefunded"]


def test_a_refund_needs_a_reason_a_payment_and_another_person(fee_desk: FeeDesk) -> None:
    unpaid = fee_desk.accepted()
    with pytest.raises(Refusal, match="已经缴纳"):
        _ask_refund(fee_desk, unpaid)
    case, _order = fee_desk.paid()
    with pytest.raises(Refusal, match="写明理由"):
        _ask_refund(fee_desk, case, reason="  ")
    _ask_refund(fee_desk, case)
    with pytest.raises(Refusal, match="尚未申请退还"):
        _ask_refund(fee_desk, case)
    with pytest.raises(NotFound):  # the window does not approve
        services.approve_refund(actor=fee_desk.desk.clerk, case_id=case.pk, at=AT + 2 * DAY)
    with pytest.raises(NotFound):  # nor another body
        services.approve_refund(actor=fee_desk.desk.head, case_id=case.pk, at=AT + 2 * DAY)
    asked = Refund.objects.get(order__notice__case=case)
    with pytest.raises(DatabaseError, match="refund_approved_by_another"), transaction.atomic():
        Refund.objects.filter(pk=asked.pk).update(approved_by=asked.requested_by_id, approved_at=AT)


# ── reconciliation ───────────────────────────────────────────────────────────────────────


def test_every_line_that_differs_is_named() -> None:
    ours = [Entry("A", "payment", 100), Entry("B", "payment", 200), Entry("C", "refund", 300)]
    theirs = [Entry("A", "payment", 100), Entry("B", "payment", 250), Entry("D", "payment", 50)]
    found = [
        (one.order_number, one.kind, one.ours_cents, one.theirs_cents) for one in differences(ours, theirs)
    ]
    assert found == [
        ("B", DifferenceKind.AMOUNT, 200, 250),
        ("C", DifferenceKind.MISSING_THERE, 300, 0),
        ("D", DifferenceKind.MISSING_HERE, 0, 50),
    ]


def test_a_line_twice_in_the_statement_is_money_taken_twice() -> None:
    twice = [Entry("A", "payment", 100)] * 2
    (one,) = differences(twice[:1], twice)
    assert (one.kind, one.theirs_cents) == (DifferenceKind.AMOUNT, 200)


def test_a_day_in_agreement_is_recorded_without_differences(fee_desk: FeeDesk) -> None:
    _case, order = fee_desk.paid()
    fee_desk.till.entries = [Entry(order.number, "payment", 8000)]
    assert reconcile(date(2026, 3, 2), by=fee_desk.till, at=AT + DAY) == 0
    assert not ReconciliationDifference.objects.exists()


def test_differences_are_listed_and_told_to_the_supervisor_once(fee_desk: FeeDesk) -> None:
    case, order = fee_desk.paid()
    fee_desk.till.entries = [Entry("FUNKNOWN", "payment", 500)]
    assert reconcile(date(2026, 3, 2), by=fee_desk.till, at=AT + DAY) == 2
    assert reconcile(date(2026, 3, 2), by=fee_desk.till, at=AT + DAY) == 0  # repeated: nothing twice
    listed = ReconciliationDifference.objects.order_by("order_number").values_list("order_number", "kind")
    assert dict(listed) == {order.number: "missing_there", "FUNKNOWN": "missing_here"}
    assert fee_desk.kinds(case)[-1] == "PaymentDiffers"
    (stray,) = ledger.history("payments")
    assert (stray.kind, stray.payload["theirs_cents"]) == ("operation.StrayPayment", 500)


@dataclass
class DatedTill(Till):
    """A provider whose statements differ by day."""

    by_day: dict[date, list[Entry]] = field(default_factory=dict)

    def statement(self, day: date) -> list[Entry]:
        return self.by_day.get(day, [])


@pytest.mark.parametrize(
    ("cents", "kinds"), [(8000, ["next_day", "next_day"]), (9000, ["missing_there", "missing_here"])]
)
def test_what_the_provider_books_a_day_later_at_the_same_amount_is_no_alarm(
    fee_desk: FeeDesk, cents: int, kinds: list[str]
) -> None:
    case, order = fee_desk.paid()
    till = DatedTill(by_day={date(2026, 3, 3): [Entry(order.number, "payment", cents)]})
    alarms = [reconcile(date(2026, 3, day), by=till, at=AT + day * DAY) for day in (2, 3)]
    listed = ReconciliationDifference.objects.order_by("pk").values_list("kind", "case_id")
    assert list(listed) == [(kind, case.pk) for kind in kinds]
    assert alarms == ([0, 0] if cents == 8000 else [1, 1])
    assert fee_desk.kinds(case).count("PaymentDiffers") == sum(alarms)


def differing(fee_desk: FeeDesk) -> dict[str, ReconciliationDifference]:
    """A payment that the provider does not know, and one that nobody here knows."""
    fee_desk.paid()
    fee_desk.till.entries = [Entry("FUNKNOWN", "payment", 500)]
    reconcile(date(2026, 3, 2), by=fee_desk.till, at=AT + DAY)
    return {one.kind: one for one in ReconciliationDifference.objects.all()}


def settle(
    fee_desk: FeeDesk, found: ReconciliationDifference, place: str, reasons: str = "渠道漏记，已补记"
) -> None:
    manager = fee_desk.desk.cast.officer(Role.CENTRE_MANAGER, place)
    services.settle_difference(actor=manager, difference_id=found.pk, reasons=reasons, at=AT + DAY)


def test_the_manager_of_the_place_settles_a_difference_once_with_reasons(fee_desk: FeeDesk) -> None:
    ours = differing(fee_desk)["missing_there"]
    with pytest.raises(Refusal, match="写明原因"):
        settle(fee_desk, ours, JIANGAN, " ")
    settle(fee_desk, ours, JIANGAN)
    ours.refresh_from_db()
    assert (ours.settled_why, ours.settled_at) == ("渠道漏记，已补记", AT + DAY)
    assert ours.case is not None
    assert fee_desk.kinds(ours.case)[-1] == "DifferenceSettled"
    with pytest.raises(Refusal, match="每笔处理一次"):
        settle(fee_desk, ours, JIANGAN)


def test_nobody_settles_what_is_not_of_his_place(fee_desk: FeeDesk) -> None:
    found = differing(fee_desk)
    with pytest.raises(NotFound):
        settle(fee_desk, found["missing_there"], YICHANG)
    with pytest.raises(NotFound):  # whose money it is nobody knows: the province finds out
        settle(fee_desk, found["missing_here"], JIANGAN)
    settle(fee_desk, found["missing_here"], HUBEI)
    assert ledger.history("payments")[-1].kind == "operation.DifferenceSettled"
    with pytest.raises(NotFound):
        services.settle_difference(
            actor=fee_desk.desk.clerk, difference_id=found["missing_there"].pk, reasons="不明", at=AT + DAY
        )


def test_a_callback_for_one_order_never_touches_another(fee_desk: FeeDesk) -> None:
    first, second = fee_desk.accepted(), fee_desk.accepted()
    fee_desk.order(first)
    other = fee_desk.order(second)
    assert services.record_callback(Callback(other.number, OrderState.PAID, 8000), at=AT + DAY) == "recorded"
    assert (fee_desk.notice(first).state, fee_desk.notice(second).state) == (FeeState.DUE, FeeState.PAID)


def test_the_citizens_page_leads_to_the_provider_and_back(
    fee_desk: FeeDesk, stopped_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = fee_desk.accepted(at=AT - DAY)
    monkeypatch.setattr("yangguang.platforms.power_operation.services.fees.provider", lambda: fee_desk.till)
    client = fee_desk.desk.cast.signed_in(fee_desk.desk.cast.citizen)
    address = f"/my/cases/{case.number}/"
    assert "不动产登记费" in client.get(address).content.decode()
    answer = client.post(f"{address}pay/")
    assert answer["Location"] == f"{address}#fees"
    order = PaymentOrder.objects.get(notice__case=case)
    assert f'href="{order.pay_address}"' in client.get(address).content.decode()
    fee_desk.says(order, OrderState.PAID)
    paid = client.get(address).content.decode()
    assert order.pay_address not in paid
    assert "缴费凭证" in paid
    stranger = fee_desk.desk.cast.signed_in(fee_desk.desk.cast.neighbour)
    assert stranger.post(f"{address}pay/").status_code == 404


def test_the_desk_takes_payment_asks_and_approves_a_refund(
    fee_desk: FeeDesk, stopped_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = fee_desk.accepted(at=AT - DAY)
    monkeypatch.setattr("yangguang.platforms.power_operation.services.fees.provider", lambda: fee_desk.till)
    clerk = fee_desk.desk.cast.signed_in(fee_desk.desk.clerk)
    address = f"/work/cases/{case.number}/"
    assert clerk.post(f"{address}take_payment/").status_code == 302
    order = PaymentOrder.objects.get(notice__case=case)
    assert order.at_counter
    assert order.pay_address in clerk.get(address).content.decode()
    fee_desk.says(order, OrderState.PAID)
    asked = clerk.post(f"{address}refund/", {"cause": "wrong_charge", "reasons": "重复收费"})
    assert asked.status_code == 302
    head = fee_desk.desk.cast.signed_in(fee_desk.head)
    assert "批准退费" in head.get(address).content.decode()
    assert head.post(f"{address}approve_refund/").status_code == 302
    assert Refund.objects.get(order=order).approved_by_id == fee_desk.head.account_id
