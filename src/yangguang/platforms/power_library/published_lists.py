"""清单: the lists that the law wants published, each read from the items in force and never kept beside them.

A list is a heading, the article that makes it binding, its columns, and one function from an item to its rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.wording import either_language, in_language, yuan_text
from yangguang.law.refusals import NotFound

from . import wording
from .item_definitions import ItemDefinition, Material, MaterialSource, Necessity
from .models import ItemVersion
from .reading import definition_of, versions_in_force

Cells = tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class ListRow:
    item_key: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list as it stood on a day; ``columns`` head the cells of each row."""

    key: str
    title: str
    rule: str
    on: date
    columns: Cells
    rows: tuple[ListRow, ...]

    @property
    def items(self) -> int:
        return len({row.item_key for row in self.rows})


@dataclass(frozen=True, slots=True)
class ListCard:
    key: str
    title: str
    rule: str
    rows: int


def published_list(key: str, *, on: date) -> PublishedList:
    """The list of that name as it stood on a day. Raises `NotFound` for a name that none has."""
    kind = KINDS.get(key)
    if kind is None:
        raise NotFound
    return _drawn(kind, _listed(on), on)


def list_cards(*, on: date) -> list[ListCard]:
    """Every list with the number of its rows."""
    listed = _listed(on)
    drawn = [_drawn(kind, listed, on) for kind in KINDS.values()]
    return [ListCard(one.key, one.title, one.rule, len(one.rows)) for one in drawn]


def _drawn(kind: ListKind, listed: list[ListedItem], on: date) -> PublishedList:
    rows = tuple(ListRow(one.item.key, cells) for one in listed for cells in kind.rows(one))
    return PublishedList(
        kind.key, str(kind.title), str(kind.rule), on, tuple(str(column) for column in kind.columns), rows
    )


def _listed(on: date) -> list[ListedItem]:
    names = {one.key: in_language(one) for one in organisations.department_cards()}
    versions = (
        versions_in_force(on=on)
        .select_related("item")
        .order_by("item__department__ordinal", "item__basic_code")
    )
    return [
        ListedItem(definition_of(version), names[version.item.department_id], version) for version in versions
    ]


# ── rows ─────────────────────────────────────────────────────────────────────────────────


def _levels(levels: tuple[int, ...]) -> str:
    return _("、").join(str(Level(level).label) for level in levels)


def _bases(item: ItemDefinition) -> str:
    return _("；").join(wording.citation(basis) for basis in item.legal_basis)


def _permits(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    if item.kind == "01":
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
        if row.source is not MaterialSource.APPLICANT:
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


def _grassroots(listed: ListedItem) -> Iterator[Cells]:
    item = listed.item
    near = tuple(level for level in item.accepted_at if level >= Level.TOWNSHIP)
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
