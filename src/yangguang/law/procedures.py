"""程序: which act may follow which. One table that a lawyer can check; the database keeps a trigger of the same shape."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands (the values are those that cases store)."""

    RECEIVED = "received"  # 已收件
    AWAITING_CORRECTION = "awaiting_correction"  # 待补正
    UNDER_REVIEW = "under_review"  # 已受理,审查中
    CONCLUDED = "concluded"  # 已办结
    DELIVERED = "delivered"  # 已送达


class Act(StrEnum):
    """Acts of the licensing procedure, by the verbs of the statute."""

    REQUEST_CORRECTION = "request_correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    DECLINE = "decline"
    REFER = "refer"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    SUBMIT_OPINION = "submit_opinion"
    DECIDE_GRANT = "decide_grant"
    DECIDE_REFUSE = "decide_refuse"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"


@dataclass(frozen=True, slots=True)
class Rule:
    """``act`` leads from each stage of ``after`` to ``to``."""

    act: Act
    after: tuple[Stage, ...]
    to: Stage
    citation: str
    words: str


LICENSING = (
    Rule(Act.ACCEPT, (Stage.RECEIVED,), Stage.UNDER_REVIEW, "行政许可法第三十二条第一款第(五)项", "受理"),
    Rule(
        Act.DEEM_ACCEPTED,
        (Stage.RECEIVED,),
        Stage.UNDER_REVIEW,
        "行政许可法第三十二条第一款第(四)项",
        "视为受理",
    ),
    Rule(
        Act.REQUEST_CORRECTION,
        (Stage.RECEIVED,),
        Stage.AWAITING_CORRECTION,
        "行政许可法第三十二条第一款第(四)项",
        "一次性告知补正",
    ),
    Rule(
        Act.CORRECT,
        (Stage.AWAITING_CORRECTION,),
        Stage.RECEIVED,
        "行政许可法第三十二条第一款第(五)项",
        "补正",
    ),
    Rule(Act.DECLINE, (Stage.RECEIVED,), Stage.CONCLUDED, "行政许可法第三十二条第一款第(一)项", "不予受理"),
    Rule(
        Act.REFER,
        (Stage.RECEIVED,),
        Stage.CONCLUDED,
        "行政许可法第三十二条第一款第(二)项",
        "告知向有权机关申请",
    ),
    Rule(Act.SUSPEND, (Stage.UNDER_REVIEW,), Stage.UNDER_REVIEW, "行政许可法第四十五条", "启动特别程序"),
    Rule(Act.RESUME, (Stage.UNDER_REVIEW,), Stage.UNDER_REVIEW, "行政许可法第四十五条", "恢复计时"),
    Rule(Act.EXTEND, (Stage.UNDER_REVIEW,), Stage.UNDER_REVIEW, "行政许可法第四十二条", "延长期限"),
    Rule(
        Act.SUBMIT_OPINION, (Stage.UNDER_REVIEW,), Stage.UNDER_REVIEW, "行政许可法第三十四条", "提出审查意见"
    ),
    Rule(Act.DECIDE_GRANT, (Stage.UNDER_REVIEW,), Stage.CONCLUDED, "行政许可法第三十八条第一款", "准予"),
    Rule(Act.DECIDE_REFUSE, (Stage.UNDER_REVIEW,), Stage.CONCLUDED, "行政许可法第三十八条第二款", "不予批准"),
    Rule(Act.DELIVER, (Stage.CONCLUDED,), Stage.DELIVERED, "行政许可法第四十四条", "送达"),
    Rule(
        Act.WITHDRAW,
        (Stage.RECEIVED, Stage.AWAITING_CORRECTION, Stage.UNDER_REVIEW),
        Stage.CONCLUDED,
        "行政许可法第二十九条",
        "申请人撤回",
    ),
    Rule(
        Act.ABANDON,
        (Stage.AWAITING_CORRECTION,),
        Stage.CONCLUDED,
        "行政许可法第三十二条第一款第(四)项",
        "逾期未补正",
    ),
)
STAGE_WORDS = {
    Stage.RECEIVED: "已收件",
    Stage.AWAITING_CORRECTION: "待补正",
    Stage.UNDER_REVIEW: "审查中",
    Stage.CONCLUDED: "已办结",
    Stage.DELIVERED: "已送达",
}


class OutOfOrder(ValueError):
    """An act that may not follow the present stage; the message names the article and what may be done."""


def may_follow(stage: str, act: Act) -> Stage:
    """The stage that ``act`` leads to from ``stage``. Raises `OutOfOrder`."""
    rule = next(rule for rule in LICENSING if rule.act == act)
    now = Stage(stage)
    if now in rule.after:
        return rule.to
    after = "、".join(STAGE_WORDS[allowed] for allowed in rule.after)
    raise OutOfOrder(f"“{rule.words}”只能在“{after}”时进行,现在是“{STAGE_WORDS[now]}”({rule.citation})")


def possible_acts(stage: str) -> tuple[Act, ...]:
    """The acts that may follow ``stage``."""
    return tuple(rule.act for rule in LICENSING if Stage(stage) in rule.after)
