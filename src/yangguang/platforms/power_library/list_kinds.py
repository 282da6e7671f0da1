"""Which lists there are: of each its heading, the article that makes it binding, its columns, and its rows of an item."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.wording import either_language, in_language, yuan_text
from yangguang.law.powers import PowerKind

from . import wording
from .item_definitions import ItemDefinition, Material, MaterialSource, Necessity
from .models import ItemVersion

Cells = tuple[str, ...]
ENTERING_TRADE = "start_business"  # the theme of what somebody needs before he may carry on a trade


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item as a list reads it, with the name of its department in the reader's language."""

    item: ItemDefinition
    department: str
    version: ItemVersion


@dataclass(frozen=True, slots=True)
class ListKind:
    """``rule`` is what being off the list means, with its article."""

    key: str
    title: Promise
    rule: Promise
    columns: tuple[Promise, ...]
    rows: Callable[[ListedItem], Iterator[Cells]]


# ── rows ─────────────────────────────────────────────────────────────────────────────────


def _levels(levels: tuple[int, ...]) -> str:
    return _("、").join(str(Level(level).label) for level in levels)


def _bases(item: ItemDefinition) -> str:
    return _("；").join(wording.citation(basis) for basis in item.legal_basis)


def _permits(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    if item.kind == PowerKind.LICENSING:
        yield (
            in_language(item),
            item.basic_code,
            listed.department,
            _levels(item.levels),
            wording.limit_text(item.limits.statutory),
            wording.limit_text(item.limits.promised),
            _bases(item),
        )


def _powers(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    yield (
        in_language(item),
        item.basic_code,
        wording.kind_name(item.kind),
        listed.department,
        _levels(item.levels),
        _bases(item),
        item.help.complaint_phone,
    )


def _fees(listed: ListedItem) -> Iterator[Cells]:
    for fee in listed.item.fees:
        yield (
            in_language(listed.item),
            in_language(fee),
            yuan_text(fee.amount_cents),
            in_language(fee, "standard"),
            _("可以减免") if fee.reducible else "",
            wording.fee_basis(fee),
            listed.department,
        )


def _materials(listed: ListedItem) -> Iterator[Cells]:
    for row in listed.item.materials:
        yield (
            in_language(listed.item),
            in_language(row),
            str(wording.FORMS[row.form]),
            wording.copies_text(row),
            str(wording.SOURCES[row.source]),
            _necessity(row),
            in_language(row, "acceptance_standard"),
            in_language(row, "basis"),
        )


def _proofs(listed: ListedItem) -> Iterator[Cells]:
    for row in listed.item.materials:
        if row.source is not MaterialSource.APPLICANT and not row.intermediary:
            yield (
                in_language(listed.item),
                in_language(row),
                in_language(row, "issuer"),
                listed.department,
                str(wording.SOURCES[row.source]),
                in_language(row, "basis"),
            )


def _tolerable(listed: ListedItem) -> Iterator[Cells]:
    for row in listed.item.materials:
        if row.necessity is Necessity.TOLERABLE:
            yield (
                in_language(listed.item),
                in_language(row),
                listed.department,
                in_language(row, "acceptance_standard"),
                in_language(row, "basis"),
            )


def _negative(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    if item.kind == PowerKind.LICENSING and ENTERING_TRADE in item.themes:
        yield (
            in_language(item),
            _said_of(item.service_object),
            in_language(item.result),
            listed.department,
            _levels(item.levels),
            _bases(item),
        )


def _regulators(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    if item.kind == PowerKind.LICENSING:
        yield (
            in_language(item),
            listed.department,
            _levels(item.levels),
            _said_of(item.service_object),
            _("；").join(
                either_language(*pair) for pair in zip(item.conditions, item.conditions_en, strict=True)
            ),
            _bases(item),
            item.help.complaint_phone,
        )


def _penalties(listed: ListedItem) -> Iterator[Cells]:
    for one in listed.item.sanctions:
        yield (
            in_language(listed.item),
            in_language(one, "conduct"),
            in_language(one, "penalty"),
            listed.department,
            _levels(listed.item.levels),
            in_language(one, "basis"),
        )


def _inspections(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    if item.kind == PowerKind.INSPECTION:
        yield (
            in_language(item),
            listed.department,
            _levels(item.levels),
            _said_of(item.service_object),
            _("；").join(
                either_language(*pair) for pair in zip(item.conditions, item.conditions_en, strict=True)
            ),
            _bases(item),
            item.help.complaint_phone,
        )


def _intermediaries(listed: ListedItem) -> Iterator[Cells]:
    for row in listed.item.materials:
        if row.intermediary:
            yield (
                in_language(listed.item),
                in_language(row),
                in_language(row, "issuer"),
                listed.department,
                in_language(row, "acceptance_standard"),
                in_language(row, "basis"),
            )


def _commitments(listed: ListedItem) -> Iterator[Cells]:
    for one in listed.item.commitments:
        yield (
            in_language(listed.item),
            listed.department,
            in_language(one, "content"),
            in_language(one, "liability"),
            wording.limit_text(one.check_within),
            in_language(one, "basis"),
        )


def _said_of(objects: tuple[str, ...]) -> str:
    return _("、").join(str(wording.AUDIENCES[one]) for one in objects)


def _grassroots(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    near = tuple(level for level in item.accepted_at or item.levels if level >= Level.TOWNSHIP)
    if near:
        decided = tuple(level for level in item.levels if level >= Level.TOWNSHIP)
        yield (
            in_language(item),
            listed.department,
            _levels(near),
            _levels(decided) if decided else either_language("由上级决定", "decided above"),
            wording.limit_text(item.limits.promised),
            _bases(item),
        )


def _necessity(row: Material) -> str:
    words = str(wording.NECESSITIES[row.necessity])
    when = in_language(row, "when")
    return f"{words}{_('：')}{when}" if when else words


_ITEM = gettext_lazy("事项")
_BASIS = gettext_lazy("依据")
_DEPARTMENT = gettext_lazy("部门")
_CODE = gettext_lazy("基本编码")
_LEVELS = gettext_lazy("办理层级")
KINDS = {
    kind.key: kind
    for kind in (
        ListKind(
            "permits",
            gettext_lazy("行政许可事项清单"),
            gettext_lazy("清单之外，一律不得违法实施行政许可（优化营商环境条例第四十条）。"),
            (
                _ITEM,
                _CODE,
                _DEPARTMENT,
                _LEVELS,
                gettext_lazy("法定期限"),
                gettext_lazy("承诺期限"),
                gettext_lazy("设定依据"),
            ),
            _permits,
        ),
        ListKind(
            "powers",
            gettext_lazy("权责清单"),
            gettext_lazy("没有法律、法规、规章依据的权力不得行使；谁行使，谁负责（中办发〔2015〕21号）。"),
            (
                _ITEM,
                _CODE,
                gettext_lazy("权力类型"),
                gettext_lazy("责任部门"),
                _LEVELS,
                gettext_lazy("设定依据"),
                gettext_lazy("监督电话"),
            ),
            _powers,
        ),
        ListKind(
            "penalties",
            gettext_lazy("行政处罚事项清单"),
            gettext_lazy(
                "没有法定依据的，不得处罚；处罚的种类和幅度不得超出法律、法规、规章（行政处罚法第四条、第三十八条）。"
            ),
            (
                _ITEM,
                gettext_lazy("违法行为"),
                gettext_lazy("处罚的种类和幅度"),
                _DEPARTMENT,
                _LEVELS,
                _BASIS,
            ),
            _penalties,
        ),
        ListKind(
            "inspections",
            gettext_lazy("行政检查事项清单"),
            gettext_lazy("没有公布的检查事项不得实施；严禁逐利检查（国办发〔2024〕54号）。"),
            (
                _ITEM,
                gettext_lazy("检查部门"),
                _LEVELS,
                gettext_lazy("检查对象"),
                gettext_lazy("什么情形下检查"),
                _BASIS,
                gettext_lazy("投诉电话"),
            ),
            _inspections,
        ),
        ListKind(
            "negative",
            gettext_lazy("市场准入负面清单（许可准入类）"),
            gettext_lazy(
                "清单所列行业、业务未获许可不得经营；清单以外，各类市场主体均可依法平等进入，各地不得另行制定（优化营商环境条例第二十条）。"
            ),
            (
                gettext_lazy("未获许可不得经营的业务"),
                gettext_lazy("适用主体"),
                gettext_lazy("许可证件"),
                _DEPARTMENT,
                _LEVELS,
                _BASIS,
            ),
            _negative,
        ),
        ListKind(
            "regulators",
            gettext_lazy("监管责任清单"),
            gettext_lazy(
                "谁审批、谁监管，谁主管、谁监管；作出许可的机关应当检查被许可人是否持续符合条件（行政许可法第六十一条、国办发〔2022〕2号）。"
            ),
            (
                _ITEM,
                gettext_lazy("监管部门"),
                gettext_lazy("监管层级"),
                gettext_lazy("监管对象"),
                gettext_lazy("应当持续符合的条件"),
                gettext_lazy("监管依据"),
                gettext_lazy("举报电话"),
            ),
            _regulators,
        ),
        ListKind(
            "fees",
            gettext_lazy("收费目录清单"),
            gettext_lazy(
                "目录清单之外的收费一律不得执行（优化营商环境条例第二十五条、行政许可法第五十八条）。"
            ),
            (
                _ITEM,
                gettext_lazy("收费项目"),
                gettext_lazy("金额"),
                gettext_lazy("标准"),
                gettext_lazy("减免"),
                _BASIS,
                _DEPARTMENT,
            ),
            _fees,
        ),
        ListKind(
            "materials",
            gettext_lazy("申请材料清单"),
            gettext_lazy("不得要求申请人提交清单之外的、与申请事项无关的材料（行政许可法第三十一条）。"),
            (
                _ITEM,
                gettext_lazy("材料"),
                gettext_lazy("形式"),
                gettext_lazy("份数"),
                gettext_lazy("来源"),
                gettext_lazy("是否必要"),
                gettext_lazy("受理标准"),
                _BASIS,
            ),
            _materials,
        ),
        ListKind(
            "proofs",
            gettext_lazy("证明事项清单"),
            gettext_lazy("清单之外，任何机关和窗口不得索要证明（优化营商环境条例第四十五条）。"),
            (
                _ITEM,
                gettext_lazy("证明"),
                gettext_lazy("开具单位"),
                gettext_lazy("索要单位"),
                gettext_lazy("取得方式"),
                _BASIS,
            ),
            _proofs,
        ),
        ListKind(
            "intermediaries",
            gettext_lazy("中介服务事项清单"),
            gettext_lazy(
                "清单之外不得要求中介服务；机构由申请人自主选择，行政机关不得指定，行政机关委托的由行政机关付费（优化营商环境条例第四十三条）。"
            ),
            (
                _ITEM,
                gettext_lazy("中介服务成果"),
                gettext_lazy("中介机构"),
                _DEPARTMENT,
                gettext_lazy("受理标准"),
                _BASIS,
            ),
            _intermediaries,
        ),
        ListKind(
            "commitments",
            gettext_lazy("告知承诺事项清单"),
            gettext_lazy(
                "列入清单的事项，申请人书面承诺的当场决定，也可以选择不承诺；清单之外不得以承诺代替审查（优化营商环境条例第四十条）。"
            ),
            (
                _ITEM,
                _DEPARTMENT,
                gettext_lazy("承诺内容"),
                gettext_lazy("不实的责任"),
                gettext_lazy("核查期限"),
                _BASIS,
            ),
            _commitments,
        ),
        ListKind(
            "tolerance",
            gettext_lazy("容缺受理清单"),
            gettext_lazy(
                "列入清单的材料可以先受理、后补交，窗口不得以缺少它们为由不受理（优化营商环境条例第三十六条）。"
            ),
            (_ITEM, gettext_lazy("可以后补的材料"), _DEPARTMENT, gettext_lazy("补交标准"), _BASIS),
            _tolerable,
        ),
        ListKind(
            "grassroots",
            gettext_lazy("乡镇（街道）和村（社区）事项清单"),
            gettext_lazy(
                "列入清单的事项在家门口就能递交，由全程代办送到办理机关（优化营商环境条例第三十六条）。"
            ),
            (
                _ITEM,
                gettext_lazy("主管部门"),
                gettext_lazy("在哪里收件"),
                gettext_lazy("在哪里决定"),
                gettext_lazy("承诺期限"),
                gettext_lazy("设定依据"),
            ),
            _grassroots,
        ),
    )
}
