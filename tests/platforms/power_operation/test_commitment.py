"""告知承诺: decided on the spot where the list has it, checked within sixty working days, taken back if not kept."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from cast import AT, definition
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars.services import publish_calendar
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import end_of_day
from yangguang.law.working_days import Overlay
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.models import Case, CaseStep, Clock, Commitment, CommitmentCheck
from yangguang.platforms.power_operation.states import CaseState, Outcome

FIRE = "fire_check"
CHECK_DUE = end_of_day(date(2026, 5, 28))  # sixty working days after Monday 2026-03-02
CORRECT_BY = date(2026, 3, 16)


@pytest.fixture
def fire_desk(desk: Desk) -> Desk:
    load_items(AT, [definition(FIRE), definition("food_business")])
    officers = [fire(desk, role) for role in (Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD)]
    assert all(officers)
    return desk


def fire(desk: Desk, role: Role) -> Actor:
    return desk.cast.officer(role, department="fire_rescue")


def filed(desk: Desk, *, manner: str = "commitment", at: datetime = AT, **more: Any) -> int:
    filing = desk.filing(FIRE, at=at, **more)
    filing["form"]["manner"] = manner
    return services.receive_case(**filing).case_id


def committed(desk: Desk, *, at: datetime = AT) -> Case:
    case_id = filed(desk, at=at)
    services.decide_on_commitment(actor=desk.clerk, case_id=case_id, signed_by="陈晓兰", at=at)
    return Case.objects.get(pk=case_id)


def check(
    desk: Desk, case: Case, *, fulfilled: bool, at: datetime, days: int | None = None, **more: Any
) -> None:
    typed: dict[str, Any] = {
        "facts": "安全出口畅通",
        "checked_with": "王春梅",
        "actor": fire(desk, Role.REVIEWER),
    } | more
    services.record_commitment_check(case_id=case.pk, fulfilled=fulfilled, correct_days=days, at=at, **typed)


def broken(desk: Desk) -> Case:
    """Found not kept on 9 March, to be put right within five working days, found not put right on the 17th."""
    case = committed(desk)
    check(desk, case, fulfilled=False, days=5, facts="二层安全出口上锁", at=AT + 7 * DAY)
    check(desk, case, fulfilled=False, facts="二层安全出口仍上锁", at=AT + 15 * DAY)
    return case


def revoke(desk: Desk, case: Case, *, at: datetime, by: Role = Role.AGENCY_HEAD) -> None:
    services.revoke_decision(
        actor=fire(desk, by), case_id=case.pk, facts="安全出口仍上锁", reasons="承诺失实，逾期未整改", at=at
    )


def kinds(case_id: int) -> list[str]:
    events = LedgerEvent.objects.filter(stream=f"case:{case_id}").order_by("position")
    return [event.kind.removeprefix("operation.") for event in events]


def document(case: Case, kind: str) -> OfficialDocument:
    return OfficialDocument.objects.get(subject=f"case:{case.pk}", kind=kind)


class TestDeciding:
    def test_granted_in_the_same_visit_with_the_commitment_and_the_decision_in_writing(
        self, fire_desk: Desk
    ) -> None:
        case = committed(fire_desk)
        assert (case.state, case.outcome, case.concluded_at) == (CaseState.CONCLUDED, Outcome.GRANTED, AT)
        (listed,) = definition(FIRE).commitments
        facts = document(case, "commitment").facts
        assert (facts["content"], facts["liability"]) == (listed.content, listed.liability)
        assert facts["conditions"] == list(definition(FIRE).conditions)
        assert facts["signed_by"] == "陈晓兰"
        assert document(case, "acceptance")
        assert document(case, "grant")
        assert kinds(case.pk) == [
            "CaseReceived",
            "CaseAccepted",
            "StepsStarted",
            "CommitmentTaken",
            "CaseDecided",
        ]

    def test_the_review_is_marked_as_not_made_and_the_window_made_the_decision(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        review, decision = CaseStep.objects.filter(case=case).order_by("ordinal")
        assert (review.state, decision.state) == ("skipped", "done")
        assert decision.finished_by_id == fire_desk.clerk.account_id
        assert not Clock.objects.filter(case=case, stopped_at=None).exclude(kind__in=["check", "delivery"])

    def test_the_check_has_a_clock_of_its_own(self, fire_desk: Desk) -> None:
        clock = Clock.objects.get(case=committed(fire_desk), kind="check")
        assert (clock.limit, clock.due_at, clock.stopped_at) == ("60wd", CHECK_DUE, None)

    def test_it_follows_a_new_notice_of_holidays_though_the_case_was_handed_over(
        self, fire_desk: Desk
    ) -> None:
        case, checked = committed(fire_desk), committed(fire_desk)
        for one in (case, checked):
            services.deliver_case(
                actor=fire_desk.clerk, case_id=one.pk, mode=ServiceMode.DIRECT, person="陈晓兰", at=AT + HOUR
            )
        check(fire_desk, checked, fulfilled=True, at=AT + DAY)
        flood = date(2026, 3, 10)
        day_off = Overlay(flood, flood, False, "抗洪停止办公", "江岸区人民政府通告")
        version = publish_calendar(
            known_on=date(2026, 3, 5), overlays=[day_off], title="加开休息日", actor=None, at=AT + 3 * DAY
        )
        assert services.redate_open_cases(calendar_version=version.pk, at=AT + 3 * DAY) == 1
        clock = Clock.objects.get(case=case, kind="check")
        assert clock.due_at == CHECK_DUE + DAY
        assert kinds(case.pk)[-1] == "ClocksRedated"
        assert services.redate_open_cases(calendar_version=version.pk, at=AT + 4 * DAY) == 0

    def test_the_tables_agree_before_and_after_the_check(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        assert list(queries.contradictions()) == []
        check(fire_desk, case, fulfilled=True, at=AT + DAY)
        assert list(queries.contradictions()) == []

    def test_a_case_that_the_window_accepted_before_is_decided_too(self, fire_desk: Desk) -> None:
        case_id = filed(fire_desk)
        services.accept_case(actor=fire_desk.clerk, case_id=case_id, at=AT)
        services.decide_on_commitment(
            actor=fire_desk.clerk, case_id=case_id, signed_by="陈晓兰", at=AT + HOUR
        )
        assert Case.objects.get(pk=case_id).outcome == Outcome.GRANTED
        assert kinds(case_id).count("CaseAccepted") == 1

    def test_who_did_not_choose_it_is_not_made_to_commit(self, fire_desk: Desk) -> None:
        case_id = filed(fire_desk, manner="check")
        with pytest.raises(Refusal, match="由申请人选择"), transaction.atomic():
            services.decide_on_commitment(actor=fire_desk.clerk, case_id=case_id, signed_by="陈晓兰", at=AT)
        assert "UnlistedDemandRefused" not in kinds(case_id)

    def test_an_item_off_the_list_is_refused_and_the_attempt_is_on_the_ledger(self, fire_desk: Desk) -> None:
        received = fire_desk.file()  # the food licence has no commitment
        with pytest.raises(Refusal, match="告知承诺清单"):
            services.decide_on_commitment(
                actor=fire_desk.clerk, case_id=received.case_id, signed_by="陈晓兰", at=AT + HOUR
            )
        assert Case.objects.get(pk=received.case_id).state == CaseState.RECEIVED
        assert kinds(received.case_id)[-1] == "UnlistedDemandRefused"

    def test_nothing_is_decided_without_a_signature_or_with_papers_missing(self, fire_desk: Desk) -> None:
        case_id = filed(fire_desk)
        with pytest.raises(Refusal, match="签名"), transaction.atomic():
            services.decide_on_commitment(actor=fire_desk.clerk, case_id=case_id, signed_by=" ", at=AT)
        short = filed(fire_desk, without=("plan",))
        with pytest.raises(Refusal, match="尚缺"), transaction.atomic():
            services.decide_on_commitment(actor=fire_desk.clerk, case_id=short, signed_by="陈晓兰", at=AT)
        assert Case.objects.get(pk=short).state == CaseState.RECEIVED

    def test_only_the_window_of_the_case_does_it(self, fire_desk: Desk) -> None:
        case_id = filed(fire_desk)
        with pytest.raises(NotFound), transaction.atomic():
            services.decide_on_commitment(
                actor=fire(fire_desk, Role.REVIEWER), case_id=case_id, signed_by="陈晓兰", at=AT
            )


class TestChecking:
    def test_kept_ends_it_and_stops_the_clock(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        check(fire_desk, case, fulfilled=True, at=AT + 7 * DAY)
        commitment = Commitment.objects.get(case=case)
        assert commitment.state == "fulfilled"
        assert Clock.objects.get(case=case, kind="check").stopped_at == AT + 7 * DAY
        with pytest.raises(Refusal, match="已经结束"), transaction.atomic():
            check(fire_desk, case, fulfilled=True, at=AT + 8 * DAY)

    @pytest.mark.parametrize("typed", [{"facts": " "}, {"checked_with": ""}])
    def test_a_check_is_by_two_and_says_what_was_found(self, fire_desk: Desk, typed: dict[str, Any]) -> None:
        case = committed(fire_desk)
        with pytest.raises(Refusal, match="两名以上"), transaction.atomic():
            check(fire_desk, case, fulfilled=True, at=AT + DAY, **typed)

    def test_the_second_officer_is_another(self, fire_desk: Desk) -> None:
        case, officer = committed(fire_desk), fire(fire_desk, Role.REVIEWER)
        with pytest.raises(Refusal, match="两名以上"), transaction.atomic():
            check(fire_desk, case, fulfilled=True, at=AT + DAY, checked_with=officer.name)

    def test_not_kept_sets_a_day_to_put_it_right_in_writing(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        check(fire_desk, case, fulfilled=False, days=5, at=AT + 7 * DAY)
        commitment = Commitment.objects.get(case=case)
        assert (commitment.state, commitment.correct_by_date) == ("correcting", CORRECT_BY)
        assert document(case, "rectification").facts["correct_by"] == "2026-03-16"
        check(fire_desk, case, fulfilled=True, at=AT + 9 * DAY)
        commitment.refresh_from_db()
        assert commitment.state == "fulfilled"
        assert CommitmentCheck.objects.filter(commitment=commitment).count() == 2

    @pytest.mark.parametrize("days", [None, 0, 31])
    def test_the_day_is_neither_absent_nor_far(self, fire_desk: Desk, days: int | None) -> None:
        case = committed(fire_desk)
        with pytest.raises(Refusal, match="限期整改"), transaction.atomic():
            check(fire_desk, case, fulfilled=False, days=days, at=AT + 7 * DAY)

    def test_only_the_body_of_the_case_checks(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        for stranger in (fire_desk.reviewer, fire_desk.clerk):
            with pytest.raises(NotFound), transaction.atomic():
                check(fire_desk, case, fulfilled=True, at=AT + DAY, actor=stranger)

    def test_what_is_to_be_checked_stands_in_the_inbox_what_is_due_first_on_top(
        self, fire_desk: Desk
    ) -> None:
        later, sooner = committed(fire_desk, at=AT + DAY), committed(fire_desk)
        officer = fire(fire_desk, Role.REVIEWER)
        waiting = queries.commitments_to_check(officer)
        assert [one.commitment.case_id for one in waiting] == [sooner.pk, later.pk]
        assert waiting[0].due_date == date(2026, 5, 28)
        assert queries.commitments_to_check(fire_desk.reviewer) == []
        check(fire_desk, sooner, fulfilled=False, days=5, at=AT + 7 * DAY)
        assert queries.commitments_to_check(officer)[0].due_date == CORRECT_BY
        check(fire_desk, later, fulfilled=True, at=AT + 7 * DAY)
        assert [one.commitment.case_id for one in queries.commitments_to_check(officer)] == [sooner.pk]


class TestRevoking:
    def test_taken_back_with_facts_reasons_basis_and_remedies(self, fire_desk: Desk) -> None:
        case = broken(fire_desk)
        revoke(fire_desk, case, at=AT + 16 * DAY)
        facts = document(case, "revocation").facts
        assert facts["revoked"] == [document(case, "grant").number]
        assert "第六十九条" in facts["basis"][0]
        assert "复议" in facts["remedies"]
        assert Commitment.objects.get(case=case).state == "revoked"
        assert kinds(case.pk)[-1] == "CommitmentRevoked"

    def test_not_before_the_day_to_put_it_right_and_a_second_check(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        check(fire_desk, case, fulfilled=False, days=5, at=AT + 7 * DAY)
        for at in (AT + 8 * DAY, AT + 16 * DAY):
            with pytest.raises(Refusal, match="先责令限期整改"), transaction.atomic():
                revoke(fire_desk, case, at=at)
        check(fire_desk, case, fulfilled=False, at=AT + 15 * DAY)
        revoke(fire_desk, case, at=AT + 16 * DAY)

    def test_who_checked_does_not_decide(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        decider = fire(fire_desk, Role.DECIDER)
        check(fire_desk, case, fulfilled=False, days=5, at=AT + 7 * DAY)
        check(fire_desk, case, fulfilled=False, at=AT + 15 * DAY, actor=decider)
        with pytest.raises(Refusal, match="相分离"), transaction.atomic():
            revoke(fire_desk, case, at=AT + 16 * DAY, by=Role.DECIDER)
        revoke(fire_desk, case, at=AT + 16 * DAY)

    def test_a_reviewer_does_not_revoke(self, fire_desk: Desk) -> None:
        case = broken(fire_desk)
        with pytest.raises(NotFound), transaction.atomic():
            revoke(fire_desk, case, at=AT + 16 * DAY, by=Role.REVIEWER)


class TestBroken:
    def test_while_it_is_being_put_right_the_applicant_commits_to_nothing_more(self, fire_desk: Desk) -> None:
        case = committed(fire_desk)
        check(fire_desk, case, fulfilled=False, days=5, at=AT + 7 * DAY)
        with pytest.raises(Refusal, match="不实承诺"), transaction.atomic():
            committed(fire_desk, at=AT + 8 * DAY)
        check(fire_desk, case, fulfilled=True, at=AT + 9 * DAY)
        assert committed(fire_desk, at=AT + 9 * DAY).outcome == Outcome.GRANTED

    def test_another_applicant_may(self, fire_desk: Desk) -> None:
        broken(fire_desk)
        case_id = filed(fire_desk, at=AT + 8 * DAY, citizen=fire_desk.cast.neighbour)
        services.decide_on_commitment(
            actor=fire_desk.clerk, case_id=case_id, signed_by="周建国", at=AT + 8 * DAY
        )

    def test_after_a_revocation_only_when_credit_is_restored_and_the_ordinary_way_is_open(
        self, fire_desk: Desk
    ) -> None:
        case = broken(fire_desk)
        revoke(fire_desk, case, at=AT + 16 * DAY)
        case_id = filed(fire_desk, at=AT + 17 * DAY)
        with pytest.raises(Refusal, match="信用修复前"), transaction.atomic():
            services.decide_on_commitment(
                actor=fire_desk.clerk, case_id=case_id, signed_by="陈晓兰", at=AT + 17 * DAY
            )
        services.accept_case(actor=fire_desk.clerk, case_id=case_id, at=AT + 17 * DAY)
        head = fire(fire_desk, Role.AGENCY_HEAD)
        with pytest.raises(Refusal, match="信用修复"), transaction.atomic():
            services.restore_commitment_credit(actor=head, case_id=case.pk, reasons=" ", at=AT + 18 * DAY)
        services.restore_commitment_credit(
            actor=head, case_id=case.pk, reasons="安全出口已开通，罚款已缴清", at=AT + 18 * DAY
        )
        assert committed(fire_desk, at=AT + 18 * DAY).outcome == Outcome.GRANTED
