"""What the editor asks for, section by section: one plan that drawing, reading and checking all follow.

A name is the place of a value in the stored content of a draft: ``limits.promised``, or the name of a column within a
`Table`. ``english`` gives a text its twin in English, stored under the name with ``_en``. Every field of
`item_definitions.ItemDefinition` but those in `GIVEN` stands in exactly one section (tests hold that).

This module is long because it is one table: every question that the editor asks, with its words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.organisations.levels import Level
from yangguang.law.powers import PowerKind

from . import wording
from .item_checks import FOLDERS
from .themes import themes
from .wording import COUNTINGS, DUE_BEFORE, FIELD_KINDS, STEP_ROLES

GIVEN = (
    "key",
    "department",
    "version",
    "in_force_from",
)  # fixed when the draft begins, or by its publication


class Kind(StrEnum):
    """How a value is asked for."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"  # one text a line
    INTEGER = "integer"
    YUAN = "yuan"  # typed in yuan, kept in 分
    LIMIT = "limit"  # amount and unit, kept as 20wd
    CHOICE = "choice"
    NUMBERS = "numbers"  # several of the choices, kept as numbers
    MANY = "many"
    YES = "yes"
    ANSWER = "answer"  # "field=value" of the application form


Choices = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    label: Promise
    kind: Kind = Kind.TEXT
    help: Promise | str = ""
    choices: Choices = ()
    optional: bool = False
    english: bool = False
    default: Any = None  # of a new row or item
    new_items_only: bool = False  # part of the identity, which no later version changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one shape. ``key``: rows carry a key that the program gives them and people need not see."""

    name: str
    label: Promise
    one: Promise
    columns: tuple["Field | Table", ...]
    key: str = ""
    key_column: str = "key"
    title: str = "name"
    help: Promise | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    label: Promise
    parts: tuple[Field | Table, ...]
    lead: Promise | str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What of the content the section owns; no other section touches it."""
        return tuple(dict.fromkeys(top for part in self.parts for top in _tops(part)))


def _tops(part: Field | Table) -> Iterator[str]:
    yield part.name.split(".")[0]
    if isinstance(part, Field) and part.english and "." not in part.name:
        yield f"{part.name}_en"


def _named(words: dict[str, Any]) -> Choices:
    return tuple((str(code), word) for code, word in words.items())


def _levels() -> Choices:
    return tuple((str(level.value), level.label) for level in Level)


_ALL_KINDS: Choices = tuple((code, lazy(wording.kind_name, str)(code)) for code in FOLDERS)
_CITATION = _("写明文件和条款，例如《中华人民共和国食品安全法》第三十五条")

IDENTITY = Section(
    key="identity",
    label=_("基本信息"),
    parts=(
        Field(name="name", label=_("事项名称"), english=True),
        Field(name="kind", label=_("事项类型"), kind=Kind.CHOICE, choices=_ALL_KINDS, new_items_only=True),
        Field(
            name="basic_code",
            label=_("基本编码"),
            help=_("12 位：地区（00 国家、42 湖北）、类型、部门、主项、子项"),
            new_items_only=True,
        ),
        Field(
            name="case_kind",
            label=_("办件类型"),
            kind=Kind.CHOICE,
            choices=_named(wording.CASE_KINDS),
            help=_("即办件当场办好；联办件由几个部门一起办；报批件还要上级批准"),
        ),
        Field(
            name="summary",
            label=_("服务内容"),
            kind=Kind.LONG,
            english=True,
            help=_("用大白话写：谁、什么时候、办什么"),
        ),
        Field(
            name="aliases",
            label=_("老百姓的叫法"),
            kind=Kind.LINES,
            optional=True,
            help=_("一行一个，例如“开饭店”；搜索时能找到"),
        ),
        Field(
            name="service_object",
            label=_("服务对象"),
            kind=Kind.MANY,
            choices=_named(wording.AUDIENCES),
        ),
        Field(name="levels", label=_("由哪几级决定"), kind=Kind.NUMBERS, choices=_levels()),
        Field(
            name="accepted_at",
            label=_("哪几级的窗口收件"),
            kind=Kind.NUMBERS,
            choices=_levels(),
            help=_("包括作决定的各级；更低的各级全程代办"),
        ),
        Field(
            name="themes",
            label=_("主题"),
            kind=Kind.MANY,
            optional=True,
            choices=tuple((one.key, one) for one in themes()),
        ),
    ),
)
LAW = Section(
    key="law",
    label=_("设定依据"),
    lead=_("第一条是设定这项权力的依据。部门规章和规范性文件不得设定行政许可。"),
    parts=(
        Table(
            name="legal_basis",
            label=_("依据"),
            one=_("依据"),
            title="instrument",
            columns=(
                Field(name="instrument", label=_("文件全称"), english=True, help=_("不写书名号")),
                Field(name="article", label=_("条款"), english=True, help=_("例如 第三十五条")),
                Field(
                    name="kind",
                    label=_("文件层级"),
                    kind=Kind.CHOICE,
                    choices=_named(wording.INSTRUMENTS),
                ),
            ),
        ),
        Field(
            name="hearing_required",
            label=_("法律规定必须听证"),
            kind=Kind.YES,
            optional=True,
        ),
    ),
)
TIME = Section(
    key="time",
    label=_("时限"),
    parts=(
        Field(name="limits.statutory", label=_("法定期限"), kind=Kind.LIMIT),
        Field(
            name="limits.statutory_basis",
            label=_("法定期限的依据"),
            kind=Kind.LONG,
            english=True,
            help=_("写明文件和条款；没有法定期限的（许可除外）写“法律、法规未规定办理期限，以承诺期限为准”"),
        ),
        Field(
            name="limits.promised",
            label=_("承诺期限"),
            kind=Kind.LIMIT,
            help=_("不得长于法定期限，用同一单位；即办件是 0 或者 1 个工作日"),
        ),
        Field(
            name="limits.counting",
            label=_("计时办法"),
            kind=Kind.CHOICE,
            choices=_named(COUNTINGS),
            default="whole_working_days",
        ),
    ),
)
SANCTIONS = Section(
    key="sanctions",
    label=_("违法行为和处罚"),
    lead=_("只有行政处罚才填。没有法定依据的，不得处罚；种类和幅度照抄法律、法规、规章。"),
    parts=(
        Table(
            name="sanctions",
            label=_("违法行为"),
            one=_("违法行为"),
            title="conduct",
            columns=(
                Field(name="conduct", label=_("违法行为"), kind=Kind.LONG, english=True),
                Field(name="penalty", label=_("处罚的种类和幅度"), kind=Kind.LONG, english=True),
                Field(name="basis", label=_("依据"), english=True, help=_CITATION),
            ),
        ),
    ),
)
CONDITIONS = Section(
    key="conditions",
    label=_("申请条件"),
    lead=_("没有法律、法规、规章依据，不得增设条件。依职权行使的权力，写在什么情形下行使。"),
    parts=(
        Field(
            name="conditions",
            label=_("条件"),
            kind=Kind.LINES,
            english=True,
            help=_("一行一条"),
        ),
    ),
)
MATERIALS = Section(
    key="materials",
    label=_("申请材料"),
    lead=_("没有列在这里的材料，任何窗口都不得索要。不得写“其他材料”“等材料”。"),
    parts=(
        Table(
            name="materials",
            label=_("材料"),
            one=_("材料"),
            key="material",
            columns=(
                Field(name="name", label=_("材料名称"), english=True),
                Field(
                    name="necessity",
                    label=_("是否必要"),
                    kind=Kind.CHOICE,
                    choices=_named(wording.NECESSITIES),
                ),
                Field(name="source", label=_("来源"), kind=Kind.CHOICE, choices=_named(wording.SOURCES)),
                Field(
                    name="form",
                    label=_("形式"),
                    kind=Kind.CHOICE,
                    choices=_named(wording.FORMS),
                    default="either",
                ),
                Field(name="originals", label=_("原件份数"), kind=Kind.INTEGER, default=1),
                Field(name="photocopies", label=_("复印件份数"), kind=Kind.INTEGER, default=0),
                Field(name="when", label=_("什么情形下提交"), english=True, optional=True),
                Field(name="issuer", label=_("出具单位"), english=True),
                Field(name="basis", label=_("依据"), english=True, help=_CITATION),
                Field(name="acceptance_standard", label=_("受理标准"), english=True),
                Field(
                    name="file_types",
                    label=_("可上传的文件类型"),
                    kind=Kind.MANY,
                    choices=(("pdf", "PDF"), ("jpg", "JPG"), ("png", "PNG")),
                    default=["pdf", "jpg", "png"],
                ),
                Field(name="template", label=_("有空白表可下载"), kind=Kind.YES, optional=True),
                Field(
                    name="intermediary",
                    label=_("是中介服务的成果"),
                    kind=Kind.YES,
                    optional=True,
                    help=_("须有法律、法规或者国务院决定依据，由申请人自主选择机构"),
                ),
            ),
        ),
    ),
)
FEES = Section(
    key="fees",
    label=_("收费"),
    lead=_("不收费的不用填。收费只能以法律、行政法规为依据。"),
    parts=(
        Table(
            name="fees",
            label=_("收费项目"),
            one=_("收费项目"),
            columns=(
                Field(name="name", label=_("收费名称"), english=True),
                Field(name="amount_cents", label=_("金额（元）"), kind=Kind.YUAN),
                Field(name="standard", label=_("标准"), english=True, help=_("例如 每本")),
                Field(name="basis_instrument", label=_("依据文件"), english=True, help=_("不写书名号")),
                Field(name="basis_article", label=_("依据条款"), help=_("例如 第二十条")),
                Field(
                    name="basis_kind",
                    label=_("依据层级"),
                    kind=Kind.CHOICE,
                    choices=_named(wording.INSTRUMENTS),
                ),
                Field(
                    name="due_before",
                    label=_("什么时候必须缴清"),
                    kind=Kind.CHOICE,
                    choices=_named(DUE_BEFORE),
                    optional=True,
                ),
                Field(name="reducible", label=_("可以减免"), kind=Kind.YES, optional=True),
                Table(
                    name="waivers",
                    label=_("免收的情形"),
                    one=_("免收情形"),
                    title="when",
                    columns=(
                        Field(name="when", label=_("申请表这样填的免收"), kind=Kind.ANSWER),
                        Field(name="basis", label=_("免收依据"), english=True, help=_CITATION),
                    ),
                ),
            ),
        ),
    ),
)
STEPS = Section(
    key="steps",
    label=_("办理环节"),
    lead=_("受理之后依次办理的环节；同一并行组的同时办理，只计最长的一个。"),
    parts=(
        Table(
            name="steps",
            label=_("环节"),
            one=_("环节"),
            key="step",
            columns=(
                Field(name="name", label=_("环节名称"), english=True),
                Field(name="role", label=_("谁办理"), kind=Kind.CHOICE, choices=_named(STEP_ROLES)),
                Field(name="limit", label=_("环节期限"), kind=Kind.LIMIT),
                Field(
                    name="department",
                    label=_("办理部门"),
                    kind=Kind.CHOICE,
                    optional=True,
                    help=_("不选就是本部门"),
                ),
                Field(
                    name="parallel_group",
                    label=_("并行组"),
                    optional=True,
                    help=_("同时办理的环节写同一个名字"),
                ),
                Field(name="form_only", label=_("只作形式审查"), kind=Kind.YES, optional=True),
                Field(
                    name="legal_review",
                    label=_("结束前须有法制审核记录"),
                    kind=Kind.YES,
                    optional=True,
                ),
            ),
        ),
    ),
)
RESULT = Section(
    key="result",
    label=_("办理结果"),
    parts=(
        Field(name="result.name", label=_("结果名称"), english=True),
        Field(name="result.kind", label=_("结果类型"), kind=Kind.CHOICE, choices=_named(wording.RESULTS)),
        Field(
            name="result.validity",
            label=_("有效期"),
            optional=True,
            help=_("例如 5y（五年）、6mo（六个月）；没有期限的不填"),
        ),
    ),
)
ACCESS = Section(
    key="access",
    label=_("办理方式"),
    parts=(
        Field(name="visits", label=_("到现场次数"), kind=Kind.INTEGER),
        Field(name="depth", label=_("网办深度"), kind=Kind.CHOICE, choices=_named(wording.DEPTHS)),
        Table(
            name="commitments",
            label=_("告知承诺"),
            one=_("承诺"),
            title="when",
            help=_("申请人选择书面承诺的，当场决定，事后核查。"),
            columns=(
                Field(name="when", label=_("申请表这样填的按承诺办"), kind=Kind.ANSWER),
                Field(name="content", label=_("承诺内容"), kind=Kind.LONG, english=True),
                Field(name="liability", label=_("不实的责任"), kind=Kind.LONG, english=True),
                Field(name="check_within", label=_("事后核查期限"), kind=Kind.LIMIT),
                Field(name="basis", label=_("依据"), english=True, help=_CITATION),
            ),
        ),
    ),
)
_REMEDY = _("可以写 {level_government}、{superior_department}、{court}，在各地自动换成当地的机关")
HELP = Section(
    key="help",
    label=_("咨询和救济"),
    parts=(
        Field(
            name="help.consult_phone",
            label=_("咨询电话"),
            help=_("可以写 {department_phone}，在各地自动换成当地的电话"),
        ),
        Field(name="help.complaint_phone", label=_("投诉电话")),
        Field(name="help.reconsideration", label=_("行政复议"), kind=Kind.LONG, english=True, help=_REMEDY),
        Field(name="help.litigation", label=_("行政诉讼"), kind=Kind.LONG, english=True, help=_REMEDY),
        Table(
            name="faq",
            label=_("常见问题"),
            one=_("问题"),
            title="question",
            columns=(
                Field(name="question", label=_("问"), english=True),
                Field(name="answer", label=_("答"), kind=Kind.LONG, english=True),
            ),
        ),
    ),
)
FORM = Section(
    key="form",
    label=_("申请表"),
    lead=_("申请人要回答的题目，按这里的顺序问。能从材料或者共享数据知道的，不要再问。"),
    parts=(
        Table(
            name="fields",
            label=_("题目"),
            one=_("题目"),
            key="field",
            title="label",
            columns=(
                Field(name="label", label=_("题目文字"), english=True),
                Field(name="kind", label=_("题型"), kind=Kind.CHOICE, choices=_named(FIELD_KINDS)),
                Field(name="required", label=_("必答"), kind=Kind.YES, optional=True, default=True),
                Field(
                    name="max_length",
                    label=_("最多字数"),
                    kind=Kind.INTEGER,
                    optional=True,
                    help=_("0 表示按题型的默认值"),
                ),
                Field(
                    name="least",
                    label=_("最少"),
                    kind=Kind.INTEGER,
                    optional=True,
                    help=_("数字的下限，或者一组的最少行数；0 表示不限"),
                ),
                Field(
                    name="most",
                    label=_("最多"),
                    kind=Kind.INTEGER,
                    optional=True,
                    help=_("数字的上限，或者一组的最多行数；0 表示不限"),
                ),
                Field(
                    name="format",
                    label=_("格式"),
                    kind=Kind.CHOICE,
                    choices=_named(wording.ANSWER_FORMATS),
                    optional=True,
                    help=_("只用于一行文字"),
                ),
                Field(
                    name="group",
                    label=_("属于哪一组"),
                    kind=Kind.CHOICE,
                    optional=True,
                    help=_("题型为“重复填写的一组”的题目，可以把别的题目收进来，按人或者按件各填一遍"),
                ),
                Field(name="help", label=_("填写说明"), english=True, optional=True),
                Field(
                    name="show_if",
                    label=_("什么情况下才问"),
                    kind=Kind.ANSWER,
                    optional=True,
                    help=_("不选就是总要问"),
                ),
                Table(
                    name="choices",
                    label=_("选项"),
                    one=_("选项"),
                    key="option",
                    key_column="value",
                    title="label",
                    help=_("选择题才有选项"),
                    columns=(Field(name="label", label=_("选项文字"), english=True),),
                ),
            ),
        ),
    ),
)

SECTIONS: dict[str, Section] = {
    one.key: one
    for one in (
        IDENTITY,
        LAW,
        TIME,
        CONDITIONS,
        SANCTIONS,
        MATERIALS,
        FEES,
        STEPS,
        RESULT,
        ACCESS,
        FORM,
        HELP,
    )
}
UNITS: Choices = (("wd", _("工作日")), ("nd", _("自然日")), ("mo", _("个月")))
_ONLY_ON_APPLICATION = frozenset({MATERIALS.key, ACCESS.key, FORM.key})


def sections_for(kind: str) -> tuple[Section, ...]:
    """The sections that an item of this kind fills in; while none is chosen, those of what people apply for."""
    own_motion = kind in set(PowerKind) and not PowerKind(kind).on_application
    left_out = set(_ONLY_ON_APPLICATION) if own_motion else set()
    if own_motion and kind != PowerKind.LEVY:
        left_out.add(FEES.key)
    if kind != PowerKind.PENALTY:
        left_out.add(SANCTIONS.key)
    return tuple(one for key, one in SECTIONS.items() if key not in left_out)
