"""The joint desk: filing and carrying one application for a matter in the small province."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from cast import AT, JIANGAN, definition
from desk import HOUR, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, JointCase
from yangguang.platforms.power_operation.services import Intake, ReceivedJoint
from yangguang.platforms.power_operation.states import CaseState, Channel
from yangguang_sim.papers import PAPER

RESTAURANT = ("food_business", "fire_check", "sewage_to_drainage", "outdoor_advertising")
PARALLEL = RESTAURANT[:3]
ANSWERS: Mapping[str, Any] = {
    "sign": "yes",
    "applicant_name": "江城小馆",
    "uscc": "91420102MA4KXXXX1X",
    "contact_name": "陈晓兰",
    "contact_phone": "13800000000",
    "premises_address": "中山大道 1 号",
    "operations": "热食类食品制售",
    "floor_area": 120,
    "online": "no",
    "manner": "check",
    "daily_volume": 3,
    "position": "中山大道 1 号门头",
    "size": "4×1",
    "advert_kind": "board",
}
PAPERS = (
    *("application_form", "business_licence", "layout_plan", "safety_rules", "fire_rules"),
    *("drainage_plan", "water_test", "rendering", "site_right"),
)


@dataclass
class JointDesk(Desk):
    """Filing and carrying a joint case; `follow` is what the worker does every few seconds."""

    def paper(self, owner: Actor) -> UUID:
        return documents.store_evidence(owner_id=owner.account_id, name="材料.pdf", data=PAPER, at=AT).pk

    def paper_bytes(self) -> bytes:
        return PAPER

    def apply(
        self,
        *,
        answers: Mapping[str, Any] = ANSWERS,
        papers: tuple[str, ...] = PAPERS,
        place: str = JIANGAN,
        **more: Any,
    ) -> ReceivedJoint:
        citizen = self.cast.citizen
        file = self.paper(citizen)
        wanted: dict[str, Any] = {
            "actor": citizen,
            "matter_key": "open_restaurant",
            "place": place,
            "applicant": self.applicant(citizen),
            "answers": answers,
            "intake": Intake(channel=Channel.ONLINE, received_in=place, files=dict.fromkeys(papers, file)),
            "at": AT,
        }
        return services.file_joint(**{**wanted, **more})

    def accepted_joint(self, *, at: datetime = AT, **more: Any) -> JointCase:
        joint_id = self.apply(at=at, **more).joint_id
        services.accept_joint(actor=self.clerk, joint_id=joint_id, at=at + HOUR)
        return JointCase.objects.get(pk=joint_id)

    def case_of(self, joint: JointCase, item: str) -> Case:
        return Case.objects.get(joint_member__joint=joint, joint_member__item=item)

    def settle(self, joint: JointCase, item: str, *, at: datetime, refuse: bool = False) -> Case:
        case = self.case_of(joint, item)
        if case.state == CaseState.RECEIVED:
            services.accept_case(actor=self.clerk, case_id=case.pk, at=at)
        self.review(case, at=at)
        self.decide(case, at=at, refuse=refuse)
        services.follow_member(case_id=case.pk, at=at)
        return Case.objects.get(pk=case.pk)

    def officer_of(self, item: str) -> Actor:
        return self.cast.officer(Role.REVIEWER, department=definition(item).department)


@pytest.fixture
def joint_desk(desk: Desk) -> JointDesk:
    load_items(AT, [definition(key) for key in RESTAURANT if key != "food_business"])
    joint = JointDesk(desk.cast)
    for item in RESTAURANT:
        assert joint.officer_of(item)
        assert joint.cast.officer(Role.DECIDER, department=definition(item).department)
    assert joint.cast.officer(Role.GOVERNMENT_HEAD)
    return joint
