"""Reads of joint cases: lists, the whole of one, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.web.wording import either_language
from yangguang.law.clocks import ClockReading
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from .joint_access import leads, speaks_for, visible_joint_cases
from .joint_clock import read_joint_clock
from .joint_models import JointAct, JointCase, JointMember, JointState
from .joint_rules import joint_terms
from .states import CaseState

NOT_YET_ACCEPTED = frozenset({CaseState.RECEIVED, CaseState.AWAITING_CORRECTION})


@dataclass(frozen=True, slots=True)
class MemberOfJoint:
    """One row of the page: the item by its name, whom it waits for, and whether the reader's body has it."""

    member: JointMember
    name: str
    body: str
    waits_for: Sequence[str]
    own: bool


@dataclass(frozen=True, slots=True)
class JointFile:
    """Everything on the page of a joint case. ``clock`` is None before acceptance."""

    joint: JointCase
    matter: library.Matter
    members: Sequence[MemberOfJoint]
    acts: Sequence[JointAct]
    clock: ClockReading | None
    documents: Sequence[OfficialDocument]
    events: Sequence[LedgerRow]
    leading: bool

    @property
    def to_accept(self) -> bool:
        states = {one.member.case.state for one in self.members if one.member.case}
        return bool(states & NOT_YET_ACCEPTED)


def joint_file(actor: Actor, joint: JointCase, *, at: datetime) -> JointFile:
    """What the page shows to ``actor``, who may read it."""
    members = list(joint.members.select_related("case", "entry__body").order_by("ordinal"))
    cards = library.item_cards([one.item for one in members], on=shanghai_date(joint.received_at))
    names = {card.key: either_language(card.name, card.name_en) for card in cards}
    stream = f"joint:{joint.pk}"
    return JointFile(
        joint=joint,
        matter=library.matter_from_json(joint.matter),
        members=[
            MemberOfJoint(
                one,
                names.get(one.item, one.item),
                either_language(one.entry.body.name, one.entry.body.name_en),
                [names.get(item, item) for item in one.after],
                speaks_for(actor, one),
            )
            for one in members
        ],
        acts=list(joint.acts.order_by("held_on", "pk")),
        clock=read_joint_clock(joint, at=at),
        documents=documents.documents_of(stream),
        events=ledger.history(stream),
        leading=leads(actor, joint),
    )


def joint_cases_of(actor: Actor) -> QuerySet[JointCase]:
    """Those the reader may see, what is due first on top."""
    return (
        visible_joint_cases(actor)
        .select_related("lead_body", "place")
        .order_by("delivered_at", "due_at", "-received_at")
    )


def joint_of_case(case_id: int) -> JointCase | None:
    return JointCase.objects.filter(members__case_id=case_id).first()


def due_for_opinions(at: datetime) -> list[int]:
    """Joint cases in which the time for opinions has run out and somebody is silent."""
    if not joint_terms().silence_agrees:
        return []
    found = JointCase.objects.filter(
        state=JointState.UNDER_REVIEW,
        opinions_due_at__lte=at,
        concluded_at__isnull=True,
        members__opinion="",
        members__dropped_at__isnull=True,
    )
    return list(found.order_by("opinions_due_at").values_list("pk", flat=True).distinct())
