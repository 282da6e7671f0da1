"""Joint cases of the demonstration's district: one to accept, one under review, one whose results can be handed over."""

from collections.abc import Callable, Sequence
from datetime import datetime

from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.joint_models import JointActKind, JointOpinion
from yangguang.platforms.power_operation.models import Case, CaseStep, JointCase, JointMember
from yangguang.platforms.power_operation.services import Applicant, Intake
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import Channel, Opinion, Outcome, StepState

from .applications import filled_form
from .filings import Town
from .office_time import after, office_moment
from .papers import PAPER
from .people import person
from .scenes import COUNTY
from .setting import Story

MATTER = "open_restaurant"
Telling = Callable[[Town, datetime], Story]


def joint_cases(town: Town, until: datetime) -> Sequence[tuple[datetime, Story]]:
    """None when an earlier run has told them, or when the district does not exercise every member."""
    if JointCase.objects.exists() or not _offered(until) or "company" not in town.named:
        return []
    told: list[tuple[int, Telling]] = [(1, _to_accept), (4, _under_review), (12, _to_hand_over)]
    return [(_morning(town, until, -days), tell(town, until)) for days, tell in told]


def _offered(until: datetime) -> bool:
    matter = library.matter_of(MATTER)
    return len(library.matter_terms(matter, COUNTY, on=shanghai_date(until))) == len(matter.members)


def _morning(town: Town, at: datetime, working_days: int) -> datetime:
    setting = town.setting
    return office_moment(setting.calendar.add_working_days(shanghai_date(at), working_days), setting.rng)


def _to_accept(town: Town, until: datetime) -> Story:
    at = yield until
    _filed(town, at, sign="yes")


def _under_review(town: Town, until: datetime) -> Story:
    """Accepted, one office heard, the visit made; the sign waits for the food licence."""
    at = yield until
    joint_id = _filed(town, at, sign="yes")
    at = yield _accepted_next_day(town, at)
    _accept(town, joint_id, at)
    at = yield after(at, 1, town.setting.calendar, town.setting.rng)
    _visit(town, joint_id, at)


def _to_hand_over(town: Town, until: datetime) -> Story:
    at = yield until
    joint_id = _filed(town, at, sign="no")
    at = yield _accepted_next_day(town, at)
    _accept(town, joint_id, at)
    for case_id in Case.objects.filter(joint_member__joint=joint_id).values_list("pk", flat=True):
        at = yield after(at, 1, town.setting.calendar, town.setting.rng)
        yield from _decided(town, case_id, at)


def _accepted_next_day(town: Town, at: datetime) -> datetime:
    return after(at, 1, town.setting.calendar, town.setting.rng)


def _filed(town: Town, at: datetime, *, sign: str) -> int:
    company, who = town.named["company"]
    guide = library.matter_guide(MATTER, COUNTY, on=shanghai_date(at))
    file = documents.store_evidence(owner_id=company.account_id, name="材料.pdf", data=PAPER, at=at).pk
    said = filled_form(guide.whole.form, who, town.setting.rng, shanghai_date(at))
    signs = {"position", "size", "advert_kind"}
    answers = {key: value for key, value in said.items() if sign == "yes" or key not in signs}
    held = [one.material.key for one in guide.whole.materials if one.material.necessity != "conditional"]
    received = operation.file_joint(
        actor=company,
        matter_key=MATTER,
        place=COUNTY,
        applicant=Applicant(
            kind="company",
            name=who.name,
            identity=who.identity,
            phone=who.phone,
            account_id=company.account_id,
        ),
        answers={**answers, "sign": sign, "manner": "check"},
        intake=Intake(channel=Channel.ONLINE, received_in=COUNTY, files=dict.fromkeys(held, file)),
        at=at,
    )
    return received.joint_id


def _accept(town: Town, joint_id: int, at: datetime) -> None:
    staff = town.setting.staff
    clerk = staff.one(staff.at_place(Role.WINDOW_CLERK, COUNTY))
    operation.accept_joint(actor=clerk, joint_id=joint_id, at=at)


def _visit(town: Town, joint_id: int, at: datetime) -> None:
    """The fire office writes the protocol and says what it thinks."""
    member = JointMember.objects.select_related("entry").get(joint=joint_id, item="fire_check")
    officer = town.setting.staff.in_body(Role.REVIEWER, member.entry.body_id)[0]
    operation.record_joint_act(
        actor=officer,
        joint_id=joint_id,
        kind=JointActKind.SITE_VISIT,
        held_on=shanghai_date(at),
        with_officer=person(town.setting.rng).name,
        present=["food_business", "fire_check", "sewage_to_drainage"],
        protocol="三部门一并到场，布局与平面图一致；要求补装厨房灭火装置，隔油池容量符合要求。",
        at=at,
    )
    operation.give_joint_opinion(
        actor=officer,
        joint_id=joint_id,
        item="fire_check",
        opinion=JointOpinion.AGREE,
        text="补装灭火装置后符合消防技术标准。",
        at=at,
    )


def _decided(town: Town, case_id: int, at: datetime) -> Story:
    """Step after step, a day each, and granted."""
    while step := CaseStep.objects.filter(case_id=case_id, state=StepState.ACTIVE).first():
        holders = town.setting.staff.in_body(step.role, step.body_id)
        if step.decides:
            ruling = Ruling(outcome=Outcome.GRANTED)
            operation.decide_case(actor=holders[0], case_id=case_id, ruling=ruling, at=at)
            operation.follow_member(case_id=case_id, at=at)
            return
        operation.submit_opinion(
            actor=holders[0], case_id=case_id, opinion=Opinion.AGREE, text="符合条件，同意。", at=at
        )
        at = yield after(at, 0, town.setting.calendar, town.setting.rng)
