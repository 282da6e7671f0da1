"""The pages of 告知承诺: the window decides on it, the body's inbox has the check, the public sees a revocation."""

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT
from desk import DAY, Desk
from platforms.power_operation.test_commitment import (
    broken,
    check,
    committed,
    document,
    filed,
    fire,
    fire_desk,
    revoke,
)
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation.models import Case, Commitment

__all__ = ["fire_desk"]
pytestmark = pytest.mark.usefixtures("stopped_clock")


def page(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def act(client: Client, case: Case, key: str, **typed: object) -> int:
    return client.post(reverse("operation:act", args=[case.number, key]), typed).status_code


def test_the_window_is_offered_it_with_the_words_to_be_signed(fire_desk: Desk) -> None:
    window = fire_desk.cast.signed_in(fire_desk.clerk)
    case = Case.objects.get(pk=filed(fire_desk))
    offered = page(window, "operation:case", case.number)
    assert "act-commit" in offered
    assert "依照消防法第五十八条" in offered
    assert act(window, case, "commit", signed_by="陈晓兰") == 422  # not ticked
    assert act(window, case, "commit", signed_by="陈晓兰", signed="on") == 302
    shown = page(window, "operation:case", case.number)
    assert "待核查" in shown
    assert "2026年5月28日" in shown
    assert "act-commit" not in shown


def test_it_is_not_offered_where_the_applicant_chose_otherwise(fire_desk: Desk) -> None:
    window = fire_desk.cast.signed_in(fire_desk.clerk)
    case = Case.objects.get(pk=filed(fire_desk, manner="check"))
    assert "act-commit" not in page(window, "operation:case", case.number)
    assert act(window, case, "commit", signed_by="陈晓兰", signed="on") == 409


def test_the_inbox_has_the_check_and_the_page_records_it(fire_desk: Desk) -> None:
    case = committed(fire_desk)
    officer = fire_desk.cast.signed_in(fire(fire_desk, Role.REVIEWER))
    assert case.number in page(officer, "operation:inbox")
    found = {"facts": "二层安全出口上锁", "checked_with": "王春梅"}
    assert act(officer, case, "check_commitment", fulfilled="no", **found) == 422  # no day set
    assert act(officer, case, "check_commitment", fulfilled="no", correct_days="5", **found) == 302
    assert "限期整改" in page(officer, "operation:inbox")
    assert act(officer, case, "check_commitment", fulfilled="yes", **found) == 302
    assert case.number not in page(officer, "operation:inbox")
    assert Commitment.objects.get(case=case).state == "fulfilled"


def test_the_applicant_is_told_what_is_to_be_put_right(fire_desk: Desk) -> None:
    case = committed(fire_desk)
    check(fire_desk, case, fulfilled=False, days=5, facts="二层安全出口上锁", at=AT)
    shown = page(fire_desk.cast.signed_in(fire_desk.cast.citizen), "portal:case", case.number)
    assert "二层安全出口上锁" in shown
    assert "整改截止日" in shown
    assert "请在 2026年3月9日 前整改" in shown
    assert "王春梅" not in shown  # who checked is for the officers


def test_a_decision_taken_back_is_no_longer_valid_for_whoever_checks_its_code(
    fire_desk: Desk, client: Client
) -> None:
    case = broken(fire_desk)
    grant = document(case, "grant")
    assert "被撤销" not in page(client, "documents:document", grant.verification_code)
    head = fire_desk.cast.signed_in(fire(fire_desk, Role.AGENCY_HEAD))
    assert act(head, case, "revoke", facts="仍上锁", reasons="") == 422
    revoke(fire_desk, case, at=AT + 16 * DAY)
    shown = page(client, "documents:document", grant.verification_code)
    assert "被撤销" in shown
    assert ">有效期内<" not in shown
    mine = page(fire_desk.cast.signed_in(fire_desk.cast.citizen), "portal:case", case.number)
    assert "决定已被撤销" in mine
    assert "act-restore_credit" in page(head, "operation:case", case.number)
    assert act(head, case, "restore_credit", reasons="已整改") == 302
