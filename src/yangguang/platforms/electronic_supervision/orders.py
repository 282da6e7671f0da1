"""督办, 监察建议, 整改: what a supervision order is, which act may follow which, and what holds people to account. Pure."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderKind(models.TextChoices):
    ORDER = "order", _("督办通知书")
    RECOMMENDATION = "recommendation", _("监察建议书")
    RECTIFICATION = "rectification", _("检查整改通知书")  # follows an inspection


class OrderState(models.TextChoices):
    ISSUED = "issued", _("待整改")
    ANSWERED = "answered", _("已答复")
    RETURNED = "returned", _("退回重办")
    APPEALED = "appealed", _("申诉中")
    ACCEPTED = "accepted", _("整改通过")
    REVOKED = "revoked", _("已撤销")


class OrderStep(models.TextChoices):
    """What is done about an order after it was issued."""

    ANSWER = "answer", _("整改答复")
    ACCEPT = "accept", _("认可整改")
    SEND_BACK = "send_back", _("退回重办")
    REPORT_UP = "report_up", _("报上级")
    APPEAL = "appeal", _("申诉")
    DISMISS = "dismiss", _("申诉不成立")
    REVOKE = "revoke", _("撤销")


class Measure(models.TextChoices):
    """责任追究 in its forms. Discipline is imposed by the organ that has the power; here its result is recorded."""

    ORDERED = "ordered", _("责令改正")  # 行政许可法 arts 71-77
    TALK = "talk", _("约谈")
    CRITICISM = "criticism", _("批评教育")
    CIRCULAR = "circular", _("通报批评")
    ADMONITION = "admonition", _("诫勉")
    TRANSFER = "transfer", _("调离岗位")
    SANCTION = "sanction", _("政务处分")  # 公职人员政务处分法 art. 7
    REFERRED = "referred", _("移送有权机关")
    NONE = "none", _("不予追究")


WAITING = frozenset({OrderState.ISSUED, OrderState.RETURNED})  # for the department
OPEN = frozenset({*WAITING, OrderState.ANSWERED, OrderState.APPEALED})
SETTLED = frozenset(set(OrderState) - OPEN)
BY_DEPARTMENT = frozenset({OrderStep.ANSWER, OrderStep.APPEAL})

# (where an order stands, what is done) → where it stands then. What is not here is refused.
LEADS_TO: Mapping[tuple[OrderState, OrderStep], OrderState] = {
    **{(state, OrderStep.ANSWER): OrderState.ANSWERED for state in (*WAITING, OrderState.ANSWERED)},
    **{(state, OrderStep.APPEAL): OrderState.APPEALED for state in (*WAITING, OrderState.ANSWERED)},
    (OrderState.ANSWERED, OrderStep.ACCEPT): OrderState.ACCEPTED,
    (OrderState.ANSWERED, OrderStep.SEND_BACK): OrderState.RETURNED,
    (OrderState.APPEALED, OrderStep.DISMISS): OrderState.RETURNED,
    **{(state, OrderStep.REVOKE): OrderState.REVOKED for state in OPEN},
    **{(state, OrderStep.REPORT_UP): state for state in OPEN},
}


def steps_open(state: str, *, appealed_before: bool) -> list[OrderStep]:
    """What may be done about an order that stands at ``state``; an appeal is heard once."""
    return [
        step
        for step in OrderStep
        if (OrderState(state), step) in LEADS_TO and not (step == OrderStep.APPEAL and appealed_before)
    ]
