"""缴费对账 for the manager of a centre: his place's books against the provider's, and each difference settled."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cast import HUBEI, YICHANG
from fees_desk import FeeDesk
from platforms.power_operation.test_payments import differing
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation.reconciliation_records import days_of_books

pytestmark = pytest.mark.usefixtures("stopped_clock")
DAY = date(2026, 3, 2)


def manager(fee_desk: FeeDesk, *place: str) -> Client:
    return fee_desk.desk.cast.signed_in(fee_desk.desk.cast.officer(Role.CENTRE_MANAGER, *place))


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"operation:{name}", args=args)).content.decode()


def test_the_sums_are_those_of_the_place(fee_desk: FeeDesk) -> None:
    differing(fee_desk)
    cast = fee_desk.desk.cast

    def sums(*place: str) -> tuple[int, int, int]:
        (one,) = days_of_books(cast.officer(Role.CENTRE_MANAGER, *place), until=DAY)
        return one.ours_cents, one.theirs_cents, one.open

    assert sums() == (8000, 0, 1)  # the provider does not know our payment
    assert sums(HUBEI) == (8000, 500, 2)  # and has one that nobody here knows
    assert sums(YICHANG) == (0, 0, 0)


def test_a_difference_is_settled_on_the_page_of_its_day_and_waits_no_more(fee_desk: FeeDesk) -> None:
    found = differing(fee_desk)["missing_there"]
    client = manager(fee_desk)
    assert "1 笔待处理" in page(client, "reconciliation")
    assert found.order_number in page(client, "reconciliation_day", DAY)
    settle = reverse("operation:settle", args=[DAY, found.pk])
    assert client.post(settle, {"reasons": ""}).status_code == 422
    assert client.post(settle, {"reasons": "渠道漏记，已补记"}).status_code == 302
    assert client.post(settle, {"reasons": "再记一次"}).status_code == 409
    assert "渠道漏记，已补记" in page(client, "reconciliation_day", DAY)
    assert "已全部处理" in page(client, "reconciliation")


def test_differences_of_another_place_are_not_there(fee_desk: FeeDesk) -> None:
    found = differing(fee_desk)
    elsewhere = manager(fee_desk, YICHANG)
    assert "这一天账目一致" in page(elsewhere, "reconciliation_day", DAY)
    stray = reverse("operation:settle", args=[DAY, found["missing_here"].pk])
    assert elsewhere.post(stray, {"reasons": "不明"}).status_code == 404
    assert manager(fee_desk).post(stray, {"reasons": "不明"}).status_code == 404
    assert manager(fee_desk, HUBEI).post(stray, {"reasons": "已退回付款人"}).status_code == 302


def test_a_day_not_compared_is_not_there(fee_desk: FeeDesk) -> None:
    address = reverse("operation:reconciliation_day", args=[date(2026, 3, 1)])
    assert manager(fee_desk).get(address).status_code == 404
