"""One notice with every fee of the list, none beside it, waived where a place or the item says so."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from cast import AT, JIANGAN, WUHAN, YICHANG, definition
from desk import DAY, HOUR, Desk
from fees_desk import WAIVED_FOR, FeeDesk
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library.item_definitions import DueBefore
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.fees import (
    PlaceWaiver,
    amount_due,
    fee_lines,
    unlisted_fees,
    waits_for_payment,
)
from yangguang.platforms.power_operation.models import Case, CaseStep, FeeNotice, ZeroFeePlace
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import FeeState, OrderState, Outcome

HOUSE = definition("house_transfer_registration")


def test_lines_are_copied_from_the_version_and_added_up() -> None:
    (line,) = lines = fee_lines(HOUSE, {})
    assert (line.name, line.amount_cents, line.waiver) == (HOUSE.fees[0].name, 8000, "")
    assert amount_due(lines) == 8000


def test_a_zero_fee_place_takes_nothing_and_says_by_which_document() -> None:
    (line,) = lines = fee_lines(HOUSE, {}, of_place=[PlaceWaiver("示例〔2026〕1号")])
    assert line.waiver == "示例〔2026〕1号"
    assert amount_due(lines) == 0


def test_a_place_that_does_without_one_fee_takes_the_others() -> None:
    (other,) = fee_lines(HOUSE, {}, of_place=[PlaceWaiver("示例〔2026〕1号", frozenset({"工本费"}))])
    assert other.waiver == ""
    (named,) = fee_lines(
        HOUSE, {}, of_place=[PlaceWaiver("示例〔2026〕1号", frozenset({HOUSE.fees[0].name}))]
    )
    assert named.waiver == "示例〔2026〕1号"


@pytest.mark.parametrize(("ground", "due"), [("inheritance", 0), ("sale", 8000)])
def test_the_items_own_waiver_looks_at_the_form(ground: str, due: int) -> None:
    item = replace(HOUSE, fees=(replace(HOUSE.fees[0], waivers=(WAIVED_FOR,)),))
    assert amount_due(fee_lines(item, {"ground_kind": ground})) == due


def test_what_the_list_does_not_name_is_unlisted() -> None:
    assert unlisted_fees(HOUSE, [HOUSE.fees[0].name, "加急费"]) == ["加急费"]


def test_an_act_waits_only_where_the_item_says_so() -> None:
    assert waits_for_payment(HOUSE, DueBefore.DELIVERY)
    assert not waits_for_payment(HOUSE, DueBefore.DECISION)
    assert not waits_for_payment(definition("food_business"), DueBefore.DELIVERY)


def test_acceptance_tells_every_fee_in_one_document(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    notice = fee_desk.notice(case)
    assert (notice.state, notice.amount_cents) == (FeeState.DUE, 8000)
    facts = OfficialDocument.objects.get(pk=notice.document_id).facts
    assert facts["total"] == "80.00元"
    assert facts["due_before"] == "送达结果之前"
    assert fee_desk.kinds(case).count("FeeNoticeIssued") == 1


def test_an_item_without_fees_gets_no_notice(desk: Desk) -> None:
    case = desk.accepted()
    assert not FeeNotice.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("place", "first", "end", "state"),
    [
        (JIANGAN, date(2026, 1, 1), None, FeeState.WAIVED),
        (WUHAN, date(2026, 3, 2), date(2026, 3, 3), FeeState.WAIVED),  # the city's rule holds below it
        (YICHANG, date(2026, 1, 1), None, FeeState.DUE),
        (JIANGAN, date(2026, 3, 3), None, FeeState.DUE),
        (JIANGAN, date(2026, 1, 1), date(2026, 3, 2), FeeState.DUE),
    ],
)
def test_zero_fee_holds_in_its_place_and_period(
    fee_desk: FeeDesk, place: str, first: date, end: date | None, state: FeeState
) -> None:
    ZeroFeePlace.objects.create(
        division_id=place, document="示例〔2026〕1号", from_date=first, to_date=end, recorded_at=AT
    )
    assert fee_desk.notice(fee_desk.accepted()).state == state


def test_a_waived_case_waits_for_nothing(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted(ground="inheritance")
    assert fee_desk.notice(case).state == FeeState.WAIVED
    _decide(fee_desk, case)
    _deliver(fee_desk, case)
    assert Case.objects.get(pk=case.pk).state == "delivered"


def test_delivery_waits_for_payment_and_goes_on_after_it(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    _decide(fee_desk, case)  # the decision does not wait
    with pytest.raises(Refusal, match="缴费之后"):
        _deliver(fee_desk, case)
    order = fee_desk.order(case, at=AT + 2 * DAY)
    fee_desk.says(order, OrderState.PAID, at=AT + 2 * DAY)
    _deliver(fee_desk, case)
    assert Case.objects.get(pk=case.pk).state == "delivered"


def test_a_charge_off_the_list_is_refused_with_the_article_and_seen(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    clerk = fee_desk.desk.clerk
    listed = HOUSE.fees[0].name
    services.demand_fees(actor=clerk, case_id=case.pk, names=[listed], at=AT + DAY)
    assert "UnlistedDemandRefused" not in fee_desk.kinds(case)
    with pytest.raises(Refusal, match="第五十八条"):
        services.demand_fees(actor=clerk, case_id=case.pk, names=[listed, "加急费"], at=AT + DAY)
    assert fee_desk.kinds(case)[-1] == "UnlistedDemandRefused"
    assert fee_desk.notice(case).amount_cents == 8000


def test_only_the_window_of_the_case_speaks_of_fees(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    with pytest.raises(NotFound):
        services.demand_fees(actor=fee_desk.desk.cast.neighbour, case_id=case.pk, names=["x"], at=AT + DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": 9000},
        {"lines": [{"position": 0, "name": "加急费", "amount_cents": 8000, "waiver": ""}]},
        {"lines": [{"position": 0, "amount_cents": 9000, "waiver": ""}], "amount_cents": 9000},
        {"lines": [], "amount_cents": 8000},
        {"lines": [{"position": 1, "amount_cents": 8000, "waiver": ""}]},
    ],
)
def test_the_database_takes_no_charge_off_the_list(fee_desk: FeeDesk, change: dict[str, object]) -> None:
    case, other = fee_desk.accepted(), fee_desk.accepted()
    honest = fee_desk.notice(case)
    _forget(honest)
    values = {
        "lines": honest.lines,
        "amount_cents": 8000,
        "document_id": honest.document_id,
        "state": FeeState.DUE,
        "issued_at": AT,
    }
    with pytest.raises(IntegrityError, match="not on the list"), transaction.atomic():
        FeeNotice.objects.create(case=case, **{**values, **change})
    assert FeeNotice.objects.create(case=case, **values).pk  # what is on it is taken
    assert other.pk != case.pk


def test_a_notice_keeps_what_it_says(fee_desk: FeeDesk) -> None:
    notice = fee_desk.notice(fee_desk.accepted())
    for change in ({"amount_cents": 1}, {"lines": []}, {"state": FeeState.REFUNDED}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FeeNotice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        notice.delete()


def test_withdrawing_ends_what_was_not_paid(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    services.withdraw_case(actor=fee_desk.desk.cast.citizen, case_id=case.pk, at=AT + DAY)
    assert fee_desk.notice(case).state == FeeState.CANCELLED
    with pytest.raises(Refusal, match="缴费通知书"):
        fee_desk.order(case, at=AT + DAY + HOUR)


def _forget(notice: FeeNotice) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE power_operation_feenotice DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM power_operation_feenotice WHERE id = %s", [notice.pk])
        cursor.execute("ALTER TABLE power_operation_feenotice ENABLE TRIGGER USER")


def _decide(fee_desk: FeeDesk, case: Case) -> None:
    fee_desk.desk.review(case, at=AT + DAY)
    step = CaseStep.objects.get(case=case, decides=True)
    holder = fee_desk.desk.holder(step)
    services.decide_case(
        actor=holder, case_id=case.pk, ruling=Ruling(outcome=Outcome.GRANTED), at=AT + DAY + HOUR
    )


def _deliver(fee_desk: FeeDesk, case: Case) -> None:
    services.deliver_case(
        actor=fee_desk.desk.cast.officer(Role.WINDOW_CLERK),
        case_id=case.pk,
        mode=ServiceMode.ELECTRONIC,
        person="陈晓兰",
        at=AT + 3 * DAY,
    )
