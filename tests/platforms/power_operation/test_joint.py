"""联办: one application for a matter; parallel members together, later ones on the earlier decision, one hand-over."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import AT, JIANGAN, YILING, Library, definition
from desk import DAY, HOUR, Desk
from joint_desk import ANSWERS, PAPERS, PARALLEL, RESTAURANT, JointDesk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents.models import EvidenceFile, OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, end_of_day
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import joint_consumer, services, tasks
from yangguang.platforms.power_operation.joint_access import visible_joint_cases
from yangguang.platforms.power_operation.joint_models import JointActKind, JointMember, JointOpinion
from yangguang.platforms.power_operation.joint_rules import JointTerms, joint_terms, read_terms
from yangguang.platforms.power_operation.models import Case, CaseMaterial, Clock, JointAct, JointCase
from yangguang.platforms.power_operation.services import Intake
from yangguang.platforms.power_operation.states import CaseState, Channel, ClockKind, Outcome

FACTORY = ("project_filing", "eia_form", "land_planning", "construction_planning", "construction_permit")


def kinds(joint_id: int) -> list[str]:
    events = LedgerEvent.objects.filter(stream=f"joint:{joint_id}").order_by("position")
    return [event.kind.removeprefix("operation.") for event in events]


def test_one_application_files_the_parallel_members_at_one_moment(joint_desk: JointDesk) -> None:
    received = joint_desk.apply()
    joint = JointCase.objects.get(pk=received.joint_id)
    cases = Case.objects.filter(joint_member__joint=joint).order_by("joint_member__ordinal")
    assert [case.item_version.item_id for case in cases] == list(PARALLEL)
    assert {case.received_at for case in cases} == {AT}
    assert [case.number for case in cases] == received.cases
    assert joint.lead_body == joint_desk.cast.body("market_regulation")
    assert joint.matter["name"] == "开饭店"  # the definition is kept with the case
    waiting = joint.members.get(item="outdoor_advertising")
    assert waiting.case is None
    assert waiting.after == ["food_business"]
    assert kinds(joint.pk) == ["JointReceived", *["JointMemberFiled"] * 3]
    assert Message.objects.filter(subject=f"joint:{joint.pk}").count() == 1


def test_each_member_holds_its_part_of_the_one_form_and_the_one_set_of_papers(joint_desk: JointDesk) -> None:
    joint = JointCase.objects.get(pk=joint_desk.apply().joint_id)
    food, fire = joint_desk.case_of(joint, "food_business"), joint_desk.case_of(joint, "fire_check")
    assert (food.form["floor_area"], fire.form["floor_area"]) == (120, 120)
    assert (food.form["business_form"], fire.form["venue"]) == ("catering", "restaurant")
    assert "sign" not in food.form
    held = {
        case.item_version.item_id: set(CaseMaterial.objects.filter(case=case).values_list("key", flat=True))
        for case in (food, fire)
    }
    assert held["fire_check"] == {"application_form", "business_licence", "fire_rules", "plan"}
    assert held["food_business"] == {"application_form", "business_licence", "layout_plan", "safety_rules"}
    plans = CaseMaterial.objects.filter(case__in=[food, fire], key__in=["plan", "layout_plan"])
    assert len(set(plans.values_list("file_id", flat=True))) == 1  # handed in once


def test_without_a_sign_nobody_is_asked_about_it(joint_desk: JointDesk) -> None:
    joint_id = joint_desk.apply(answers={**ANSWERS, "sign": "no"}).joint_id
    assert set(JointMember.objects.filter(joint=joint_id).values_list("item", flat=True)) == set(PARALLEL)


def test_a_repeated_request_files_once(joint_desk: JointDesk) -> None:
    key = uuid4()
    first = joint_desk.apply(request_key=key)
    assert joint_desk.apply(request_key=key) == first
    assert JointCase.objects.count() == 1
    assert Case.objects.count() == 3


def test_what_no_member_asks_for_is_refused_and_leaves_nothing(joint_desk: JointDesk) -> None:
    for more in ({"answers": {**ANSWERS, "blood_type": "A"}}, {"papers": (*PAPERS, "diploma")}):
        with pytest.raises(Refusal, match="第三十一条"), transaction.atomic():
            joint_desk.apply(**more)
    assert not JointCase.objects.exists()
    assert not Case.objects.exists()
    assert joint_desk.apply().cases


def test_a_place_where_a_member_is_not_handled_is_refused(joint_desk: JointDesk) -> None:
    from yangguang.platforms.power_library.models import ImplementingEntry

    ImplementingEntry.objects.filter(item_id="fire_check").delete()
    with pytest.raises(Refusal, match="没有办理机关"), transaction.atomic():
        joint_desk.apply()


def test_nobody_files_for_another_or_elsewhere(joint_desk: JointDesk) -> None:
    with pytest.raises(NotFound), transaction.atomic():
        joint_desk.apply(applicant=joint_desk.applicant(joint_desk.cast.neighbour))
    stranger = joint_desk.cast.officer(Role.WINDOW_CLERK, YILING)
    with pytest.raises(Refusal, match="办理"), transaction.atomic():
        joint_desk.apply(
            actor=stranger,
            intake=Intake(channel=Channel.WINDOW, received_in=YILING, on_paper=frozenset(PAPERS)),
        )


def test_at_the_window_paper_is_handed_over_once(joint_desk: JointDesk) -> None:
    received = joint_desk.apply(
        actor=joint_desk.clerk,
        intake=Intake(channel=Channel.WINDOW, received_in=JIANGAN, on_paper=frozenset(PAPERS)),
    )
    fire = joint_desk.case_of(JointCase.objects.get(pk=received.joint_id), "fire_check")
    held = CaseMaterial.objects.filter(case=fire, on_paper=True).values_list("key", flat=True)
    assert set(held) == {"application_form", "business_licence", "fire_rules", "plan"}
    assert fire.channel == Channel.WINDOW


def test_accepted_together_the_joint_clock_and_each_own_run(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    assert joint.accepted_at == AT + HOUR
    assert joint.due_at == end_of_day(date(2026, 5, 8))  # 45 working days from Monday 2 March 2026
    cases = Case.objects.filter(joint_member__joint=joint)
    assert {case.accepted_at for case in cases} == {AT + HOUR}
    own = {case.item_version.item_id: case.statutory_limit for case in cases}
    assert own == {"food_business": "20wd", "fire_check": "10wd", "sewage_to_drainage": "20wd"}
    assert Clock.objects.filter(case__in=cases, kind=ClockKind.STATUTORY).count() == 3
    assert "JointAccepted" in kinds(joint.pk)


def test_an_incomplete_member_holds_up_acceptance_of_all(joint_desk: JointDesk) -> None:
    joint_id = joint_desk.apply(papers=tuple(p for p in PAPERS if p != "drainage_plan")).joint_id
    with pytest.raises(Refusal, match="排水管网"), transaction.atomic():
        services.accept_joint(actor=joint_desk.clerk, joint_id=joint_id, at=AT + HOUR)
    assert not Case.objects.filter(accepted_at__isnull=False).exists()
    assert JointCase.objects.get(pk=joint_id).due_at is None


def test_only_the_lead_accepts(joint_desk: JointDesk) -> None:
    joint_id = joint_desk.apply().joint_id
    for actor in (
        joint_desk.cast.citizen,
        joint_desk.officer_of("fire_check"),
        joint_desk.cast.officer(Role.WINDOW_CLERK, YILING),
    ):
        with pytest.raises(NotFound), transaction.atomic():
            services.accept_joint(actor=actor, joint_id=joint_id, at=AT + HOUR)
    services.accept_joint(actor=joint_desk.clerk, joint_id=joint_id, at=AT + HOUR)
    with pytest.raises(Refusal, match="一并受理"), transaction.atomic():
        services.accept_joint(actor=joint_desk.clerk, joint_id=joint_id, at=AT + 2 * HOUR)


def test_a_member_accepted_by_silence_starts_the_joint_clock_too(joint_desk: JointDesk) -> None:
    joint = JointCase.objects.get(pk=joint_desk.apply().joint_id)
    case = joint_desk.case_of(joint, "food_business")
    assert services.deem_accepted(case_id=case.pk, at=AT + 10 * DAY)
    assert services.follow_member(case_id=case.pk, at=AT + 10 * DAY)
    joint.refresh_from_db()
    assert joint.accepted_at == AT  # as of the day of receipt (art. 32)


def test_the_later_member_is_received_at_the_decision_it_waits_for(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    joint_desk.settle(joint, "fire_check", at=AT + DAY)
    assert joint.members.get(item="outdoor_advertising").case is None
    decided = AT + 2 * DAY
    joint_desk.settle(joint, "food_business", at=decided)
    sign = joint_desk.case_of(joint, "outdoor_advertising")
    assert sign.received_at == decided
    assert sign.state == CaseState.RECEIVED
    assert sign.form["position"] == ANSWERS["position"]
    assert sign.applicant_id == joint_desk.cast.citizen.account_id
    assert services.follow_member(case_id=joint_desk.case_of(joint, "food_business").pk, at=decided)
    assert Case.objects.filter(joint_member__joint=joint).count() == 4  # once


def test_where_the_ground_falls_away_the_later_member_is_dropped_and_told(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    joint_desk.settle(joint, "food_business", at=AT + DAY, refuse=True)
    dropped = joint.members.get(item="outdoor_advertising")
    assert dropped.case is None
    assert dropped.dropped_at == AT + DAY
    assert "食品经营许可" in dropped.dropped_why
    assert "JointMemberDropped" in kinds(joint.pk)
    assert Message.objects.filter(subject=f"joint:{joint.pk}", text=dropped.dropped_why).exists()


def test_single_cases_know_nothing_of_it(joint_desk: JointDesk) -> None:
    case = joint_desk.accepted()
    assert not services.follow_member(case_id=case.pk, at=AT + DAY)


def test_the_worker_follows_the_ledger(joint_desk: JointDesk, events_read_at_once: None) -> None:
    joint = joint_desk.accepted_joint()
    case = joint_desk.case_of(joint, "food_business")
    joint_desk.review(case, at=AT + DAY)
    joint_desk.decide(case, at=AT + DAY)
    assert joint_consumer.follow_ledger() > 0
    assert joint_desk.case_of(joint, "outdoor_advertising").received_at == AT + DAY
    assert tasks.carry_on_joint_cases(AT + DAY)["deemed"] == 0


def test_all_results_are_handed_over_at_once_by_the_lead(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    for number, item in enumerate(RESTAURANT, start=1):
        joint_desk.settle(joint, item, at=AT + number * DAY, refuse=item == "fire_check")
        joint.refresh_from_db()
        if item != RESTAURANT[-1]:
            with pytest.raises(Refusal, match="全部事项办结后"), transaction.atomic():
                hand_over(joint_desk, joint, AT + number * DAY)
    assert joint.concluded_at == AT + 4 * DAY
    with pytest.raises(NotFound), transaction.atomic():
        hand_over(joint_desk, joint, AT + 5 * DAY, by=joint_desk.officer_of("fire_check"))

    hand_over(joint_desk, joint, AT + 5 * DAY)
    joint.refresh_from_db()
    cases = Case.objects.filter(joint_member__joint=joint)
    assert joint.delivered_at == AT + 5 * DAY
    assert {case.delivered_at for case in cases} == {AT + 5 * DAY}
    assert kinds(joint.pk)[-2:] == ["JointConcluded", "JointDelivered"]
    for case in cases:  # each keeps its own document
        own = OfficialDocument.objects.filter(subject=f"case:{case.pk}")
        wanted = "refusal" if case.item_version.item_id == "fire_check" else "grant"
        assert own.filter(kind=wanted).count() == 1
        assert own.filter(kind="service").count() == 1


def hand_over(desk: JointDesk, joint: JointCase, at: datetime, *, by: Actor | None = None) -> None:
    services.deliver_joint(
        actor=by or desk.clerk, joint_id=joint.pk, mode=ServiceMode.DIRECT, person="陈晓兰", at=at
    )


def test_results_that_went_out_one_by_one_leave_nothing_to_hand_over(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint(answers={**ANSWERS, "sign": "no"})
    for item in PARALLEL:
        case = joint_desk.settle(joint, item, at=AT + DAY)
        services.deliver_case(
            actor=joint_desk.clerk, case_id=case.pk, mode=ServiceMode.DIRECT, person="陈晓兰", at=AT + 2 * DAY
        )
    services.follow_member(case_id=case.pk, at=AT + 2 * DAY)
    joint.refresh_from_db()
    assert joint.delivered_at == AT + 2 * DAY


def test_the_head_of_the_government_extends_once_by_fifteen_at_most(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    head = joint_desk.cast.officer(Role.GOVERNMENT_HEAD)

    def extend(
        days: int, *, actor: Actor = head, reason: str = "需征求意见", at: datetime = AT + DAY
    ) -> None:
        with transaction.atomic():
            by = TimeLimit.parse(f"{days}wd")
            services.extend_joint(actor=actor, joint_id=joint.pk, by=by, reason=reason, at=at)

    for actor in (joint_desk.head, joint_desk.clerk, joint_desk.cast.officer(Role.GOVERNMENT_HEAD, YILING)):
        with pytest.raises(NotFound):
            extend(15, actor=actor)
    with pytest.raises(Refusal, match="最多可以延长"):
        extend(16)
    with pytest.raises(Refusal, match="理由"):
        extend(15, reason=" ")
    assert joint.due_at
    with pytest.raises(Refusal, match="期限届满"):
        extend(15, at=joint.due_at)
    extend(15)
    joint.refresh_from_db()
    assert joint.due_at == end_of_day(date(2026, 5, 28))  # 60 working days; Saturday 9 May is one of them
    with pytest.raises(Refusal, match="只能延长一次"):
        extend(1)
    notice = OfficialDocument.objects.get(subject=f"joint:{joint.pk}")
    assert notice.facts["item"] == "开饭店"
    assert kinds(joint.pk)[-1] == "JointExtended"
    assert not Case.objects.filter(
        joint_member__joint=joint, clocks_touched=True
    ).exists()  # members keep theirs


def test_the_joint_clock_stands_still_while_a_member_is_tested_and_counts_overlaps_once(
    joint_desk: JointDesk,
) -> None:
    joint = joint_desk.accepted_joint()
    before = joint.due_at

    def suspend(item: str, since: datetime, until: datetime) -> None:
        case, actor = joint_desk.case_of(joint, item), joint_desk.officer_of(item)
        services.suspend_clock(
            actor=actor,
            case_id=case.pk,
            procedure=SpecialProcedure.TESTING,
            expected=TimeLimit.parse("5wd"),
            reason="送检",
            at=since,
        )
        services.resume_clock(actor=actor, case_id=case.pk, at=until)
        services.follow_member(case_id=case.pk, at=until)
        joint.refresh_from_db()

    suspend("food_business", AT + DAY, AT + 3 * DAY)  # Tuesday to Thursday
    assert before
    assert joint.due_at == end_of_day(date(2026, 5, 12))  # three working days on, Saturday 9 May one of them
    suspend("sewage_to_drainage", AT + 2 * DAY, AT + 4 * DAY)  # Wednesday to Friday
    assert joint.due_at == end_of_day(date(2026, 5, 13))  # four in all, not six


def give(desk: JointDesk, joint: JointCase, opinion: JointOpinion, text: str = "", **more: Any) -> None:
    wanted = {"actor": desk.officer_of("fire_check"), "item": "fire_check", "at": AT + DAY, **more}
    with transaction.atomic():
        services.give_joint_opinion(joint_id=joint.pk, opinion=opinion, text=text, **wanted)


def test_each_office_says_once_what_it_thinks(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    with pytest.raises(NotFound):
        give(joint_desk, joint, JointOpinion.AGREE, item="food_business")
    with pytest.raises(Refusal, match="说明理由"):
        give(joint_desk, joint, JointOpinion.DISAGREE)
    give(joint_desk, joint, JointOpinion.DISAGREE, "疏散通道宽度不足")
    member = joint.members.get(item="fire_check")
    assert (member.opinion, member.opinion_text) == (JointOpinion.DISAGREE, "疏散通道宽度不足")
    with pytest.raises(Refusal, match="一次意见"):
        give(joint_desk, joint, JointOpinion.AGREE)
    give(
        joint_desk,
        joint,
        JointOpinion.SEND_UP,
        actor=joint_desk.officer_of("sewage_to_drainage"),
        item="sewage_to_drainage",
    )
    assert kinds(joint.pk).count("JointOpinionGiven") == 2


def test_no_opinion_before_acceptance(joint_desk: JointDesk) -> None:
    joint = JointCase.objects.get(pk=joint_desk.apply().joint_id)
    with pytest.raises(Refusal, match="受理之后"):
        give(joint_desk, joint, JointOpinion.AGREE)


def test_silence_becomes_an_opinion_and_never_a_licence(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    give(joint_desk, joint, JointOpinion.DISAGREE, "疏散通道宽度不足")
    due = joint.opinions_due_at
    assert due == end_of_day(date(2026, 3, 9))  # five working days
    assert services.deem_joint_opinions(joint_id=joint.pk, at=due - timedelta(seconds=1)) == 0
    assert tasks.carry_on_joint_cases(due)["deemed"] == 3
    assert services.deem_joint_opinions(joint_id=joint.pk, at=due) == 0
    silent = joint.members.exclude(item="fire_check")
    assert {(one.opinion, one.opinion_deemed) for one in silent} == {(JointOpinion.AGREE, True)}
    assert joint.members.get(item="fire_check").opinion == JointOpinion.DISAGREE
    cases = Case.objects.filter(joint_member__joint=joint)
    assert {case.state for case in cases} == {CaseState.UNDER_REVIEW}
    assert not cases.exclude(outcome="").exists()
    assert not OfficialDocument.objects.filter(kind__in=["grant", "licence"]).exists()


def test_where_the_place_gives_silence_no_meaning_it_has_none(
    joint_desk: JointDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = joint_desk.accepted_joint()
    quiet = replace(joint_terms(), silence_agrees=False)
    for module in ("joint_records", "services.joint_acts"):
        monkeypatch.setattr(f"yangguang.platforms.power_operation.{module}.joint_terms", lambda: quiet)
    assert tasks.carry_on_joint_cases(AT + 30 * DAY)["deemed"] == 0
    assert services.deem_joint_opinions(joint_id=joint.pk, at=AT + 30 * DAY) == 0


def test_local_terms_can_only_make_silence_an_opinion() -> None:
    assert read_terms('silence = "none"\nopinion_days = 3') == JointTerms(False, 3)
    for wrong in ('silence = "licence"\nopinion_days = 3', 'silence = "agree"\nopinion_days = 0'):
        with pytest.raises(ValueError, match="silence"):
            read_terms(wrong)


def test_the_database_refuses_a_deemed_disagreement(joint_desk: JointDesk) -> None:
    member = joint_desk.accepted_joint().members.get(item="fire_check")
    member.opinion, member.opinion_text = JointOpinion.DISAGREE, "沉默"
    member.opinion_deemed, member.opinion_at = True, AT
    with pytest.raises(IntegrityError, match="joint_opinion"), transaction.atomic():
        member.save()


def record(desk: JointDesk, joint: JointCase, **more: Any) -> int:
    wanted = {
        "actor": desk.officer_of("fire_check"),
        "kind": JointActKind.SITE_VISIT,
        "held_on": date(2026, 3, 3),
        "with_officer": "李春梅",
        "present": ["food_business", "fire_check"],
        "protocol": "现场与图纸一致，消防通道畅通",
        "at": AT + 2 * DAY,
        **more,
    }
    with transaction.atomic():
        return services.record_joint_act(joint_id=joint.pk, **wanted)


def test_the_visit_is_made_together_by_two_and_kept_with_its_protocol(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    act = JointAct.objects.get(pk=record(joint_desk, joint))
    assert act.present == ["food_business", "fire_check"]
    assert kinds(joint.pk)[-1] == "JointActRecorded"
    assert record(joint_desk, joint, kind=JointActKind.MEETING, actor=joint_desk.clerk)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"with_officer": " "}, "两名以上工作人员"),
        ({"present": ["fire_check"]}, "两个以上事项"),
        ({"present": ["fire_check", "pharmacy"]}, "两个以上事项"),
        ({"protocol": ""}, "应当有记录"),
        ({"held_on": date(2026, 3, 1)}, "应当有记录"),
        ({"held_on": date(2026, 3, 5)}, "应当有记录"),
    ],
)
def test_a_visit_without_what_makes_it_one_is_refused(
    joint_desk: JointDesk, wrong: dict[str, Any], words: str
) -> None:
    joint = joint_desk.accepted_joint()
    with pytest.raises(Refusal, match=words):
        record(joint_desk, joint, **wrong)
    assert record(joint_desk, joint)


def test_who_has_no_part_records_nothing_and_sees_nothing(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    stranger = joint_desk.cast.officer(Role.REVIEWER, department="civil_affairs")
    with pytest.raises(NotFound):
        record(joint_desk, joint, actor=stranger)
    sees = [
        joint_desk.cast.citizen,
        joint_desk.clerk,
        joint_desk.officer_of("outdoor_advertising"),  # its turn is still to come
        joint_desk.cast.officer(Role.GOVERNMENT_HEAD),
    ]
    blind = [joint_desk.cast.neighbour, stranger, joint_desk.cast.officer(Role.WINDOW_CLERK, YILING), None]
    assert all(visible_joint_cases(actor).filter(pk=joint.pk).exists() for actor in sees)
    assert not any(visible_joint_cases(actor).filter(pk=joint.pk).exists() for actor in blind)


def test_withdrawn_members_end_it_too(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint(answers={**ANSWERS, "sign": "no"})
    for item in PARALLEL:
        case = joint_desk.case_of(joint, item)
        services.withdraw_case(actor=joint_desk.cast.citizen, case_id=case.pk, at=AT + DAY)
        services.follow_member(case_id=case.pk, at=AT + DAY)
    joint.refresh_from_db()
    assert joint.concluded_at == AT + DAY


def test_a_decision_goes_on_as_the_paper_that_the_next_department_needs(desk: Desk, library: Library) -> None:
    load_items(
        AT, [definition(key) for key in FACTORY if key not in {"project_filing", "construction_permit"}]
    )
    company, joint_desk = desk.cast.company, JointDesk(desk.cast)
    file = joint_desk.paper(company)
    received = services.file_joint(
        actor=company,
        matter_key="build_factory",
        place=JIANGAN,
        applicant=desk.applicant(company),
        answers={"project_name": "二期厂房", "site_address": "江岸区", "conforms": "yes"},
        intake=Intake(
            channel=Channel.ONLINE, received_in=JIANGAN, files={"application_form": file, "boundary": file}
        ),
        at=AT,
    )
    joint = JointCase.objects.get(pk=received.joint_id)
    first = joint_desk.case_of(joint, "project_filing")
    services.accept_case(actor=desk.clerk, case_id=first.pk, at=AT + HOUR)
    joint_desk.decide(first, at=AT + 2 * HOUR)
    services.follow_member(case_id=first.pk, at=AT + 2 * HOUR)
    land = joint_desk.case_of(joint, "land_planning")
    passed = CaseMaterial.objects.get(case=land, key="project_document")
    assert passed.file
    issued = OfficialDocument.objects.filter(subject=f"case:{first.pk}", kind="grant").get()
    assert EvidenceFile.objects.get(pk=passed.file.pk).name.startswith(issued.number[:4])
    assert Outcome(Case.objects.get(pk=first.pk).outcome) == Outcome.GRANTED
