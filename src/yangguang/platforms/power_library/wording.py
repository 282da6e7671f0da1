"""The library's terms in words, in the language of whoever reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.web.wording import in_english as in_english
from yangguang.law.axes import CountingRule
from yangguang.law.powers import PowerKind
from yangguang.law.time_limits import TimeLimit, Unit

from .answer_formats import FORMATS
from .item_definitions import (
    AnswerFormat,
    CaseKind,
    Depth,
    DueBefore,
    Fee,
    FieldKind,
    InstrumentKind,
    LegalBasis,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    ResultKind,
    StepRole,
)

CASE_KINDS: dict[str, Promise] = {
    CaseKind.IMMEDIATE: gettext_lazy("即办件"),
    CaseKind.PROMISED: gettext_lazy("承诺件"),
    CaseKind.JOINT: gettext_lazy("联办件"),
    CaseKind.SENT_UP: gettext_lazy("报批件"),
}
FORMS: dict[str, Promise] = {
    MaterialForm.ORIGINAL: gettext_lazy("纸质原件"),
    MaterialForm.COPY: gettext_lazy("纸质复印件"),
    MaterialForm.ELECTRONIC: gettext_lazy("电子件"),
    MaterialForm.EITHER: gettext_lazy("纸质或电子件"),
}
SOURCES: dict[str, Promise] = {
    MaterialSource.APPLICANT: gettext_lazy("申请人自备"),
    MaterialSource.GOVERNMENT: gettext_lazy("部门共享，不用您带"),
    MaterialSource.OTHER: gettext_lazy("其他机构出具"),
}
NECESSITIES: dict[str, Promise] = {
    Necessity.REQUIRED: gettext_lazy("必要"),
    Necessity.CONDITIONAL: gettext_lazy("特定情形"),
    Necessity.TOLERABLE: gettext_lazy("可容缺后补"),
}
RESULTS: dict[str, Promise] = {
    ResultKind.LICENCE: gettext_lazy("证照"),
    ResultKind.CERTIFICATE: gettext_lazy("证书"),
    ResultKind.APPROVAL: gettext_lazy("批文"),
    ResultKind.PAYMENT: gettext_lazy("资金发放"),
    ResultKind.REGISTRATION: gettext_lazy("登记"),
    ResultKind.NONE: gettext_lazy("无书面结果"),
}
DEPTHS: dict[str, Promise] = {
    Depth.I: gettext_lazy("网上只发布指南"),
    Depth.II: gettext_lazy("网上可下载表格"),
    Depth.III: gettext_lazy("网上可申请"),
    Depth.IV: gettext_lazy("全程网上办理"),
}
INSTRUMENTS: dict[str, Promise] = {
    InstrumentKind.LAW: gettext_lazy("法律"),
    InstrumentKind.ADMINISTRATIVE_REGULATION: gettext_lazy("行政法规"),
    InstrumentKind.STATE_COUNCIL_DECISION: gettext_lazy("国务院决定"),
    InstrumentKind.LOCAL_REGULATION: gettext_lazy("地方性法规"),
    InstrumentKind.PROVINCIAL_RULE: gettext_lazy("省级政府规章"),
    InstrumentKind.DEPARTMENT_RULE: gettext_lazy("部门规章"),
    InstrumentKind.NORMATIVE_DOCUMENT: gettext_lazy("规范性文件"),
}
STEP_ROLES: dict[str, Promise] = {
    StepRole.WINDOW_CLERK: gettext_lazy("窗口人员"),
    StepRole.REVIEWER: gettext_lazy("审查人员"),
    StepRole.DECIDER: gettext_lazy("决定人员"),
    StepRole.CHIEF_REPRESENTATIVE: gettext_lazy("首席代表"),
}
FIELD_KINDS: dict[str, Promise] = {
    FieldKind.TEXT: gettext_lazy("一行文字"),
    FieldKind.LONG_TEXT: gettext_lazy("多行文字"),
    FieldKind.NUMBER: gettext_lazy("数字"),
    FieldKind.DATE: gettext_lazy("日期"),
    FieldKind.CHOICE: gettext_lazy("选择题"),
    FieldKind.PHONE: gettext_lazy("电话号码"),
    FieldKind.ID_NUMBER: gettext_lazy("居民身份证号码"),
    FieldKind.USCC: gettext_lazy("统一社会信用代码"),
    FieldKind.ADDRESS: gettext_lazy("地址"),
    FieldKind.MONEY_CENTS: gettext_lazy("金额"),
    FieldKind.YES_NO: gettext_lazy("是或者否"),
    FieldKind.GROUP: gettext_lazy("重复填写的一组"),
}
ANSWER_FORMATS: dict[str, Promise] = {
    AnswerFormat.ANY: gettext_lazy("不限"),
    **{one: known.name for one, known in FORMATS.items()},
}
COUNTINGS: dict[str, Promise] = {
    CountingRule.WHOLE_WORKING_DAYS: gettext_lazy("整工作日（法定）"),
    CountingRule.ELAPSED_WORKING_DAYS: gettext_lazy("按时刻累计的工作日"),
    CountingRule.OFFICE_HOURS: gettext_lazy("办公时间内累计"),
}
DUE_BEFORE: dict[str, Promise] = {
    DueBefore.NOTHING: gettext_lazy("不影响办理"),
    DueBefore.DECISION: gettext_lazy("作出决定之前"),
    DueBefore.DELIVERY: gettext_lazy("送达结果之前"),
}
AUDIENCES: dict[str, Promise] = {
    "natural_person": gettext_lazy("个人"),
    "legal_person": gettext_lazy("企业和组织"),
}


def kind_name(code: str) -> str:
    """行政许可, 公共服务 … for the two digits of the kind."""
    kind = PowerKind(code)
    return kind.label_en if in_english() else kind.label


def limit_text(written: str) -> str:
    """「20wd」 as people read it; a limit of nothing means on the spot."""
    limit = TimeLimit.parse(written)
    if limit.amount == 0:
        return _("当场办结")
    return _in_english(limit) if in_english() else limit.in_words()


def validity_text(written: str) -> str:
    return limit_text(written) if written else _("长期有效，或者按个案确定")


def citation(basis: LegalBasis) -> str:
    """《食品安全法》第三十五条; Food Safety Law, art. 35."""
    if in_english() and basis.instrument_en:
        return f"{basis.instrument_en}, {basis.article_en}"
    return f"《{basis.instrument}》{basis.article}"


def copies_text(material: Material) -> str:
    """「原件 1 份、复印件 1 份」; what the window fetches itself need not be brought."""
    if material.source is MaterialSource.GOVERNMENT:
        return _("不用提交")
    parts = []
    if material.originals:
        parts.append(_("原件 %(n)d 份") % {"n": material.originals})
    if material.photocopies:
        parts.append(_("复印件 %(n)d 份") % {"n": material.photocopies})
    return _("、").join(parts)


def fee_basis(fee: Fee) -> str:
    """The law or administrative regulation that allows the charge, with its article."""
    if in_english() and fee.basis_instrument_en:
        return f"{fee.basis_instrument_en} ({fee.basis_article})"
    return f"《{fee.basis_instrument}》{fee.basis_article}"


def _in_english(limit: TimeLimit) -> str:
    unit = _ENGLISH_UNITS[limit.unit]
    return f"{limit.amount} {unit}" if limit.amount == 1 else f"{limit.amount} {unit}s"


_ENGLISH_UNITS = {
    Unit.WORKING_DAY: "working day",
    Unit.NATURAL_DAY: "calendar day",
    Unit.MONTH: "month",
    Unit.YEAR: "year",
    Unit.HOUR: "hour",
    Unit.MINUTE: "minute",
}
