"""What an officer can do with a case now: the acts that the page offers, each with its form.

Offering is a courtesy; the services refuse by themselves whatever is not allowed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import in_language
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit

from . import services
from .commitment_desk import COMMITMENT_ACTS
from .demand_desk import DEMAND_ACTS
from .desk_acts import DeskAct, at_window
from .forms import (
    CorrectionForm,
    DeliveryForm,
    ExtensionForm,
    HandOverForm,
    MaterialsForm,
    OpinionForm,
    ReasonForm,
    ReferForm,
    RefundForm,
    RulingForm,
    SuspensionForm,
    ToleranceForm,
)
from .hearing_desk import HEARING_ACTS
from .queries import CaseFile
from .rules import decided_at_window
from .services.correction import CorrectionItem
from .services.decision import Ruling
from .services.fees import APPROVING_ROLES
from .site_check_desk import SITE_CHECK_ACTS
from .states import CaseState, Opinion, Outcome, RefundCause


def acts_offered(actor: Actor, file: CaseFile) -> list[DeskAct]:
    return [act for act in DESK_ACTS if act.offered(actor, file)]


def act_by_key(key: str) -> DeskAct | None:
    return next((act for act in DESK_ACTS if act.key == key), None)


def _received(actor: Actor, file: CaseFile) -> bool:
    return file.case.state == CaseState.RECEIVED and at_window(actor, file)


def _holds_step(actor: Actor, file: CaseFile, *, decides: bool) -> bool:
    post = actor.post
    if post is None or file.case.state != CaseState.UNDER_REVIEW or file.case.suspended:
        return False
    return any(
        step.decides == decides
        and step.role == post.role
        and (
            step.body_id == post.body_id
            or (
                post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}
                and post.centre_code == file.case.centre_id
            )
        )
        for step in file.open_steps
    )


def _reviewing(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    return (
        post is not None
        and file.case.state == CaseState.UNDER_REVIEW
        and post.role in {Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD, Role.CHIEF_REPRESENTATIVE}
        and post.body_id in {file.case.body_id, *(step.body_id for step in file.open_steps)}
    )


def _may_extend(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    if post is None or file.case.state != CaseState.UNDER_REVIEW or file.extension is not None:
        return False
    if file.case.item_version.case_kind == "joint":
        return post.role == Role.GOVERNMENT_HEAD and post.path == file.case.place_path
    return post.role == Role.AGENCY_HEAD and post.body_id == file.case.body_id


def _nothing_to_type(_file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    return forms.Form(data)


def _refer_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    bodies = organisations.bodies_at(file.case.centre_id, besides=file.case.body_id)
    return ReferForm(data, bodies=[(body.pk, in_language(body)) for body in bodies])


def _delivery_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    mode = ServiceMode.ELECTRONIC if file.case.electronic_service else ServiceMode.DIRECT
    return DeliveryForm(data, initial={"person": file.case.applicant_name, "mode": mode})


def _accept(actor: Actor, file: CaseFile, _data: Mapping[str, Any], at: datetime) -> None:
    services.accept_case(actor=actor, case_id=file.case.pk, at=at)


def _tolerance_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    promise = gettext("本人（单位）承诺按期补交上述材料；逾期未补交的，视为撤回申请。")
    return ToleranceForm(
        _named(file, file.missing_tolerable),
        data,
        initial={"days": 5, "promise": promise, "materials": file.missing_tolerable},
    )


def _named(file: CaseFile, keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(row.key, in_language(row)) for row in file.definition.materials if row.key in keys]


def _tolerate(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.accept_with_tolerance(
        actor=actor,
        case_id=file.case.pk,
        materials=data["materials"],
        promise=data["promise"],
        days=data["days"],
        at=at,
    )


def _supply(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.supply_tolerated(actor=actor, case_id=file.case.pk, on_paper=frozenset(data["materials"]), at=at)


def _correct(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    rows = CorrectionForm(file.definition).items_from(data)
    services.request_correction(
        actor=actor,
        case_id=file.case.pk,
        items=[CorrectionItem(*row) for row in rows],
        override_reason=data.get("override_reason", ""),
        at=at,
    )


def _decline(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.decline_case(actor=actor, case_id=file.case.pk, reasons=data["reasons"], at=at)


def _refer(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.refer_case(
        actor=actor,
        case_id=file.case.pk,
        right_body_id=int(data["right_body"]),
        reasons=data["reasons"],
        at=at,
    )


def _opinion(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.submit_opinion(
        actor=actor, case_id=file.case.pk, opinion=Opinion(data["opinion"]), text=data["text"], at=at
    )


def _decide(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    ruling = Ruling(
        outcome=Outcome(data["outcome"]),
        facts=data["facts"],
        reasons=data["reasons"],
        basis=data["basis"],
        conditions=data["conditions"],
    )
    services.decide_case(actor=actor, case_id=file.case.pk, ruling=ruling, at=at)


def _suspend(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.suspend_clock(
        actor=actor,
        case_id=file.case.pk,
        procedure=SpecialProcedure(data["procedure"]),
        expected=TimeLimit.parse(f"{data['days']}wd"),
        reason=data["reasons"],
        at=at,
    )


def _resume(actor: Actor, file: CaseFile, _data: Mapping[str, Any], at: datetime) -> None:
    services.resume_clock(actor=actor, case_id=file.case.pk, at=at)


def _extend(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.extend_clock(
        actor=actor,
        case_id=file.case.pk,
        by=TimeLimit.parse(f"{data['days']}wd"),
        reason=data["reasons"],
        at=at,
    )


def _deliver(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.deliver_case(
        actor=actor,
        case_id=file.case.pk,
        mode=ServiceMode(data["mode"]),
        person=data["person"],
        tracking_number=data.get("tracking_number", ""),
        at=at,
    )


def _take_payment(actor: Actor, file: CaseFile, _data: Mapping[str, Any], at: datetime) -> None:
    services.begin_payment(actor=actor, case_id=file.case.pk, at=at)


def _request_refund(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    cause = RefundCause(data["cause"])
    services.request_refund(actor=actor, case_id=file.case.pk, cause=cause, reason=data["reasons"], at=at)


def _approve_refund(actor: Actor, file: CaseFile, _data: Mapping[str, Any], at: datetime) -> None:
    services.approve_refund(actor=actor, case_id=file.case.pk, at=at)


def _may_approve_refund(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    return (
        file.fees is not None
        and file.fees.refund is not None
        and file.fees.refund_to_approve
        and file.fees.refund.requested_by_id != actor.account_id
        and post is not None
        and post.body_id == file.case.body_id
        and actor.holds(*APPROVING_ROLES)
    )


def _may_settle(actor: Actor, file: CaseFile) -> bool:
    undecided = file.case.state in {CaseState.RECEIVED, CaseState.UNDER_REVIEW} and not file.case.suspended
    at_hand = undecided and not file.missing_tolerable and at_window(actor, file)
    return at_hand and actor.post is not None and _window_decides(actor, file)


def _window_decides(actor: Actor, file: CaseFile) -> bool:
    role = actor.post.role if actor.post else ""
    return decided_at_window(file.definition, file.case.level, role)


def _settle(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.settle_on_the_spot(actor=actor, case_id=file.case.pk, person=data["person"], at=at)


DESK_ACTS = (
    DeskAct(
        "settle",
        _("当场办结"),
        _("即办件由窗口当场受理、决定并把结果交给申请人，各份文书一次生成；不能准予的，请分步办理。"),
        _may_settle,
        lambda file, data: HandOverForm(data, initial={"person": file.case.applicant_name}),
        _settle,
        urgent=True,
    ),
    DeskAct(
        "accept",
        _("受理"),
        _("材料齐全、符合法定形式，当场受理并发给受理通知书；承诺时限和法定时限自受理之日起计算。"),
        lambda actor, file: _received(actor, file) and not file.missing_tolerable,
        _nothing_to_type,
        _accept,
        urgent=True,
    ),
    DeskAct(
        "tolerate",
        _("容缺受理"),
        _("只缺容缺受理清单所列的材料，申请人书面承诺限期补交的，先予受理；材料补齐之后才作出决定。"),
        lambda actor, file: _received(actor, file) and bool(file.missing_tolerable),
        _tolerance_form,
        _tolerate,
        urgent=True,
    ),
    *COMMITMENT_ACTS,
    DeskAct(
        "supply",
        _("登记补交的材料"),
        _("容缺受理通知书所列的材料，申请人在窗口交来纸质件的，在这里登记。"),
        lambda actor, file: bool(file.outstanding) and at_window(actor, file),
        lambda file, data: MaterialsForm(_named(file, file.outstanding), data),
        _supply,
        urgent=True,
    ),
    DeskAct(
        "correct",
        _("一次性告知补正"),
        _("自收件之日起 5 个工作日内，一次性告知需要补正的全部内容（行政许可法第三十二条）。"),
        _received,
        lambda file, data: CorrectionForm(file.definition, data),
        _correct,
    ),
    DeskAct(
        "decline",
        _("不予受理"),
        _("依法不需要取得许可或者不能受理的，书面告知理由和救济途径。"),
        _received,
        lambda _file, data: ReasonForm(data),
        _decline,
    ),
    DeskAct(
        "refer",
        _("告知向有权机关申请"),
        _("不属于本机关职权范围的，即时决定不予受理，并告知申请人有权办理的机关。"),
        _received,
        _refer_form,
        _refer,
    ),
    DeskAct(
        "opinion",
        _("提交审查意见"),
        _("本环节的意见；同一阶段的各部门同时办理，互不等待。"),
        lambda actor, file: _holds_step(actor, file, decides=False),
        lambda _file, data: OpinionForm(data, initial={"opinion": "agree"}),
        _opinion,
        urgent=True,
    ),
    DeskAct(
        "decide",
        _("作出决定"),
        _("决定作出后两个时限停止计算，系统生成决定书和证照；10 个工作日内送达。"),
        lambda actor, file: _holds_step(actor, file, decides=True),
        lambda _file, data: RulingForm(data, initial={"outcome": "granted"}),
        _decide,
        urgent=True,
    ),
    DeskAct(
        "suspend",
        _("启动特别程序（中止计时）"),
        _("仅限行政许可法第四十五条的八种程序，所需时间书面告知申请人，不计入办理时限。"),
        lambda actor, file: _reviewing(actor, file) and not file.case.suspended,
        lambda _file, data: SuspensionForm(data),
        _suspend,
    ),
    DeskAct(
        "resume",
        _("特别程序结束（恢复计时）"),
        _("期满日按实际未计入的工作日顺延。"),
        lambda actor, file: _reviewing(actor, file) and file.case.suspended,
        _nothing_to_type,
        _resume,
        urgent=True,
    ),
    DeskAct(
        "extend",
        _("批准延期"),
        _("期限届满前，由有权批准的负责人批准一次，并将理由告知申请人（行政许可法第四十二条）。"),
        _may_extend,
        lambda _file, data: ExtensionForm(data),
        _extend,
    ),
    DeskAct(
        "deliver",
        _("送达结果"),
        _("向申请人颁发、送达证件和决定书，留存送达回证（行政许可法第四十四条）。"),
        lambda actor, file: (
            file.case.state == CaseState.CONCLUDED
            and file.case.outcome in {Outcome.GRANTED, Outcome.REFUSED}
            and at_window(actor, file)
        ),
        _delivery_form,
        _deliver,
        urgent=True,
    ),
    DeskAct(
        "take_payment",
        _("窗口缴费"),
        _("金额由事项清单确定，不能更改；通过同一支付渠道下单，申请人在窗口终端支付。"),
        lambda actor, file: (
            file.fees is not None and file.fees.due and not file.fees.pay_address and at_window(actor, file)
        ),
        _nothing_to_type,
        _take_payment,
    ),
    DeskAct(
        "refund",
        _("申请退费"),
        _("办件撤回或者收费有误的，全额退还；由另一人批准后原路退回。"),
        lambda actor, file: file.fees is not None and file.fees.refundable and at_window(actor, file),
        lambda _file, data: RefundForm(data),
        _request_refund,
    ),
    DeskAct(
        "approve_refund",
        _("批准退费"),
        _("批准后由支付渠道全额退回原支付账户。"),
        _may_approve_refund,
        _nothing_to_type,
        _approve_refund,
    ),
    *SITE_CHECK_ACTS,
    *HEARING_ACTS,
    *DEMAND_ACTS,
)
