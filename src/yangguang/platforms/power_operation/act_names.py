"""What the acts on the ledger are called, and by which article each is done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from yangguang.law.procedures import Act, procedures

from .states import Outcome

NAMES: Mapping[str, Any] = {
    "CaseReceived": _("收到申请"),
    "CorrectionRequested": _("一次性告知补正"),
    "CorrectionSubmitted": _("收到补正材料"),
    "CaseAccepted": _("受理"),
    "CaseDeclined": _("不予受理"),
    "OpinionSubmitted": _("提交审查意见"),
    "StepsStarted": _("转入下一环节"),
    "ClockSuspended": _("启动特别程序，暂停计时"),
    "ClockResumed": _("特别程序结束，恢复计时"),
    "ClockExtended": _("批准延长期限"),
    "ClocksRedated": _("放假安排公布，重新计算到期日"),
    "LegalReviewRecorded": _("法制审核"),
    "CaseDecided": _("作出决定"),
    "CaseWithdrawn": _("撤回或者终止"),
    "CaseDelivered": _("送达"),
    "ToleranceGranted": _("容缺受理，承诺限期补交"),
    "ToleratedMaterialsSupplied": _("补交容缺材料"),
    "ToleranceLapsed": _("逾期未补交容缺材料"),
    "CommitmentTaken": _("签署告知承诺书"),
    "CommitmentChecked": _("核查承诺"),
    "CommitmentRevoked": _("承诺不实，撤销决定"),
    "CommitmentCreditRestored": _("信用修复"),
    "HearingArranged": _("通知听证"),
    "HearingHeld": _("举行听证"),
    "HearingCalledOff": _("取消听证"),
    "SiteChecked": _("现场核查"),
    "LicenceDeemedRenewed": _("期满未决定，视为准予延续"),
    "LicenceEnded": _("证照撤销、撤回、吊销或者注销"),
    "UnlistedDemandRefused": _("索要清单之外的材料或者费用，被拒绝"),
    "FeeNoticeIssued": _("一次性告知缴费"),
    "FeeCancelled": _("取消缴费"),
    "FeePaid": _("缴费"),
    "RefundRequested": _("申请退费"),
    "RefundApproved": _("批准退费"),
    "FeeRefunded": _("退费"),
    "PaymentDiffers": _("对账不符"),
    "StrayPayment": _("来历不明的缴费"),
    "DifferenceSettled": _("对账差异已处理"),
    "JointReceived": _("收到一件事申请"),
    "JointMemberFiled": _("分送办理"),
    "JointMemberDropped": _("不再分送"),
    "JointAccepted": _("统一受理，联合办理开始计时"),
    "JointExtended": _("批准延长联合办理期限"),
    "JointActRecorded": _("联合踏勘、联审会议"),
    "JointOpinionGiven": _("联合审查意见"),
    "JointConcluded": _("各项全部办结"),
    "JointDelivered": _("结果一并送达"),
}
_ACTS: Mapping[str, Act] = {
    "CaseReceived": Act.RECEIVE,
    "CorrectionRequested": Act.REQUEST_CORRECTION,
    "CorrectionSubmitted": Act.CORRECT,
    "OpinionSubmitted": Act.SUBMIT_OPINION,
    "ClockSuspended": Act.SUSPEND,
    "ClockResumed": Act.RESUME,
    "ClockExtended": Act.EXTEND,
    "LegalReviewRecorded": Act.LEGAL_REVIEW,
    "HearingArranged": Act.TELL_HEARING_RIGHT,
    "HearingHeld": Act.HOLD_HEARING,
    "SiteChecked": Act.INSPECT,
    "CaseDelivered": Act.DELIVER,
}


def act_name(kind: str) -> str:
    """The act behind the ``kind`` of a ledger event of a case; a kind of another platform keeps its own name."""
    platform, _dot, event = kind.rpartition(".")
    return str(NAMES[event]) if platform == "operation" and event in NAMES else kind


def article_of(kind: str, payload: Mapping[str, Any]) -> str:
    """The article by which the act is done, in Chinese; empty where the procedure's table has none."""
    act = _act(kind.removeprefix("operation."), payload)
    rule = procedures()["licensing"].rules.get(act) if act else None
    return str(rule.citation) if rule else ""


def _act(event: str, payload: Mapping[str, Any]) -> Act | None:
    outcome = payload.get("outcome")
    match event:
        case "CaseAccepted":
            return Act.DEEM_ACCEPTED if payload.get("deemed") else Act.ACCEPT
        case "CaseDeclined":
            return Act.REFER if outcome == Outcome.REFERRED else Act.DECLINE
        case "CaseDecided":
            return Act.DECIDE_REFUSE if outcome == Outcome.REFUSED else Act.DECIDE_GRANT
        case "CaseWithdrawn":
            return Act.ABANDON if outcome == Outcome.ABANDONED else Act.WITHDRAW
    return _ACTS.get(event)
