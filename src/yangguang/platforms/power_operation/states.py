"""The words of a case: how it came, where it stands, how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Few states; everything else (suspended, extended, deemed accepted) is a recorded fact beside them."""

    RECEIVED = "received", _("已收件")
    AWAITING_CORRECTION = "awaiting_correction", _("待补正")
    UNDER_REVIEW = "under_review", _("审查中")
    CONCLUDED = "concluded", _("已办结")
    DELIVERED = "delivered", _("已送达")


class Channel(models.TextChoices):
    """How the application came in. An agent typing for a citizen counts as a window (indicator S9)."""

    ONLINE = "online", _("网上")
    WINDOW = "window", _("窗口")
    AGENT = "agent", _("代办")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予批准")
    DECLINED = "declined", _("不予受理")
    REFERRED = "referred", _("告知向有权机关申请")
    WITHDRAWN = "withdrawn", _("申请人撤回")
    ABANDONED = "abandoned", _("逾期未补正")


class ResultCode(models.IntegerChoices):
    """办结结果, the national code set (identical in six code bases, see the domain notes 5.3)."""

    ISSUED = 0, _("出证办结")
    RETURNED = 1, _("退回办结")
    VOIDED = 2, _("作废办结")
    FORWARDED = 4, _("转报办结")
    NOT_CORRECTED = 5, _("补交不来办结")
    CLOSED = 6, _("办结")


class StepState(models.TextChoices):
    PENDING = "pending", _("未开始")
    ACTIVE = "active", _("办理中")
    DONE = "done", _("已完成")
    SKIPPED = "skipped", _("未进行")  # the case ended before the step began


class Opinion(models.TextChoices):
    AGREE = "agree", _("同意")
    DISAGREE = "disagree", _("不同意")


class ClockKind(models.TextChoices):
    ACCEPTANCE = "acceptance", _("受理时限")
    PROMISED = "promised", _("承诺时限")
    STATUTORY = "statutory", _("法定时限")
    STEP = "step", _("环节时限")
    DELIVERY = "delivery", _("送达时限")
    CHECK = "check", _("承诺核查时限")


class ToleranceEnding(models.TextChoices):
    """What follows when tolerated materials do not come; ``tolerance.toml`` names the one in use."""

    DEEMED_WITHDRAWN = "deemed_withdrawn", _("视为撤回申请")


class ClockState(models.TextChoices):
    RUNNING = "running", _("计时中")
    SUSPENDED = "suspended", _("已中止")
    STOPPED = "stopped", _("已停止")


class FeeState(models.TextChoices):
    DUE = "due", _("待缴费")
    PAID = "paid", _("已缴费")
    WAIVED = "waived", _("免收")
    CANCELLED = "cancelled", _("办件终止，不再收取")
    REFUNDED = "refunded", _("已退费")


class RefundCause(models.TextChoices):
    WITHDRAWAL = "withdrawal", _("办件撤回或终止")
    WRONG_CHARGE = "wrong_charge", _("收费有误")


class OrderState(models.TextChoices):
    CREATED = "created", _("待支付")
    FAILED = "failed", _("支付未成功")
    PAID = "paid", _("已支付")
    REFUNDED = "refunded", _("已退款")


class DifferenceKind(models.TextChoices):
    MISSING_HERE = "missing_here", _("支付渠道有、本系统无")
    MISSING_THERE = "missing_there", _("本系统有、支付渠道无")
    AMOUNT = "amount", _("金额不一致")
    NEXT_DAY = (
        "next_day",
        _("跨日入账"),
    )  # the other side has it a day earlier or later: no difference in money


class Matter(models.TextChoices):
    """What a case is about (行政许可法 chapter 4 and section 5): most ask for something new."""

    NEW = "", _("新申请")
    RENEWAL = "renewal", _("延续")
    CHANGE = "change", _("变更")


class Ended(models.TextChoices):
    """How a licence ends before its time, each by its own article."""

    REVOKED = "revoked", _("撤销")  # 行政许可法 art. 69
    WITHDRAWN = "withdrawn", _("撤回")  # 行政许可法 art. 8
    FORFEITED = "forfeited", _("吊销")  # 行政处罚法 art. 9
    CANCELLED = "cancelled", _("注销")  # 行政许可法 art. 70


class Lane(models.TextChoices):
    """The letter before the number on a ticket."""

    ORDINARY = "A", _("普通")
    PRIORITY = "P", _("优先（老年人、残疾人、孕妇）")
    APPOINTMENT = "Y", _("预约")


class TicketState(models.TextChoices):
    WAITING = "waiting", _("等候")
    CALLED = "called", _("已叫号")
    SERVING = "serving", _("办理中")
    SERVED = "served", _("已办")
    MISSED = "missed", _("过号")
    LEFT = "left", _("已离开")


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("已预约")
    ARRIVED = "arrived", _("已报到")
    CANCELLED = "cancelled", _("已取消")
