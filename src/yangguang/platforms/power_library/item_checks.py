"""Checks on entry: what an item must satisfy before it may be published.

Each rule is one function of the definition that yields `Finding`; `validate` runs them all, so that a maintainer
sees everything at once. Sources: 行政许可法 arts 26, 31, 42, 58; the implementing-list checks of `domain.md` 6.2.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from yangguang.law.time_limits import TimeLimit, Unit
from yangguang.platforms.power_library.form_checks import form_questions
from yangguang.platforms.power_library.item_definitions import (
    CaseKind,
    Depth,
    Fee,
    InstrumentKind,
    ItemDefinition,
    MaterialSource,
    Necessity,
    Step,
)
from yangguang.platforms.power_library.list_checks import commitments, intermediaries
from yangguang.platforms.power_library.own_motion import on_application, own_motion

FOLDERS = {
    "01": "licence",
    "02": "penalty",
    "03": "coercion",
    "04": "levy",
    "05": "payment",
    "06": "inspection",
    "07": "confirmation",
    "08": "reward",
    "09": "ruling",
    "10": "other",
    "20": "service",
}
"""Where the file of an item lies, by the code of its kind (`law.powers.PowerKind`)."""

DEPARTMENTS = frozenset(
    {
        "agriculture",
        "archives",
        "civil_affairs",
        "civil_air_defence",
        "commerce",
        "cultural_heritage",
        "culture_tourism",
        "data_administration",
        "development_reform",
        "disabled_federation",
        "drug_administration",
        "ecology",
        "education",
        "emergency",
        "ethnic_religious",
        "finance",
        "financial_regulation",
        "fire_rescue",
        "forestry",
        "grain",
        "health",
        "housing_construction",
        "housing_fund",
        "human_resources",
        "industry",
        "intellectual_property",
        "justice",
        "market_regulation",
        "medical_insurance",
        "meteorology",
        "natural_resources",
        "postal",
        "press_publication",
        "public_security",
        "radio_tv",
        "science_technology",
        "sports",
        "state_assets",
        "statistics",
        "taxation",
        "tobacco",
        "township_government",
        "transport",
        "urban_management",
        "veterans",
        "village_committee",
        "water_resources",
    }
)
"""Departments that may hold items; the loader passes those of the organisations instead."""

CODE = re.compile(r"(00|42)(\d\d)(\d\d)([0-9A-Z]{3})([0-9A-Z]{3})")
VALIDITY = re.compile(r"\d{1,2}(y|mo)")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条")
PART = re.compile(r"第[一二三四五六七八九十百千零〇\d]+(条|章|部分|项)|附件|[一二三四五六七八九十]+、")
CITATION = re.compile(r"《[^》]+》.*(第[一二三四五六七八九十百千零〇\d]+(条|章|部分|项)|附件)")
NO_STATUTORY_LIMIT = "法律、法规未规定办理期限"
LICENSING_LAW = "《中华人民共和国行政许可法》"
CATCH_ALL = re.compile(
    r"(其他|其它|有关|相关|其余)(的)?(必要)?(材料|资料|文件|证明|证件)|等(材料|资料|文件)"
    r"|\bother (relevant |necessary |required )?(materials|documents|papers|proofs?)\b|\brelevant (materials|documents)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLACEHOLDERS = frozenset({"department_phone", "level_government", "superior_department", "court"})
FORMAL_BASES = (InstrumentKind.LAW, InstrumentKind.ADMINISTRATIVE_REGULATION, InstrumentKind.LOCAL_REGULATION)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one field of one file, the rule it breaks, where that rule stands, and the way out."""

    file: str
    field: str
    rule: str
    article: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file} · {self.field}: {self.rule}({self.article})。{self.remedy}"


Problem = tuple[str, str, str, str]  # field, rule, article, remedy
LIST = "实施清单要素"


def file_of(item: ItemDefinition) -> str:
    """The one place where this item's file may lie, relative to the items folder."""
    return f"{FOLDERS.get(item.kind, '?')}/{item.key}.toml"


def validate(
    item: ItemDefinition,
    *,
    departments: Iterable[str] = DEPARTMENTS,
    themes: Iterable[str] | None = None,
) -> list[Finding]:
    """All findings for ``item``; an empty list means that it may be published. ``themes=None`` skips that check."""
    file = file_of(item)
    problems = [problem for rule in RULES for problem in rule(item)]
    problems += _unknown_names(item, frozenset(departments), None if themes is None else frozenset(themes))
    return [Finding(file, *problem) for problem in problems]


def discloses_all_eight(item: ItemDefinition) -> bool:
    """八公开: whether everything that must be published about the item is there."""
    return not any(_disclosures(item))


def _unknown_names(
    item: ItemDefinition, departments: frozenset[str], themes: frozenset[str] | None
) -> list[Problem]:
    named = [("department", item.department)]
    named += [(f"steps.{step.key}.department", step.department) for step in item.steps if step.department]
    found: list[Problem] = [
        (field, f"没有部门“{name}”", LIST, "改为部门名录中的标识")
        for field, name in named
        if name not in departments
    ]
    if themes is not None:
        found += [
            ("themes", f"没有主题“{theme}”", LIST, "改为 themes.toml 中的标识")
            for theme in item.themes
            if theme not in themes
        ]
    return found


def _code(item: ItemDefinition) -> Iterator[Problem]:
    source = "基本编码规则"
    if item.kind not in FOLDERS:
        yield "kind", f"“{item.kind}”不是事项类型", source, f"改为 {'、'.join(FOLDERS)} 之一"
    matched = CODE.fullmatch(item.basic_code)
    if not matched:
        yield "basic_code", "应为 12 位:地区(00 或 42)+类型 2+部门 2+主项 3+子项 3", source, "逐位核对"
    elif matched[2] != item.kind:
        yield "basic_code", f"第 3、4 位“{matched[2]}”与事项类型“{item.kind}”不一致", source, "使两者一致"


def _levels(item: ItemDefinition) -> Iterator[Problem]:
    named = [("levels", item.levels)]
    if on_application(item):
        named.append(("accepted_at", item.accepted_at))
    for field, levels in named:
        if not levels or list(levels) != sorted(set(levels)) or not set(levels) <= set(range(2, 7)):
            yield field, "应为 2(省)至 6(村)的层级,从小到大,不重复", LIST, "例如 [3, 4]"
    if on_application(item) and not set(item.levels) <= set(item.accepted_at):
        yield (
            "accepted_at",
            "办理层级自己的窗口必须能够收件",
            "优化营商环境条例第三十六条",
            "把 levels 的各层级加入 accepted_at",
        )
    if not item.service_object or not set(item.service_object) <= {"natural_person", "legal_person"}:
        yield "service_object", "应为 natural_person、legal_person", LIST, "至少写一个"


def limit_parts(limit: str) -> tuple[int, str] | None:
    """(20, "wd") for "20wd"; None if an item may not be limited so. Months count as 28 days, the least they can be."""
    try:
        parsed = TimeLimit.parse(limit)
    except ValueError:
        return None
    days = {Unit.WORKING_DAY: 1, Unit.NATURAL_DAY: 1, Unit.MONTH: 28}.get(parsed.unit)
    unit = Unit.WORKING_DAY if parsed.unit is Unit.WORKING_DAY else Unit.NATURAL_DAY
    return None if days is None else (parsed.amount * days, unit.value)


def _limits(item: ItemDefinition) -> Iterator[Problem]:
    statutory, promised = limit_parts(item.limits.statutory), limit_parts(item.limits.promised)
    for field, parts in (("statutory", statutory), ("promised", promised)):
        if parts is None:
            yield f"limits.{field}", "期限应写作 20wd(工作日)、60nd(自然日)或 6mo(月)", LIST, "改写期限"
    if statutory and promised:
        if statutory[1] != promised[1]:
            yield "limits.promised", "承诺期限与法定期限单位不同,无法比较", LIST, "两者用同一单位"
        elif promised[0] > statutory[0]:
            yield "limits.promised", "承诺期限长于法定期限", "行政许可法第四十二条", "缩短承诺期限"
    if item.case_kind is CaseKind.IMMEDIATE and promised and (promised[0] > 1 or promised[1] != "wd"):
        yield "limits.promised", "即办件的承诺期限只能是 0 或 1 个工作日", LIST, "改为 1wd,或者改为承诺件"


def _own_law(item: ItemDefinition) -> Iterator[Problem]:
    """Art. 42(1): 20 working days unless a law or regulation says otherwise; 42(2): 45 when handled jointly."""
    basis, statutory = item.limits.statutory_basis, limit_parts(item.limits.statutory)
    if not basis.startswith(NO_STATUTORY_LIMIT) and not CITATION.search(basis):
        yield (
            "limits.statutory_basis",
            "期限依据应写明文件和条款",
            "实施清单要素·设定依据",
            "例如《…法》第四十二条",
        )
    if basis.startswith(NO_STATUTORY_LIMIT) and item.limits.statutory != item.limits.promised:
        yield "limits.statutory", "没有法定期限的，以承诺期限为准，两者应相同", LIST, "改为承诺期限"
    if item.kind != "01" or statutory is None:
        return
    if basis.startswith(NO_STATUTORY_LIMIT):
        yield (
            "limits.statutory_basis",
            "行政许可都有法定期限",
            "行政许可法第四十二条",
            "没有特别规定的适用第四十二条",
        )
    elif basis.startswith(LICENSING_LAW):
        most = 45 if item.case_kind is CaseKind.JOINT else 20
        if statutory[1] != "wd" or statutory[0] > most:
            yield (
                "limits.statutory",
                f"没有本法依据的许可期限不得超过 {most} 个工作日",
                "行政许可法第四十二条",
                "缩短,或者引用另行规定期限的法律、法规",
            )
    elif statutory[1] != "wd" or statutory[0] > 20:
        formal = [f"《{one.instrument}》" for one in item.legal_basis if one.kind in FORMAL_BASES]
        if not any(basis.startswith(name) for name in formal):
            yield (
                "limits.statutory_basis",
                "只有法律、法规可以另行规定许可期限",
                "行政许可法第四十二条",
                "引用 legal_basis 中的法律、法规",
            )


def _fees(item: ItemDefinition) -> Iterator[Problem]:
    for position, fee in enumerate(item.fees):
        field = f"fees[{position}]"
        if fee.basis_kind not in (InstrumentKind.LAW, InstrumentKind.ADMINISTRATIVE_REGULATION):
            yield (
                f"{field}.basis_kind",
                "收费必须以法律、行政法规为依据",
                "行政许可法第五十八条",
                "删除收费,或者引用法律、行政法规",
            )
        if not ARTICLE.search(fee.basis_article):
            yield f"{field}.basis_article", "收费依据应写明条款", "行政许可法第五十九条", "例如 第二十条"
        if fee.amount_cents <= 0:
            yield (
                f"{field}.amount_cents",
                "金额以分为单位,应大于零",
                "行政许可法第五十九条",
                "不收费的写 fees = []",
            )
        yield from _fee_waivers(item, fee, field)


def _fee_waivers(item: ItemDefinition, fee: Fee, field: str) -> Iterator[Problem]:
    known = {one.key for one in item.fields}
    for at, waiver in enumerate(fee.waivers):
        name, equals, _value = waiver.when.partition("=")
        if not equals or name not in known:
            yield (
                f"{field}.waivers[{at}].when",
                f"免收条件“{waiver.when}”不是申请表的题目",
                "行政许可法第五十九条",
                "写成 题目=选项,题目列在 [[fields]]",
            )
        if not ARTICLE.search(waiver.basis):
            yield (
                f"{field}.waivers[{at}].basis",
                "免收依据应写明条款",
                "行政许可法第五十九条",
                "例如 第二十条",
            )


def _materials(item: ItemDefinition) -> Iterator[Problem]:
    for material in item.materials:
        field = f"materials.{material.key}"
        if CATCH_ALL.search(material.name) or CATCH_ALL.search(material.name_en):
            yield f"{field}.name", "不得设兜底性材料", "优化营商环境条例第三十六条", "逐一列明要提交的材料"
        if not CITATION.search(material.basis):
            yield (
                f"{field}.basis",
                "每份材料都要有依据,写明文件和条款",
                "行政许可法第三十一条",
                "例如《…条例》第十条",
            )
        if material.necessity is Necessity.CONDITIONAL and not material.when:
            yield (
                f"{field}.when",
                "有条件提交的材料要写明什么情形下提交",
                "行政许可法第三十条",
                "填写 when 和 when_en",
            )
        if material.originals + material.photocopies < 1 and material.source is not MaterialSource.GOVERNMENT:
            yield f"{field}.originals", "份数不能全为零", LIST, "填写原件或者复印件份数"
        if not material.file_types:
            yield f"{field}.file_types", "应写明可上传的文件类型", LIST, '例如 ["pdf", "jpg", "png"]'


def _citations(item: ItemDefinition) -> Iterator[Problem]:
    source = "实施清单要素·设定依据"
    for position, basis in enumerate(item.legal_basis):
        loose = basis.kind in (InstrumentKind.NORMATIVE_DOCUMENT, InstrumentKind.STATE_COUNCIL_DECISION)
        if not (PART if loose else ARTICLE).search(basis.article):
            yield (
                f"legal_basis[{position}].article",
                "引用应写明条款",
                source,
                "例如 第三十五条;文件可写 第三部分、附件第112项",
            )
    if item.kind == "01" and all(
        basis.kind in (InstrumentKind.NORMATIVE_DOCUMENT, InstrumentKind.DEPARTMENT_RULE)
        for basis in item.legal_basis
    ):
        yield (
            "legal_basis",
            "部门规章和规范性文件不得设定行政许可",
            "行政许可法第十七条",
            "引用设定该许可的法律、法规或者国务院决定",
        )


def _steps(item: ItemDefinition) -> Iterator[Problem]:
    promised = limit_parts(item.limits.promised)
    for step in item.steps:
        parts = limit_parts(step.limit)
        if parts is None or (promised and parts[1] != promised[1]):
            yield f"steps.{step.key}.limit", "环节期限应与承诺期限同一单位", LIST, "改写期限"
            return
    if promised and steps_length(item.steps) > promised[0]:
        yield (
            "steps",
            f"各环节期限合计 {steps_length(item.steps)},超过承诺期限",
            LIST,
            "缩短环节期限(并行环节只计最长的一个)",
        )
    members = Counter(step.parallel_group for step in item.steps if step.parallel_group)
    for group, count in members.items():
        if count < 2:
            yield (
                "steps.parallel_group",
                f"并行组“{group}”只有一个环节",
                "行政许可法第二十六条",
                "删除组名,或者补上另一环节",
            )


def steps_length(steps: Iterable[Step]) -> int:
    """Units from the first step to the last; steps of one parallel group count once, by the longest."""
    total, groups = 0, dict[str, int]()
    for step in steps:
        amount = (limit_parts(step.limit) or (0, ""))[0]
        if step.parallel_group:
            groups[step.parallel_group] = max(amount, groups.get(step.parallel_group, 0))
        else:
            total += amount
    return total + sum(groups.values())


def _joint(item: ItemDefinition) -> Iterator[Problem]:
    bodies = {step.department or item.department for step in item.steps}
    if item.case_kind is CaseKind.JOINT and len(bodies) < 2:
        yield "case_kind", "联办件至少由两个部门办理", "行政许可法第二十六条", "在 steps 中写明各部门"
    if item.case_kind is not CaseKind.JOINT and len(bodies) > 1 and item.case_kind is not CaseKind.SENT_UP:
        yield "case_kind", "多个部门办理的事项应为联办件", "行政许可法第二十六条", "改为 joint"


def _depth(item: ItemDefinition) -> Iterator[Problem]:
    if item.depth is Depth.IV and item.visits != 0:
        yield "visits", "全程网办(IV 级)不需要到现场", LIST, "改为 0,或者降低网办深度"


def _unique(item: ItemDefinition) -> Iterator[Problem]:
    for field, rows in (("materials", item.materials), ("steps", item.steps), ("fields", item.fields)):
        keys: Counter[str] = Counter(row.key for row in rows)
        for key, count in keys.items():
            if count > 1:
                yield field, f"标识“{key}”重复", LIST, "每行用不同的标识"


def _disclosures(item: ItemDefinition) -> Iterator[Problem]:
    """The eight disclosures (八公开); fees are disclosed by the list itself, empty for "no charge"."""
    told = {
        "summary": ("服务内容", item.summary),
        "legal_basis": ("政策依据", item.legal_basis),
        "steps": ("办事程序", item.steps),
        "conditions": ("申报条件", item.conditions),
        "limits.promised": ("承诺时限", item.limits.promised),
        "result.name": ("办理结果", item.result.name),
        "help.consult_phone": ("服务人员信息", item.help.consult_phone),
        "help.complaint_phone": ("服务人员信息", item.help.complaint_phone),
    }
    for field, (name, value) in told.items():
        if not value:
            yield field, f"八公开缺“{name}”", "行政许可法第三十条", "补齐后方可公布"


def _english(item: ItemDefinition) -> Iterator[Problem]:
    if len(item.conditions) != len(item.conditions_en):
        yield "conditions_en", "中英文条件数目不同", "双语站点", "逐条翻译"
    yield from _untranslated(item, "")


def _untranslated(row: Any, path: str) -> Iterator[Problem]:
    """Every text with an ``_en`` twin: both filled or both empty."""
    for name, twin in _twins(row.__class__):
        value = getattr(row, name)
        if is_dataclass(value):
            yield from _untranslated(value, f"{path}{name}.")
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            for position, member in enumerate(value):
                label = getattr(member, "key", position)
                yield from _untranslated(member, f"{path}{name}.{label}.")
        elif twin and bool(value) != bool(getattr(row, twin)):
            yield f"{path}{twin}", "中英文应同时填写", "双语站点", "补上译文"


@cache
def _twins(kind: Any) -> tuple[tuple[str, str], ...]:
    """What may hold a text: each field that is text or holds records, with the name of its twin in English."""
    names = [field.name for field in fields(kind)]
    plain = {field.name for field in fields(kind) if field.type in (int, bool, "int", "bool")}
    return tuple((name, f"{name}_en" if f"{name}_en" in names else "") for name in names if name not in plain)


def _wording(item: ItemDefinition) -> Iterator[Problem]:
    for field in fields(item.help):
        for name in PLACEHOLDER.findall(getattr(item.help, field.name)):
            if name not in PLACEHOLDERS:
                yield (
                    f"help.{field.name}",
                    f"没有占位符“{{{name}}}”",
                    LIST,
                    f"可用:{'、'.join(sorted(PLACEHOLDERS))}",
                )
    if item.result.validity and not VALIDITY.fullmatch(item.result.validity):
        yield "result.validity", "有效期应写作 5y(年)或 6mo(月)", LIST, "没有期限的留空"
    if item.version < 1:
        yield "version", "版本号从 1 开始", LIST, "改为正整数"


RULES: tuple[Callable[[ItemDefinition], Iterator[Problem]], ...] = (
    _code,
    _levels,
    _limits,
    _own_law,
    _fees,
    _materials,
    _citations,
    _steps,
    _joint,
    _depth,
    _unique,
    form_questions,
    intermediaries,
    commitments,
    own_motion,
    _disclosures,
    _english,
    _wording,
)
