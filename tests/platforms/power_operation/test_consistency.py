"""The tables agree with one another after honest work, and each kind of contradiction is found when it is planted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from cast import AT
from desk import DAY, HOUR, Desk
from fees_desk import FeeDesk
from joint_desk import PARALLEL, JointDesk
from yangguang.foundations.notices.services import ServiceMode
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.consistency import CHECKS, contradictions
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.services.licences import register
from yangguang.site.cli import main


@pytest.fixture
def worked(desk: Desk) -> Case:
    """One case of each fate; returns the delivered one."""
    desk.file(at=AT)
    refused = desk.accepted(at=AT)
    desk.review(refused, at=AT + DAY)
    desk.decide(refused, at=AT + 2 * DAY, refuse=True)
    withdrawn = desk.accepted(at=AT)
    services.withdraw_case(actor=desk.cast.citizen, case_id=withdrawn.pk, at=AT + DAY)
    under_review = desk.accepted(at=AT)
    assert under_review.state == "under_review"
    done = desk.accepted(at=AT)
    desk.review(done, at=AT + DAY)
    desk.decide(done, at=AT + 2 * DAY)
    services.deliver_case(
        actor=desk.clerk,
        case_id=done.pk,
        mode=ServiceMode.ELECTRONIC,
        person="陈晓兰",
        at=AT + 2 * DAY + HOUR,
    )
    assert register(done.pk)
    return Case.objects.get(pk=done.pk)


def _found() -> dict[str, tuple[str, ...]]:
    return {one.check.name: one.rows for one in contradictions()}


@contextmanager
def _behind_the_guards(table: str) -> Iterator[None]:
    """As a broken disk or a careless hand would write: past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending events keep a table from being altered
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _spoil(table: str, change: str) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        with _behind_the_guards(table), connection.cursor() as cursor:
            cursor.execute(change.format(table=table, case=case.pk))

    return spoil


def _of_case(columns: str) -> Callable[[Case], None]:
    return _spoil("power_operation_case", f"UPDATE {{table}} SET {columns} WHERE id = {{case}}")


def _of_document(kind: str, column: str) -> Callable[[Case], None]:
    where = f"subject = 'case:{{case}}' AND kind = '{kind}'"
    return _spoil("documents_officialdocument", f"UPDATE {{table}} SET {column} WHERE {where}")


OTHER = "subject = 'case:0'"
PLANTED: dict[str, Callable[[Case], None]] = {
    "accepted": _of_case("accepted_at = NULL"),
    "concluded": _of_case("concluded_at = NULL, state = 'under_review'"),
    "delivered": _of_case("delivered_at = NULL"),
    "document receipt": _of_document("receipt", OTHER),
    "document acceptance": _of_document("acceptance", OTHER),
    "document grant": _of_document("grant", OTHER),
    "document refusal": _of_case("outcome = 'refused'"),
    "document correction": _of_document("acceptance", "kind = 'correction'"),
    "served": _spoil(
        "notices_servicerecord",
        "DELETE FROM {table} WHERE document_id IN "
        "(SELECT id FROM documents_officialdocument WHERE subject = 'case:{case}')",
    ),
    "clocks run": _spoil(
        "power_operation_clock", "DELETE FROM {table} WHERE case_id = {case} AND kind = 'statutory'"
    ),
    "clocks stop": _spoil(
        "power_operation_clock", "UPDATE {table} SET stopped_at = NULL WHERE case_id = {case}"
    ),
    "commitments": _spoil(
        "power_operation_clock",
        "UPDATE {table} SET kind = 'check' WHERE case_id = {case} AND kind = 'delivery'",
    ),
    "due moments": _spoil(
        "power_operation_clock",
        "UPDATE {table} SET due_at = due_at + interval '1 day' WHERE case_id = {case}",
    ),
    "steps": _spoil(
        "power_operation_casestep",
        "UPDATE {table} SET state = 'active' WHERE id = (SELECT min(id) FROM {table} WHERE case_id = {case})",
    ),
    "licences": _spoil(
        "power_operation_licence",
        "UPDATE {table} SET valid_to = valid_to + 365 WHERE case_id = {case}",
    ),
    "document numbers": _spoil("documents_numberseries", "UPDATE {table} SET last_number = last_number + 1"),
    "case numbers": _spoil("power_operation_caseserial", "UPDATE {table} SET last_serial = last_serial + 1"),
}


def test_honest_work_contradicts_nothing(worked: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert worked.state == "delivered"
    assert _found() == {}
    assert main(["cross-check"]) == 0
    assert "全部一致" in capsys.readouterr().out


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_contradiction_is_found(worked: Case, name: str) -> None:
    PLANTED[name](worked)
    assert name in _found()


def test_a_case_received_twice_on_the_ledger_is_found(desk: Desk) -> None:
    received = desk.file(at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_append('case:' || %s, ARRAY['operation.CaseReceived'], ARRAY[1], ARRAY['{}'],"
            " NULL, NULL, '', %s, %s)",
            [received.case_id, AT, AT],
        )
    assert _found() == {"received": (received.number,)}


def test_honest_joint_work_contradicts_nothing(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    joint_desk.settle(joint, PARALLEL[0], at=AT + DAY)
    joint_desk.apply()
    assert _found() == {}


def test_a_lost_number_of_a_joint_case_is_found(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE power_operation_caseserial SET last_serial = 2 WHERE entry_code LIKE 'joint:%'"
        )
    assert _found() == {"case numbers": (f"joint:{joint.centre_id} 2026-03-02",)}


FEES_PLANTED = {
    "fees": _spoil(
        "power_operation_feenotice", "UPDATE {table} SET amount_cents = 9000 WHERE case_id = {case}"
    ),
    "payments": _spoil(
        "power_operation_feenotice", "UPDATE {table} SET state = 'due' WHERE case_id = {case}"
    ),
}


def test_honest_charges_contradict_nothing(fee_desk: FeeDesk) -> None:
    fee_desk.paid()
    fee_desk.accepted(ground="inheritance")
    fee_desk.order(fee_desk.accepted())
    withdrawn = fee_desk.accepted()
    services.withdraw_case(actor=fee_desk.desk.cast.citizen, case_id=withdrawn.pk, at=AT + DAY)
    assert _found() == {}


@pytest.mark.parametrize("name", FEES_PLANTED)
def test_a_planted_contradiction_of_fees_is_found(fee_desk: FeeDesk, name: str) -> None:
    case, _order = fee_desk.paid()
    FEES_PLANTED[name](case)
    assert _found()[name] == (case.number,)


def test_every_check_is_shown_to_find_something() -> None:
    assert {check.name for check in CHECKS} == {*PLANTED, *FEES_PLANTED, "received"}
