"""Checks on entry of what the intermediary and the commitment list are read from; run by `item_checks.validate`."""

import re
from collections.abc import Iterator

from yangguang.law.time_limits import TimeLimit, Unit
from yangguang.platforms.power_library.item_definitions import (
    Commitment,
    InstrumentKind,
    ItemDefinition,
    MaterialSource,
)

Problem = tuple[str, str, str, str]  # field, rule, article, remedy
INTERMEDIARY_ARTICLE = "优化营商环境条例第四十三条"
COMMITMENT_ARTICLE = "优化营商环境条例第四十条"
# 优化营商环境条例 art. 43: a law, a regulation or a decision of the State Council, and nothing below.
INTERMEDIARY_BASES = (
    InstrumentKind.LAW,
    InstrumentKind.ADMINISTRATIVE_REGULATION,
    InstrumentKind.LOCAL_REGULATION,
    InstrumentKind.STATE_COUNCIL_DECISION,
)
MOST_DAYS = (
    60  # working days until the check of what was committed to; the longest that a local regulation allows
)
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+(条|部分|项)|附件|号）")


def intermediaries(item: ItemDefinition) -> Iterator[Problem]:
    formal = [f"《{one.instrument}》" for one in item.legal_basis if one.kind in INTERMEDIARY_BASES]
    for material in item.materials:
        if not material.intermediary:
            continue
        field = f"materials.{material.key}"
        if material.source is not MaterialSource.OTHER:
            yield (
                f"{field}.source",
                "中介服务的成果由申请人自主选择的机构出具",
                INTERMEDIARY_ARTICLE,
                "来源改为 other，或者去掉 intermediary",
            )
        if not any(material.basis.startswith(name) for name in formal):
            yield (
                f"{field}.basis",
                "行政审批的中介服务应当有法律、法规或者国务院决定依据",
                INTERMEDIARY_ARTICLE,
                "引用 legal_basis 中的法律、法规，或者取消这份材料",
            )


def commitments(item: ItemDefinition) -> Iterator[Problem]:
    for at, commitment in enumerate(item.commitments):
        yield from _commitment(item, commitment, f"commitments[{at}]")


def _commitment(item: ItemDefinition, commitment: Commitment, field: str) -> Iterator[Problem]:
    if commitment.when not in _answers(item):
        yield (
            f"{field}.when",
            f"“{commitment.when}”不是申请表的选项，申请人有权不选告知承诺",
            COMMITMENT_ARTICLE,
            "写成 题目=选项，题目列在 [[fields]]，并留有不选承诺的选项",
        )
    if not ARTICLE.search(commitment.basis):
        yield f"{field}.basis", "告知承诺的依据应写明文件和条款", COMMITMENT_ARTICLE, "例如《…法》第十五条"
    if not _short_enough(commitment.check_within):
        yield (
            f"{field}.check_within",
            f"核查应在 1 至 {MOST_DAYS} 个工作日内",
            COMMITMENT_ARTICLE,
            f"例如 {MOST_DAYS}wd",
        )


def _answers(item: ItemDefinition) -> set[str]:
    """Every answer of a question that leaves another answer open."""
    return {
        f"{field.key}={choice.value}"
        for field in item.fields
        if len(field.choices) > 1
        for choice in field.choices
    }


def _short_enough(limit: str) -> bool:
    try:
        parsed = TimeLimit.parse(limit)
    except ValueError:
        return False
    return parsed.unit is Unit.WORKING_DAY and 1 <= parsed.amount <= MOST_DAYS
