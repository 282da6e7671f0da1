"""One application from filing to delivery, and what each act leaves behind."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import AT, JIANGAN
from desk import DAY, HOUR, Desk
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import ServiceMode, ServiceRecord
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, CaseStep, Clock
from yangguang.platforms.power_operation.states import CaseState, ClockKind, Outcome, ResultCode


def _kinds(case: Case) -> list[str]:
    events = LedgerEvent.objects.filter(stream=f"case:{case.pk}").order_by("position")
    return [event.kind.removeprefix("operation.") for event in events]


def test_from_filing_to_delivery(desk: Desk) -> None:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)
    services.deliver_case(
        actor=desk.clerk,
        case_id=case.pk,
        mode=ServiceMode.ELECTRONIC,
        person="陈晓兰",
        at=AT + 2 * DAY + HOUR,
    )
    case.refresh_from_db()
    assert (case.state, case.outcome, case.result_code) == (
        CaseState.DELIVERED,
        Outcome.GRANTED,
        ResultCode.ISSUED,
    )
    assert _kinds(case)[0] == "CaseReceived"
    assert _kinds(case)[-2:] == ["CaseDecided", "CaseDelivered"]
    kinds = set(OfficialDocument.objects.filter(subject=f"case:{case.pk}").values_list("kind", flat=True))
    assert kinds == {"receipt", "acceptance", "grant", "licence", "service"}
    assert ServiceRecord.objects.filter(document__subject=f"case:{case.pk}").count() == 2
    assert not Clock.objects.filter(case=case, stopped_at__isnull=True).exists()


def test_the_case_pins_what_will_judge_it(desk: Desk) -> None:
    case = desk.accepted()
    assert (case.promised_limit, case.statutory_limit) == ("8wd", "20wd")
    assert case.item_version.item_id == "food_business"
    assert case.counting_rule == "whole_working_days"
    assert case.thresholds_version
    assert case.calendar_version == desk.cast.calendar


def test_both_limits_run_from_acceptance_and_end_with_their_last_day(desk: Desk) -> None:
    case = desk.accepted()  # accepted on Monday 2026-03-02
    assert case.promised_due_at is not None
    assert case.statutory_due_at is not None
    assert shanghai_date(case.promised_due_at) == date(2026, 3, 13)  # 24:00 of Thursday the 12th
    assert shanghai_date(case.statutory_due_at) == date(2026, 3, 31)


def test_the_number_is_the_national_one(desk: Desk) -> None:
    first, second = desk.file(), desk.file()
    assert len(first.number) == 43
    assert first.number[:39] == second.number[:39]
    assert (first.number[39:], second.number[39:]) == ("0001", "0002")


def test_a_repeated_request_files_once(desk: Desk) -> None:
    key = uuid4()
    assert desk.file(request_key=key) == desk.file(request_key=key)
    assert Case.objects.count() == 1


def test_incomplete_materials_are_received_but_not_accepted(desk: Desk) -> None:
    received = desk.file(without=("application_form",))
    with pytest.raises(Refusal, match="第三十二条"):
        services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    assert Case.objects.get(pk=received.case_id).state == CaseState.RECEIVED


def test_a_window_elsewhere_cannot_accept(desk: Desk) -> None:
    received = desk.file()
    elsewhere = desk.cast.officer(Role.WINDOW_CLERK, "420506000000")
    with pytest.raises(NotFound):
        services.accept_case(actor=elsewhere, case_id=received.case_id, at=AT + HOUR)


def test_an_act_out_of_order_names_the_article(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal) as refused:
        services.accept_case(actor=desk.clerk, case_id=case.pk, at=AT + DAY)
    assert "第三十二条" in refused.value.rule


def test_who_reviewed_does_not_decide(desk: Desk) -> None:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    step = CaseStep.objects.get(case=case, decides=True)
    CaseStep.objects.filter(case=case, decides=False).update(finished_by=desk.decider.account_id)
    with pytest.raises(Refusal, match="审查与决定"):
        desk.decide(case, at=AT + 2 * DAY)
    step.refresh_from_db()
    assert step.state == "active"


def test_a_refusal_carries_reasons_basis_and_remedies(desk: Desk) -> None:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY, refuse=True)
    case.refresh_from_db()
    assert "行政复议" in case.decision.remedies
    assert "人民法院" in case.decision.remedies
    assert case.result_code == ResultCode.CLOSED
    assert OfficialDocument.objects.filter(subject=f"case:{case.pk}", kind="refusal").exists()


def test_a_refusal_without_reasons_is_refused(desk: Desk) -> None:
    from yangguang.platforms.power_operation.services.decision import Ruling

    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    bare = Ruling(outcome=Outcome.REFUSED, reasons="不行")
    with pytest.raises(Refusal, match="第三十八条"):
        services.decide_case(actor=desk.decider, case_id=case.pk, ruling=bare, at=AT + 2 * DAY)


def test_editing_and_looking_move_no_due_date(desk: Desk) -> None:
    """A comment or another act within a stage postpones nothing (regression list, failure 1)."""
    case = desk.accepted()
    before = case.promised_due_at
    step = CaseStep.objects.filter(case=case, state="active").order_by("ordinal")[0]
    services.submit_opinion(
        actor=desk.holder(step),
        case_id=case.pk,
        opinion="agree",
        text="齐全",
        at=AT + 3 * DAY,  # type: ignore[arg-type]
    )
    case.refresh_from_db()
    assert case.promised_due_at == before


def test_the_whole_case_costs_a_bounded_number_of_statements(desk: Desk) -> None:
    desk.accepted()  # fills the caches that a running process has
    with CaptureQueriesContext(connection) as queries:
        case = desk.accepted(at=AT + DAY)
        desk.review(case, at=AT + 2 * DAY)
        desk.decide(case, at=AT + 3 * DAY)
    acts = [query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(acts) <= 140, len(acts)


def test_the_clock_rows_equal_their_replay(desk: Desk) -> None:
    from yangguang.platforms.power_operation.queries import state_clock

    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    for clock in Clock.objects.filter(case=case):
        statement = state_clock(clock.pk, at=AT + 2 * DAY)
        assert statement is not None
        assert statement.reading.due_at == clock.due_at


def test_a_township_item_is_decided_in_the_township(desk: Desk) -> None:
    assert desk.entry("food_business").division_id == JIANGAN
    assert Clock.objects.filter(kind=ClockKind.PROMISED).count() == 0
