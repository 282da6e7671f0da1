"""容缺受理: only for what the list names, on a written promise with a deadline, and no decision before it is kept."""

from datetime import date

import pytest
from django.db import transaction

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.foundations.documents import services as documents
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import end_of_day
from yangguang.platforms.power_operation import services, tasks
from yangguang.platforms.power_operation.models import Case, CaseMaterial, CaseStep, Clock, Tolerance
from yangguang.platforms.power_operation.services.tolerance import local_terms
from yangguang.platforms.power_operation.states import CaseState, Outcome, ResultCode, ToleranceEnding
from yangguang_sim.papers import PAPER

RULES = "safety_rules"  # the one tolerable material of the food business licence
PROMISE = "本人承诺在五个工作日内补交，逾期未补交的视为撤回申请"


def tolerate(
    desk: Desk, case_id: int, *, materials: tuple[str, ...] = (RULES,), promise: str = PROMISE, days: int = 5
) -> None:
    services.accept_with_tolerance(
        actor=desk.clerk, case_id=case_id, materials=materials, promise=promise, days=days, at=AT + HOUR
    )


def tolerated(desk: Desk) -> Case:
    received = desk.file(without=(RULES,))
    tolerate(desk, received.case_id)
    return Case.objects.get(pk=received.case_id)


def kinds(case_id: int) -> list[str]:
    events = LedgerEvent.objects.filter(stream=f"case:{case_id}").order_by("position")
    return [event.kind.removeprefix("operation.") for event in events]


def test_accepted_on_a_promise_the_review_begins_and_the_promise_is_in_a_notice(desk: Desk) -> None:
    case = tolerated(desk)
    assert case.state == CaseState.UNDER_REVIEW
    assert case.accepted_at == AT + HOUR
    tolerance = Tolerance.objects.get(case=case)
    assert tolerance.materials == [RULES]
    assert tolerance.supply_by_date == date(2026, 3, 9)  # five working days from Monday the 2nd
    notice = OfficialDocument.objects.get(subject=f"case:{case.pk}", kind="tolerance")
    assert notice.facts["promise"] == PROMISE
    assert notice.facts["supply_by"] == "2026-03-09"
    assert "视为撤回" in notice.facts["consequence"]
    assert documents_of_kind(case, "acceptance") == 1
    assert kinds(case.pk)[-1] == "ToleranceGranted"


def documents_of_kind(case: Case, kind: str) -> int:
    return OfficialDocument.objects.filter(subject=f"case:{case.pk}", kind=kind).count()


def test_what_may_come_later_comes_on_a_promise_and_not_otherwise(desk: Desk) -> None:
    received = desk.file(without=(RULES,))
    with pytest.raises(Refusal, match="书面承诺"), transaction.atomic():
        services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    tolerate(desk, received.case_id)
    assert Case.objects.get(pk=received.case_id).state == CaseState.UNDER_REVIEW


def test_a_material_off_the_list_is_not_tolerated_and_the_attempt_is_on_the_ledger(desk: Desk) -> None:
    received = desk.file(without=("layout_plan", RULES))
    with pytest.raises(Refusal, match="容缺受理清单"):
        tolerate(desk, received.case_id, materials=(RULES, "layout_plan"))
    assert Case.objects.get(pk=received.case_id).state == CaseState.RECEIVED
    attempt = LedgerEvent.objects.filter(stream=f"case:{received.case_id}").order_by("-position")[0]
    assert attempt.kind == "operation.UnlistedDemandRefused"
    assert "布局" in attempt.payload["demanded"]
    assert not Tolerance.objects.filter(case_id=received.case_id).exists()


def test_a_required_material_is_missing_beside_the_promised_one(desk: Desk) -> None:
    received = desk.file(without=("layout_plan", RULES))
    with pytest.raises(Refusal, match="尚缺"), transaction.atomic():
        tolerate(desk, received.case_id)
    assert "UnlistedDemandRefused" not in kinds(received.case_id)


@pytest.mark.parametrize(("promise", "days"), [(" ", 5), (PROMISE, 0), (PROMISE, 21)])
def test_a_promise_needs_words_and_a_deadline(desk: Desk, promise: str, days: int) -> None:
    received = desk.file(without=(RULES,))
    with pytest.raises(Refusal, match="书面承诺"), transaction.atomic():
        tolerate(desk, received.case_id, promise=promise, days=days)


def test_the_deadline_is_not_after_the_promised_day(desk: Desk) -> None:
    received = desk.file(without=(RULES,))  # promised in eight working days
    with pytest.raises(Refusal, match="不得晚于承诺办结"), transaction.atomic():
        tolerate(desk, received.case_id, days=9)
    tolerate(desk, received.case_id, days=8)


def test_a_complete_file_is_simply_accepted(desk: Desk) -> None:
    received = desk.file()
    with pytest.raises(Refusal, match="直接受理"), transaction.atomic():
        tolerate(desk, received.case_id)
    services.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)


def test_nothing_is_decided_before_the_promise_is_kept(desk: Desk) -> None:
    case = tolerated(desk)
    desk.review(case, at=AT + DAY)
    with pytest.raises(Refusal, match="补齐之后"), transaction.atomic():
        desk.decide(case, at=AT + 2 * DAY)
    services.supply_tolerated(
        actor=desk.clerk, case_id=case.pk, on_paper=frozenset({RULES}), at=AT + 2 * DAY + HOUR
    )
    assert kinds(case.pk)[-1] == "ToleratedMaterialsSupplied"
    desk.decide(case, at=AT + 3 * DAY)
    case.refresh_from_db()
    assert case.outcome == Outcome.GRANTED
    assert not services.lapse_tolerance(case_id=case.pk, at=AT + 30 * DAY)


def test_the_applicant_supplies_a_file_and_nobody_else_does(desk: Desk) -> None:
    case = tolerated(desk)
    citizen = desk.cast.citizen
    file = documents.store_evidence(owner_id=citizen.account_id, name="制度.pdf", data=PAPER, at=AT + DAY)
    with pytest.raises(NotFound), transaction.atomic():
        services.supply_tolerated(actor=desk.reviewer, case_id=case.pk, files={RULES: file.pk}, at=AT + DAY)
    services.supply_tolerated(actor=citizen, case_id=case.pk, files={RULES: file.pk}, at=AT + DAY)
    assert CaseMaterial.objects.get(case=case, key=RULES).file_id == file.pk
    assert Tolerance.objects.get(case=case).supplied_at == AT + DAY
    with pytest.raises(NotFound), transaction.atomic():  # nothing is promised any more
        services.supply_tolerated(actor=citizen, case_id=case.pk, files={RULES: file.pk}, at=AT + DAY)


def test_only_what_the_notice_names_is_supplied(desk: Desk) -> None:
    case = tolerated(desk)
    with pytest.raises(Refusal, match="通知书所列"), transaction.atomic():
        services.supply_tolerated(
            actor=desk.clerk, case_id=case.pk, on_paper=frozenset({"layout_plan"}), at=AT + DAY
        )


def test_what_does_not_come_ends_the_case_after_its_last_day(desk: Desk) -> None:
    case = tolerated(desk)
    last = end_of_day(date(2026, 3, 9))
    assert tasks.let_time_pass(last - HOUR)["lapsed"] == 0
    assert tasks.let_time_pass(last)["lapsed"] == 1
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CONCLUDED, Outcome.ABANDONED)
    assert case.result_code == ResultCode.NOT_CORRECTED  # 补交不来办结, of the national code set
    assert kinds(case.pk)[-2:] == ["ToleranceLapsed", "CaseWithdrawn"]
    assert not Clock.objects.filter(case=case, stopped_at__isnull=True).exists()
    assert not CaseStep.objects.filter(case=case, state="active").exists()
    assert tasks.let_time_pass(last + DAY)["lapsed"] == 0


def test_the_end_of_a_case_withdrawn_meanwhile_stays_what_it_was(desk: Desk) -> None:
    case = tolerated(desk)
    services.withdraw_case(actor=desk.cast.citizen, case_id=case.pk, at=AT + DAY)
    assert tasks.let_time_pass(end_of_day(date(2026, 3, 9)))["lapsed"] == 0
    case.refresh_from_db()
    assert case.outcome == Outcome.WITHDRAWN


def test_the_place_says_how_it_ends() -> None:
    assert local_terms().ending is ToleranceEnding.DEEMED_WITHDRAWN
    assert local_terms().most_days == 20
