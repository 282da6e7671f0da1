"""What an officer can do on the page of a joint case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import TimeLimit, Unit

from . import services
from .joint_forms import DeliveryForm, ExtensionForm, JointActForm, JointOpinionForm, NothingMore
from .joint_models import JointActKind, JointOpinion, JointState
from .joint_records import JointFile

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JointDeskAct:
    """``offered`` only hides what would be refused; the service decides."""

    key: str
    label: Any
    explanation: Any
    offered: Callable[[Actor, JointFile], bool]
    form: Callable[[JointFile, Data | None], forms.Form]
    perform: Callable[[Actor, JointFile, Data, datetime], None]


def acts_offered(actor: Actor, file: JointFile) -> list[JointDeskAct]:
    return [act for act in ACTS if act.offered(actor, file)]


def act_by_key(key: str) -> JointDeskAct | None:
    return next((act for act in ACTS if act.key == key), None)


def _reviewing(file: JointFile) -> bool:
    return bool(file.joint.state == JointState.UNDER_REVIEW)


def _silent(file: JointFile) -> list[tuple[str, str]]:
    return [(one.member.item, one.name) for one in file.members if one.own and not one.member.opinion]


def _takes_part(_actor: Actor, file: JointFile) -> bool:
    return _reviewing(file) and (file.leading or any(one.own for one in file.members))


def _accept(actor: Actor, file: JointFile, _data: Data, at: datetime) -> None:
    services.accept_joint(actor=actor, joint_id=file.joint.pk, at=at)


def _opine(actor: Actor, file: JointFile, data: Data, at: datetime) -> None:
    services.give_joint_opinion(
        actor=actor,
        joint_id=file.joint.pk,
        item=data["item"],
        opinion=JointOpinion(data["opinion"]),
        text=data["text"],
        at=at,
    )


def _record(actor: Actor, file: JointFile, data: Data, at: datetime) -> None:
    services.record_joint_act(
        actor=actor,
        joint_id=file.joint.pk,
        kind=JointActKind(data["kind"]),
        held_on=data["held_on"],
        with_officer=data["with_officer"],
        present=data["present"],
        protocol=data["protocol"],
        at=at,
    )


def _extend(actor: Actor, file: JointFile, data: Data, at: datetime) -> None:
    services.extend_joint(
        actor=actor,
        joint_id=file.joint.pk,
        by=TimeLimit(data["days"], Unit.WORKING_DAY),
        reason=data["reasons"],
        at=at,
    )


def _deliver(actor: Actor, file: JointFile, data: Data, at: datetime) -> None:
    services.deliver_joint(
        actor=actor,
        joint_id=file.joint.pk,
        mode=ServiceMode(data["mode"]),
        person=data["person"],
        tracking_number=data["tracking_number"],
        at=at,
    )


ACTS = (
    JointDeskAct(
        "accept",
        _("一并受理"),
        _("材料齐全的，同时开始的各项一并受理，联合办理开始计时。"),
        lambda _actor, file: file.leading and file.to_accept,
        lambda _file, data: NothingMore(data),
        _accept,
    ),
    JointDeskAct(
        "opinion",
        _("提出联合审查意见"),
        _("意见供各部门相互参考；许可仍由本部门在自己的办件中决定。"),
        lambda _actor, file: _reviewing(file) and bool(_silent(file)),
        lambda file, data: JointOpinionForm(_silent(file), data),
        _opine,
    ),
    JointDeskAct(
        "act",
        _("记录联合踏勘或者联审会议"),
        _("各部门一起看一次现场、开一次会，由两名以上工作人员记录。"),
        _takes_part,
        lambda file, data: JointActForm([(one.member.item, one.name) for one in file.members], data),
        _record,
    ),
    JointDeskAct(
        "extend",
        _("批准延长联合办理期限"),
        _("四十五个工作日内不能办结的，经本级人民政府负责人批准，可以延长十五个工作日。"),
        lambda actor, file: (
            _reviewing(file) and actor.role == Role.GOVERNMENT_HEAD and file.joint.extended_at is None
        ),
        lambda _file, data: ExtensionForm(data),
        _extend,
    ),
    JointDeskAct(
        "deliver",
        _("一并送达结果"),
        _("全部事项已办结：所有决定和证件一次交给申请人。"),
        lambda _actor, file: file.leading and file.joint.state == JointState.CONCLUDED,
        lambda file, data: DeliveryForm(data, initial={"person": file.joint.applicant_name}),
        _deliver,
    ),
)
