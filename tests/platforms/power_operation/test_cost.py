"""What an act costs: the statements that a whole case sends to the database."""

from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.foundations.notices.models import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, CaseStep
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import CaseState, Opinion, Outcome

MOST_STATEMENTS = 60  # the borders of the transactions among them


def test_a_whole_joint_case_costs_sixty_statements(desk: Desk) -> None:
    """Filed, accepted, three departments at once, legal review, decision, delivery."""
    first = desk.accepted("restaurant_opening")  # fills what a process keeps: versions, calendars
    officers = {step.key: desk.holder(step) for step in CaseStep.objects.filter(case=first)}
    clerk = desk.clerk
    legal_officer = desk.cast.officer(Role.LEGAL_OFFICER)
    filing = desk.filing("restaurant_opening", at=AT)

    with CaptureQueriesContext(connection) as captured:
        case_id = services.receive_case(**filing).case_id
        services.accept_case(actor=clerk, case_id=case_id, at=AT + HOUR)
        for step in ("food_review", "fire_check", "sign_review"):
            services.submit_opinion(
                actor=officers[step], case_id=case_id, opinion=Opinion.AGREE, text="经审查", at=AT + DAY
            )
        services.record_legal_review(
            actor=legal_officer, case_id=case_id, passed=True, opinion="程序合法", at=AT + DAY + HOUR
        )
        services.decide_case(
            actor=officers["decision"],
            case_id=case_id,
            ruling=Ruling(outcome=Outcome.GRANTED),
            at=AT + 2 * DAY,
        )
        services.deliver_case(
            actor=clerk,
            case_id=case_id,
            mode=ServiceMode.ELECTRONIC,
            person="陈晓兰",
            at=AT + 3 * DAY,
        )

    assert Case.objects.get(pk=case_id).state == CaseState.DELIVERED
    kinds = Counter(query["sql"].strip().split(" (")[0][:70] for query in captured)
    assert len(captured) <= MOST_STATEMENTS, kinds
