"""Checks on entry of what bodies do of their own motion (依职权): penalties, coercion, levies, inspections.

Nobody applies for them, so that their items ask for nothing and are taken in nowhere; what they must say instead is when
the power is exercised, by which steps, and of penalties for which conduct and how much. Run by `item_checks.validate`.
Sources: 行政处罚法 arts 4, 57, 60; 行政强制法 arts 10, 18, 25; 税收征收管理法 art. 28.
"""

import re
from collections.abc import Iterator

from yangguang.law.powers import PowerKind
from yangguang.law.time_limits import TimeLimit, Unit
from yangguang.platforms.power_library.item_definitions import (
    CaseKind,
    Depth,
    InstrumentKind,
    ItemDefinition,
    StepRole,
)

Problem = tuple[str, str, str, str]  # field, rule, article, remedy
LIST = "权责清单要素"
PENALTY_LAW = "《中华人民共和国行政处罚法》"
PENALTY_DAYS = 90  # natural days from taking the matter up, where no law says otherwise (行政处罚法 art. 60)
SEIZURE_DAYS = 30  # natural days of sealing up or seizing, before any extension (行政强制法 art. 25)
ARTICLE = re.compile(r"《[^》]+》.*第[一二三四五六七八九十百千零〇]+条")
COERCION_BASES = (
    InstrumentKind.LAW,
    InstrumentKind.ADMINISTRATIVE_REGULATION,
    InstrumentKind.LOCAL_REGULATION,
)
_NOT_ASKED = {
    "materials": "申请材料",
    "fields": "申请表题目",
    "commitments": "告知承诺",
    "accepted_at": "收件层级",
    "themes": "办事主题",
}


def on_application(item: ItemDefinition) -> bool:
    """Whether people apply for the item; of an unknown kind, which `item_checks` reports, it is taken to be so."""
    return item.kind not in set(PowerKind) or item.on_application


def own_motion(item: ItemDefinition) -> Iterator[Problem]:
    if on_application(item):
        if item.sanctions:
            yield "sanctions", "只有行政处罚才写违法行为和处罚幅度", LIST, "删除，或者把类型改为 02"
        return
    yield from _asks_for_nothing(item)
    yield from _decided_by_somebody(item)
    if item.kind == PowerKind.PENALTY:
        yield from _penalty(item)
    elif item.sanctions:
        yield "sanctions", "只有行政处罚才写违法行为和处罚幅度", LIST, "删除，或者把类型改为 02"
    if item.kind == PowerKind.COERCION:
        yield from _coercion(item)


def _asks_for_nothing(item: ItemDefinition) -> Iterator[Problem]:
    for field, name in _NOT_ASKED.items():
        if getattr(item, field):
            yield field, f"依职权行使的权力没有{name}", LIST, "清空，或者改为依申请的事项类型"
    if item.fees and item.kind != PowerKind.LEVY:
        yield "fees", "依职权行使的权力不得收费", "行政处罚法第四条、行政强制法第二十五条", "删除收费"
    if item.depth is not Depth.I or item.visits:
        yield "depth", "依职权行使的权力不需要申请，只公开指南", LIST, "网办深度写 I，到现场次数写 0"
    if item.case_kind is not CaseKind.PROMISED:
        yield "case_kind", "依职权行使的权力没有即办、联办、报批之分", LIST, "改为 promised"


def _decided_by_somebody(item: ItemDefinition) -> Iterator[Problem]:
    if any(step.role is StepRole.WINDOW_CLERK for step in item.steps):
        yield "steps", "依职权行使的权力不由窗口办理", LIST, "改为承办、审核或者决定的岗位"
    if item.kind in (PowerKind.PENALTY, PowerKind.COERCION) and not any(
        step.role is StepRole.DECIDER for step in item.steps
    ):
        yield (
            "steps",
            "应有行政机关负责人决定的环节",
            "行政处罚法第五十七条、行政强制法第十八条",
            "补上决定环节",
        )


def _penalty(item: ItemDefinition) -> Iterator[Problem]:
    if not item.sanctions:
        yield "sanctions", "行政处罚应写明违法行为和处罚的种类、幅度", "行政处罚法第四条", "逐条填写"
    for at, sanction in enumerate(item.sanctions):
        if not ARTICLE.search(sanction.basis):
            yield f"sanctions[{at}].basis", "没有法定依据的，不得处罚", "行政处罚法第四条", "写明文件和条款"
    if item.limits.statutory_basis.startswith(PENALTY_LAW) and not _within(
        item.limits.statutory, PENALTY_DAYS
    ):
        yield (
            "limits.statutory",
            f"没有另行规定的，应自立案之日起 {PENALTY_DAYS} 日内作出处罚决定",
            "行政处罚法第六十条",
            "改为 90nd，或者引用另行规定期限的法律、法规、规章",
        )


def _coercion(item: ItemDefinition) -> Iterator[Problem]:
    if not any(basis.kind in COERCION_BASES for basis in item.legal_basis):
        yield (
            "legal_basis",
            "法律、法规以外的规范性文件不得设定行政强制措施",
            "行政强制法第十条",
            "引用设定该强制的法律、法规",
        )
    if item.limits.statutory_basis.startswith("《中华人民共和国行政强制法》第二十五条") and not _within(
        item.limits.statutory, SEIZURE_DAYS
    ):
        yield (
            "limits.statutory",
            f"查封、扣押的期限不得超过 {SEIZURE_DAYS} 日",
            "行政强制法第二十五条",
            "改为 30nd；延长须另行决定并告知",
        )


def _within(limit: str, days: int) -> bool:
    """Whether a limit is one in natural days of at most ``days``; what cannot be read is reported elsewhere."""
    try:
        parsed = TimeLimit.parse(limit)
    except ValueError:
        return True
    return parsed.unit is Unit.NATURAL_DAY and parsed.amount <= days
