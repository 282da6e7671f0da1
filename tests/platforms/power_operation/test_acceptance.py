"""行政许可法 art. 32: every way in which an application is taken in or turned away."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import end_of_day, shanghai_date
from yangguang.platforms.power_operation import services, tasks
from yangguang.platforms.power_operation.models import Case, CaseMaterial, Clock, Correction
from yangguang.platforms.power_operation.services.correction import CorrectionItem
from yangguang.platforms.power_operation.states import CaseState, ClockKind, Outcome, ResultCode

MISSING = CorrectionItem("application_form", "missing", "请提交填写完整、签字的申请书")


def _paper() -> bytes:
    from yangguang_sim.papers import PAPER

    return PAPER


def _hand_in(desk: Desk, case_id: int, at: datetime) -> None:
    from yangguang.foundations.documents import services as documents

    file = documents.store_evidence(
        owner_id=desk.cast.citizen.account_id, name="申请书.pdf", data=_paper(), at=at
    )
    services.submit_correction(
        actor=desk.cast.citizen, case_id=case_id, files={"application_form": file.pk}, at=at
    )


def test_correction_is_asked_once_and_answered(desk: Desk) -> None:
    received = desk.file(without=("application_form",))
    services.request_correction(actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + DAY)
    case = Case.objects.get(pk=received.case_id)
    assert case.state == CaseState.AWAITING_CORRECTION
    assert OfficialDocument.objects.filter(subject=f"case:{case.pk}", kind="correction").exists()
    _hand_in(desk, case.pk, AT + 3 * DAY)
    services.accept_case(actor=desk.clerk, case_id=case.pk, at=AT + 4 * DAY)
    case.refresh_from_db()
    assert case.accepted_at == AT + 4 * DAY  # acceptance is the day on which the file is complete
    assert CaseMaterial.objects.filter(case=case, key="application_form", replaced_at=None).count() == 1


def test_the_window_has_five_working_days_from_the_corrected_file(desk: Desk) -> None:
    received = desk.file(without=("application_form",))
    services.request_correction(actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + DAY)
    _hand_in(desk, received.case_id, AT + 3 * DAY)  # Thursday 2026-03-05
    clock = Clock.objects.get(case_id=received.case_id, kind=ClockKind.ACCEPTANCE)
    assert clock.due_at == end_of_day(date(2026, 3, 12))


def test_a_second_correction_is_refused_unless_a_reason_is_given(desk: Desk) -> None:
    received = desk.file(without=("application_form",))
    services.request_correction(actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + DAY)
    _hand_in(desk, received.case_id, AT + 2 * DAY)
    again = CorrectionItem("application_form", "incorrect", "签字处空白")
    with pytest.raises(Refusal, match="一次告知"):
        services.request_correction(
            actor=desk.clerk, case_id=received.case_id, items=[again], at=AT + 2 * DAY + HOUR
        )
    services.request_correction(
        actor=desk.clerk,
        case_id=received.case_id,
        items=[again],
        at=AT + 2 * DAY + HOUR,
        override_reason="补交的申请书缺页",
    )
    assert Correction.objects.filter(case_id=received.case_id).count() == 2


def test_four_corrections_do_not_expire_the_case(desk: Desk) -> None:
    """Repeated corrections mark nothing as expired (regression list, failure 12)."""
    received = desk.file(without=("application_form",))
    at = AT
    for _round in range(4):
        at += DAY / 2
        services.request_correction(
            actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=at, override_reason="缺页"
        )
        at += DAY / 4
        _hand_in(desk, received.case_id, at)
    assert tasks.let_time_pass(at) == {"deemed": 0, "abandoned": 0, "lapsed": 0, "renewed": 0}
    assert Case.objects.get(pk=received.case_id).state == CaseState.RECEIVED


def test_an_unlisted_material_cannot_be_asked_and_the_attempt_is_on_the_ledger(desk: Desk) -> None:
    received = desk.file()
    demand = CorrectionItem("neighbours_consent", "missing", "请提交邻居同意书")
    with pytest.raises(Refusal, match="第三十一条"):
        services.request_correction(actor=desk.clerk, case_id=received.case_id, items=[demand], at=AT + HOUR)
    events = LedgerEvent.objects.filter(stream=f"case:{received.case_id}").order_by("-position")
    assert events[0].kind == "operation.UnlistedDemandRefused"
    assert events[0].payload["demanded"] == "neighbours_consent"
    assert Case.objects.get(pk=received.case_id).state == CaseState.RECEIVED


def test_silence_for_five_working_days_is_acceptance_as_of_receipt(desk: Desk) -> None:
    received = desk.file()  # Monday 2026-03-02; the five working days end with Monday the 9th
    just_before = end_of_day(date(2026, 3, 9)) - DAY / 24
    assert tasks.let_time_pass(just_before)["deemed"] == 0
    later = datetime(2026, 3, 10, 2, tzinfo=UTC)
    assert tasks.let_time_pass(later)["deemed"] == 1
    case = Case.objects.get(pk=received.case_id)
    assert case.deemed_accepted
    assert case.accepted_at == AT
    assert case.promised_due_at is not None
    assert case.promised_due_at == end_of_day(date(2026, 3, 12))  # eight working days from the 2nd
    event = LedgerEvent.objects.get(stream=f"case:{case.pk}", kind="operation.CaseAccepted")
    assert event.occurred_at == end_of_day(date(2026, 3, 9))  # when it fell due
    assert event.recorded_at == later  # when the sweep saw it


def test_deeming_recomputes_before_acting(desk: Desk) -> None:
    received = desk.file()
    services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    assert not services.deem_accepted(case_id=received.case_id, at=AT + 30 * DAY)


def test_too_late_to_ask_for_correction(desk: Desk) -> None:
    received = desk.file()
    with pytest.raises(Refusal, match="即为受理"):
        services.request_correction(
            actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + 20 * DAY
        )


def test_declining_needs_reasons_and_names_remedies(desk: Desk) -> None:
    received = desk.file()
    with pytest.raises(Refusal, match="说明理由"), transaction.atomic():
        services.decline_case(actor=desk.clerk, case_id=received.case_id, reasons=" ", at=AT + HOUR)
    services.decline_case(
        actor=desk.clerk, case_id=received.case_id, reasons="依法不需要取得许可", at=AT + HOUR
    )
    case = Case.objects.get(pk=received.case_id)
    assert (case.outcome, case.result_code) == (Outcome.DECLINED, ResultCode.RETURNED)
    assert "行政复议" in case.decision.remedies


def test_referring_names_the_right_body(desk: Desk) -> None:
    received = desk.file()
    right = desk.cast.body("health")
    services.refer_case(
        actor=desk.clerk,
        case_id=received.case_id,
        right_body_id=right.pk,
        reasons="不属于本机关职权",
        at=AT + HOUR,
    )
    document = OfficialDocument.objects.get(subject=f"case:{received.case_id}", kind="decline")
    assert document.facts["right_body"] == right.name


def test_referring_to_oneself_is_refused(desk: Desk) -> None:
    received = desk.file()
    own = Case.objects.get(pk=received.case_id).body_id
    with pytest.raises(Refusal, match="有关行政机关"):
        services.refer_case(
            actor=desk.clerk, case_id=received.case_id, right_body_id=own, reasons="x", at=AT + HOUR
        )


def test_what_was_never_corrected_is_closed_after_the_time_to_answer(desk: Desk) -> None:
    received = desk.file(without=("application_form",))
    services.request_correction(actor=desk.clerk, case_id=received.case_id, items=[MISSING], at=AT + DAY)
    answer_by = Correction.objects.get(case_id=received.case_id).answer_by_date
    assert tasks.let_time_pass(end_of_day(answer_by) - HOUR)["abandoned"] == 0
    assert tasks.let_time_pass(end_of_day(answer_by))["abandoned"] == 1
    case = Case.objects.get(pk=received.case_id)
    assert (case.outcome, case.result_code) == (Outcome.ABANDONED, ResultCode.NOT_CORRECTED)


def test_the_applicant_may_withdraw_and_a_neighbour_may_not(desk: Desk) -> None:
    received = desk.file()
    with pytest.raises(NotFound), transaction.atomic():
        services.withdraw_case(actor=desk.cast.neighbour, case_id=received.case_id, at=AT + HOUR)
    services.withdraw_case(actor=desk.cast.citizen, case_id=received.case_id, at=AT + HOUR)
    case = Case.objects.get(pk=received.case_id)
    assert case.outcome == Outcome.WITHDRAWN
    assert shanghai_date(case.concluded_at or AT) == date(2026, 3, 2)
