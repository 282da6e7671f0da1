"""Which act may follow which; who must differ from whom; which document each act makes."""

from pathlib import Path

import pytest

from yangguang.law.phrases import english_of
from yangguang.law.powers import PowerKind
from yangguang.law.procedure_page import diagram, page
from yangguang.law.procedures import (
    Act,
    Duty,
    OutOfOrder,
    Stage,
    documents,
    may_follow,
    possible_acts,
    procedure_for,
    procedures,
    violations,
)

LICENSING = {
    (Stage.NOT_BEGUN, Act.RECEIVE): Stage.RECEIVED,
    (Stage.RECEIVED, Act.REQUEST_CORRECTION): Stage.AWAITING_CORRECTION,
    (Stage.RECEIVED, Act.ACCEPT): Stage.UNDER_REVIEW,
    (Stage.RECEIVED, Act.DEEM_ACCEPTED): Stage.UNDER_REVIEW,
    (Stage.RECEIVED, Act.DECLINE): Stage.CONCLUDED,
    (Stage.RECEIVED, Act.REFER): Stage.CONCLUDED,
    (Stage.RECEIVED, Act.WITHDRAW): Stage.CONCLUDED,
    (Stage.AWAITING_CORRECTION, Act.CORRECT): Stage.RECEIVED,
    (Stage.AWAITING_CORRECTION, Act.ABANDON): Stage.CONCLUDED,
    (Stage.AWAITING_CORRECTION, Act.WITHDRAW): Stage.CONCLUDED,
    (Stage.UNDER_REVIEW, Act.SUSPEND): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.RESUME): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.EXTEND): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.SUBMIT_OPINION): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.LEGAL_REVIEW): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.NOTIFY_PARTIES): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.TELL_HEARING_RIGHT): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.HOLD_HEARING): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.INSPECT): Stage.UNDER_REVIEW,
    (Stage.UNDER_REVIEW, Act.DECIDE_GRANT): Stage.CONCLUDED,
    (Stage.UNDER_REVIEW, Act.DECIDE_REFUSE): Stage.CONCLUDED,
    (Stage.UNDER_REVIEW, Act.WITHDRAW): Stage.CONCLUDED,
    (Stage.CONCLUDED, Act.DELIVER): Stage.DELIVERED,
}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("act", list(Act))
def test_licensing_allows_what_the_statute_orders_and_nothing_else(stage: Stage, act: Act) -> None:
    allowed = LICENSING.get((stage, act))
    if allowed is None:
        with pytest.raises(OutOfOrder):
            may_follow(stage, act)
        assert act not in possible_acts(stage)
    else:
        assert may_follow(stage, act) is allowed
        assert act in possible_acts(stage.value)


def test_a_refusal_names_the_article_and_the_way_in_both_languages() -> None:
    with pytest.raises(OutOfOrder) as caught:
        may_follow("received", Act.DELIVER)
    assert str(caught.value) == "“送达”只能在“已办结”时进行，现在是“已收件”（行政许可法第四十四条）"
    assert caught.value.text.english == (
        "“deliver” may only follow “concluded”; now it is “received” (Administrative Licensing Law, art. 44)"
    )
    with pytest.raises(OutOfOrder, match="没有“立案”这一环节") as unknown:
        may_follow("received", Act.OPEN_CASE)
    assert unknown.value.text.english == "Administrative licence knows no act “open the case”"


def test_a_refusal_names_every_stage_from_which_the_act_would_be_allowed() -> None:
    with pytest.raises(OutOfOrder) as caught:
        may_follow("concluded", Act.WITHDRAW)
    assert str(caught.value).startswith("“申请人撤回”只能在“已收件、待补正、审查中”时进行")
    assert "may only follow “received” or “awaiting correction” or “under review”; now" in (
        caught.value.text.english
    )


def test_a_stage_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="lost"):
        may_follow("lost", Act.ACCEPT)


class TestKindsOfCase:
    def test_a_table_without_a_kind_is_that_of_promised_cases(self) -> None:
        kinds = {one.id: one.case_kind for one in procedures().values() if one.case_kind != "promised"}
        assert kinds == {
            "licensing_immediate": "immediate",
            "licensing_joint": "joint",
            "licensing_sent_up": "sent_up",
            "licensing_forwarded": "forwarded",
            "penalty_simple": "immediate",
        }

    def test_a_table_says_where_it_goes_by_analogy(self) -> None:
        own_law = {one.id for one in procedures().values() if one.by_analogy is False}
        analogy = {one.id for one in procedures().values() if one.by_analogy is True}
        assert own_law | analogy == set(procedures())
        assert {"licensing", "penalty", "coercion"} <= own_law
        assert {"payment", "reward", "public_service"} <= analogy

    def test_on_the_spot_decides_without_review_and_never_suspends(self) -> None:
        immediate = procedure_for(PowerKind.LICENSING, case_kind="immediate")
        assert immediate.may_follow("received", Act.DECIDE_GRANT) is Stage.CONCLUDED
        with pytest.raises(OutOfOrder):
            immediate.may_follow("under_review", Act.SUSPEND)

    def test_joint_handling_asks_departments_and_extends_by_its_own_paragraph(self) -> None:
        joint = procedure_for(PowerKind.LICENSING, case_kind="joint")
        assert joint.may_follow("under_review", Act.ASK_DEPARTMENTS) is Stage.UNDER_REVIEW
        assert joint.rules[Act.EXTEND].citation == "行政许可法第四十二条第二款"
        assert procedure_for(PowerKind.LICENSING).rules[Act.EXTEND].citation == "行政许可法第四十二条第一款"

    def test_sent_up_comes_back_and_forwarded_ends(self) -> None:
        sent_up = procedure_for(PowerKind.LICENSING, case_kind="sent_up")
        assert sent_up.may_follow("under_review", Act.FORWARD) is Stage.SENT_UP
        assert sent_up.may_follow("sent_up", Act.RECEIVE_REPLY) is Stage.UNDER_REVIEW
        forwarded = procedure_for(PowerKind.LICENSING, case_kind="forwarded")
        assert forwarded.may_follow("under_review", Act.FORWARD) is Stage.CONCLUDED
        assert Act.DECIDE_GRANT not in forwarded.rules

    def test_renewal_may_be_deemed_and_only_renewal(self) -> None:
        assert (
            procedure_for(PowerKind.LICENSING, "renewal").may_follow("under_review", Act.DEEM_RENEWED)
            is Stage.CONCLUDED
        )
        assert [one.id for one in procedures().values() if Act.DEEM_RENEWED in one.rules] == [
            "licensing_renewal"
        ]

    @pytest.mark.parametrize("matter", ["withdrawal", "revocation"])
    def test_taking_a_licence_back_hears_the_holder_first(self, matter: str) -> None:
        procedure = procedure_for(PowerKind.LICENSING, matter)
        with pytest.raises(OutOfOrder):
            procedure.may_follow("filed", Act.DECIDE)
        assert procedure.may_follow("notified", Act.DECIDE) is Stage.CONCLUDED

    def test_no_penalty_without_notice(self) -> None:
        penalty = procedure_for(PowerKind.PENALTY)
        with pytest.raises(OutOfOrder, match="行政处罚法第五十七条"):
            penalty.may_follow("filed", Act.DECIDE_PENALTY)
        assert penalty.may_follow("filed", Act.DECIDE_NO_PENALTY) is Stage.CONCLUDED

    def test_no_coercion_without_approval(self) -> None:
        with pytest.raises(OutOfOrder):
            procedure_for(PowerKind.COERCION).may_follow("not_begun", Act.IMPLEMENT)

    def test_an_unknown_matter_is_refused_and_an_unknown_kind_of_case_is_ordinary(self) -> None:
        with pytest.raises(LookupError, match="inheritance"):
            procedure_for(PowerKind.LICENSING, "inheritance")
        assert procedure_for(PowerKind.PAYMENT, case_kind="joint").id == "payment"


class TestEveryProcedure:
    @pytest.mark.parametrize("power", list(PowerKind))
    def test_each_kind_of_power_has_one(self, power: PowerKind) -> None:
        assert power in procedure_for(power).powers

    @pytest.mark.parametrize("procedure", procedures().values(), ids=lambda one: one.id)
    def test_every_stage_can_be_reached_and_left_to_an_end(self, procedure) -> None:  # type: ignore[no-untyped-def]
        onward = {
            stage: {rule.to for rule in procedure.rules.values() if stage in rule.after}
            for stage in procedure.stages()
        }
        reached, edge = {Stage.NOT_BEGUN}, {Stage.NOT_BEGUN}
        while edge:
            edge = set().union(*(onward[stage] for stage in edge)) - reached
            reached |= edge
        assert reached == set(procedure.stages())
        ends = {stage for stage, to in onward.items() if not to}
        assert ends
        for stage in onward:
            seen, edge = {stage}, {stage}
            while edge:
                edge = set().union(*(onward[one] for one in edge)) - seen
                seen |= edge
            assert seen & ends, stage

    @pytest.mark.parametrize("procedure", procedures().values(), ids=lambda one: one.id)
    def test_every_rule_speaks_both_languages(self, procedure) -> None:  # type: ignore[no-untyped-def]
        assert procedure.name.english.isascii()
        for rule in procedure.rules.values():
            assert english_of(rule.citation).isascii()
            assert rule.act.label.english.isascii()

    def test_every_document_is_made_by_some_act_and_says_what_it_contains(self) -> None:
        made = {
            name for one in procedures().values() for rule in one.rules.values() for name in rule.documents
        }
        assert made == set(documents())
        assert all(form.contents for form in documents().values())

    def test_a_refusal_contains_reasons_and_remedies(self) -> None:
        contents = "".join(documents()["refusal"].contents)
        assert "理由" in contents
        assert "诉讼" in contents


class TestPersons:
    def test_the_chair_of_a_hearing_is_no_examiner(self) -> None:
        found = violations(PowerKind.LICENSING, {Duty.REVIEW: [7, 8], Duty.CHAIR_HEARING: [8]})
        assert [(one.citation, one.persons) for one in found] == [
            ("行政许可法第四十八条第一款第（三）项", frozenset({8}))
        ]
        assert violations(PowerKind.LICENSING, {Duty.REVIEW: [7], Duty.CHAIR_HEARING: [8]}) == ()

    def test_a_check_on_site_takes_two(self) -> None:
        found = violations(PowerKind.LICENSING, {Duty.INSPECT: [7, 7]})
        assert [one.citation for one in found] == ["行政许可法第三十四条第三款"]
        assert violations(PowerKind.LICENSING, {Duty.INSPECT: [7, 8]}) == ()
        assert violations(PowerKind.LICENSING, {}) == ()

    def test_review_and_decision_are_separate(self) -> None:
        found = violations(PowerKind.LICENSING, {Duty.REVIEW: [7], Duty.DECIDE: [7]})
        assert [one.name.english for one in found] == ["review and decision by different people"]

    def test_each_power_has_its_own_rules(self) -> None:
        done = {Duty.INVESTIGATE: [7], Duty.LEGAL_REVIEW: [7], Duty.CHAIR_HEARING: [7]}
        assert len(violations(PowerKind.PENALTY, done)) == 3
        assert violations(PowerKind.LICENSING, done) == ()


class TestPage:
    def test_the_page_in_the_docs_is_the_table(self) -> None:
        kept = Path(__file__).parents[2] / "docs" / "procedures.md"
        assert kept.read_text("utf-8") == page(), (
            "run: python -m yangguang.law.procedure_page > docs/procedures.md"
        )

    def test_a_diagram_names_every_stage_and_every_arrow(self) -> None:
        drawn = diagram(procedures()["licensing"])
        assert "received --> under_review: 受理、视为受理" in drawn
        assert "delivered --> [*]" in drawn
        assert 'state "待补正" as awaiting_correction' in drawn


def test_powers_apply_or_come_of_themselves() -> None:
    of_themselves = {kind for kind in PowerKind if not kind.on_application}
    assert {kind.label for kind in of_themselves} == {"行政处罚", "行政强制", "行政征收", "行政检查"}
    assert PowerKind("07").label_en == "Administrative confirmation"
