"""Two versions of an item side by side, in words, and for each difference whom it serves.

``Direction`` is told from where the applicant stands: a shorter limit, one material fewer, a lower fee is better. The
same reading decides what a body below may change about a unified item (`adapting`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.wording import in_language, yuan_text

from . import wording
from .answer_formats import FORMATS
from .item_checks import limit_parts
from .item_definitions import (
    Commitment,
    Depth,
    Fee,
    FormField,
    ItemDefinition,
    Material,
    MaterialSource,
    Necessity,
    Step,
)


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


class Section(StrEnum):
    IDENTITY = "identity"
    LAW = "law"
    TIME = "time"
    MATERIALS = "materials"
    FEES = "fees"
    STEPS = "steps"
    ACCESS = "access"
    FORM = "form"
    HELP = "help"


SECTIONS: dict[str, Promise] = {
    Section.IDENTITY: gettext_lazy("基本信息"),
    Section.LAW: gettext_lazy("依据和条件"),
    Section.TIME: gettext_lazy("时限"),
    Section.MATERIALS: gettext_lazy("申请材料"),
    Section.FEES: gettext_lazy("收费"),
    Section.STEPS: gettext_lazy("办理环节"),
    Section.ACCESS: gettext_lazy("办理方式"),
    Section.FORM: gettext_lazy("申请表"),
    Section.HELP: gettext_lazy("结果和救济"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """``before`` is empty for what was added, ``after`` for what was removed. ``field`` is its path in the definition."""

    section: Section
    field: str
    label: str
    before: str
    after: str
    direction: Direction = Direction.NEITHER


def differences(before: ItemDefinition, after: ItemDefinition) -> list[Difference]:
    """Everything in which two definitions differ, in the order of the guide; the version number itself left out."""
    return [one for part in _PARTS for one in part(before, after)]


def _better_if(lower: bool, higher: bool) -> Direction:
    if lower == higher:
        return Direction.NEITHER
    return Direction.BETTER if lower else Direction.WORSE


def _joined(texts: Iterable[Any]) -> str:
    return _("、").join(str(text) for text in texts)


# ── single values ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of the definition: how it is named, written and judged. ``read`` gives what is compared."""

    section: Section
    field: str
    label: Promise
    read: Callable[[ItemDefinition], Any]
    write: Callable[[Any], str] = str
    judge: Callable[[Any, Any], Direction] = lambda _old, _new: Direction.NEITHER


def _fewer(old: int, new: int) -> Direction:
    return _better_if(new < old, new > old)


def _shorter(old: str, new: str) -> Direction:
    """Limits of different units cannot be told apart; a change of unit counts as worse, so that nobody hides in one."""
    former, latter = limit_parts(old), limit_parts(new)
    if former is None or latter is None or former[1] != latter[1]:
        return Direction.WORSE
    return _fewer(former[0], latter[0])


def _deeper(old: Depth, new: Depth) -> Direction:
    order = list(Depth)
    return _fewer(order.index(new), order.index(old))


def _wider(old: tuple[Any, ...], new: tuple[Any, ...]) -> Direction:
    return _better_if(set(old) < set(new), not set(old) <= set(new))


def _narrower(old: tuple[str, ...], new: tuple[str, ...]) -> Direction:
    return _wider(new, old)


def _longer_lasting(old: str, new: str) -> Direction:
    """ "" means without end."""
    if not new or not old:
        return _better_if(not new, not old)
    return _fewer(_months(new), _months(old))


def _months(validity: str) -> int:
    return int(validity[:-1]) * 12 if validity.endswith("y") else int(validity.removesuffix("mo"))


def _levels(levels: tuple[int, ...]) -> str:
    return _joined(Level(level).label for level in levels)


def _commitments(written: tuple[Commitment, ...]) -> str:
    return _("；").join(
        f"{in_language(one, 'content')} {wording.limit_text(one.check_within)}" for one in written
    )


def _named(attribute: str) -> Callable[[ItemDefinition], str]:
    return lambda item: in_language(item, attribute)


def _lines(attribute: str) -> Callable[[ItemDefinition], tuple[str, ...]]:
    return lambda item: tuple(
        (getattr(item, f"{attribute}_en") if wording.in_english() else ()) or getattr(item, attribute)
    )


_VALUES = (
    _Value(Section.IDENTITY, "name", gettext_lazy("名称"), _named("name")),
    _Value(Section.IDENTITY, "summary", gettext_lazy("服务内容"), _named("summary")),
    _Value(
        Section.IDENTITY,
        "case_kind",
        gettext_lazy("办件类型"),
        lambda item: item.case_kind,
        lambda kind: str(wording.CASE_KINDS[kind]),
    ),
    _Value(Section.IDENTITY, "levels", gettext_lazy("办理层级"), lambda item: item.levels, _levels),
    _Value(
        Section.IDENTITY,
        "service_object",
        gettext_lazy("服务对象"),
        lambda item: item.service_object,
        lambda audiences: _joined(wording.AUDIENCES[one] for one in audiences),
        _wider,
    ),
    _Value(
        Section.LAW,
        "legal_basis",
        gettext_lazy("设定依据"),
        lambda item: tuple(wording.citation(basis) for basis in item.legal_basis),
        _joined,
    ),
    _Value(
        Section.LAW,
        "conditions",
        gettext_lazy("申请条件"),
        _lines("conditions"),
        lambda lines: _("；").join(lines),
        _narrower,
    ),
    _Value(
        Section.LAW,
        "hearing_required",
        gettext_lazy("是否必须听证"),
        lambda item: item.hearing_required,
        lambda yes: _("是") if yes else _("否"),
    ),
    _Value(
        Section.TIME,
        "limits.statutory",
        gettext_lazy("法定期限"),
        lambda item: item.limits.statutory,
        wording.limit_text,
        _shorter,
    ),
    _Value(
        Section.TIME,
        "limits.promised",
        gettext_lazy("承诺期限"),
        lambda item: item.limits.promised,
        wording.limit_text,
        _shorter,
    ),
    _Value(
        Section.TIME,
        "limits.statutory_basis",
        gettext_lazy("期限依据"),
        lambda item: in_language(item.limits, "statutory_basis"),
    ),
    _Value(Section.TIME, "limits.counting", gettext_lazy("计时办法"), lambda item: item.limits.counting),
    _Value(Section.ACCESS, "visits", gettext_lazy("到现场次数"), lambda item: item.visits, judge=_fewer),
    _Value(
        Section.ACCESS,
        "commitments",
        gettext_lazy("告知承诺"),
        lambda item: item.commitments,
        _commitments,
        lambda old, new: _better_if(len(new) > len(old), len(new) < len(old)),
    ),
    _Value(
        Section.ACCESS,
        "depth",
        gettext_lazy("网办深度"),
        lambda item: item.depth,
        lambda depth: str(wording.DEPTHS[depth]),
        _deeper,
    ),
    _Value(
        Section.ACCESS,
        "accepted_at",
        gettext_lazy("收件层级"),
        lambda item: item.accepted_at,
        _levels,
        _wider,
    ),
    _Value(Section.HELP, "result.name", gettext_lazy("办理结果"), lambda item: in_language(item.result)),
    _Value(
        Section.HELP,
        "result.kind",
        gettext_lazy("结果类型"),
        lambda item: item.result.kind,
        lambda kind: str(wording.RESULTS[kind]),
    ),
    _Value(
        Section.HELP,
        "result.validity",
        gettext_lazy("有效期"),
        lambda item: item.result.validity,
        wording.validity_text,
        _longer_lasting,
    ),
    _Value(
        Section.HELP, "help.consult_phone", gettext_lazy("咨询电话"), lambda item: item.help.consult_phone
    ),
    _Value(
        Section.HELP, "help.complaint_phone", gettext_lazy("投诉电话"), lambda item: item.help.complaint_phone
    ),
    _Value(
        Section.HELP,
        "help.reconsideration",
        gettext_lazy("行政复议"),
        lambda item: in_language(item.help, "reconsideration"),
    ),
    _Value(
        Section.HELP,
        "help.litigation",
        gettext_lazy("行政诉讼"),
        lambda item: in_language(item.help, "litigation"),
    ),
    _Value(
        Section.HELP,
        "faq",
        gettext_lazy("常见问题"),
        lambda item: tuple(
            f"{in_language(one, 'question')} {in_language(one, 'answer')}" for one in item.faq
        ),
        " ".join,
    ),
)


def _values(*sections: Section) -> Callable[[ItemDefinition, ItemDefinition], Iterator[Difference]]:
    asked = [value for value in _VALUES if value.section in sections]

    def compared(before: ItemDefinition, after: ItemDefinition) -> Iterator[Difference]:
        for value in asked:
            old, new = value.read(before), value.read(after)
            if old != new:
                yield Difference(
                    value.section,
                    value.field,
                    str(value.label),
                    value.write(old),
                    value.write(new),
                    value.judge(old, new),
                )

    return compared


# ── rows: materials, fees, steps, form fields ────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table of the definition. A row is known by ``key``; ``added`` says what one more of them means."""

    section: Section
    field: str
    read: Callable[[ItemDefinition], Sequence[Any]]
    key: Callable[[Any], str]
    write: Callable[[Any], str]
    judge: Callable[[Any, Any], Direction]
    added: Direction
    label: str = "name"

    def compare(self, before: ItemDefinition, after: ItemDefinition) -> Iterator[Difference]:
        old = {self.key(row): row for row in self.read(before)}
        new = {self.key(row): row for row in self.read(after)}
        for key in [*old, *(key for key in new if key not in old)]:
            yield from self._row(key, old.get(key), new.get(key))

    def _row(self, key: str, old: Any, new: Any) -> Iterator[Difference]:
        if old == new:
            return
        label = in_language(old or new, self.label)
        before, after = (self.write(row) if row else "" for row in (old, new))
        if old and new:
            if before == after:
                return
            direction = self.judge(old, new)
        else:
            direction = self.added if new else _opposite(self.added)
        yield Difference(self.section, f"{self.field}.{key}", label, before, after, direction)


def _opposite(direction: Direction) -> Direction:
    return {Direction.WORSE: Direction.BETTER, Direction.BETTER: Direction.WORSE}.get(direction, direction)


def _sum_of(verdicts: Iterable[Direction]) -> Direction:
    """Worse in anything is worse; nobody may pay for an easier paper with a harder one."""
    seen = set(verdicts)
    if Direction.WORSE in seen:
        return Direction.WORSE
    return Direction.BETTER if Direction.BETTER in seen else Direction.NEITHER


_BURDEN = {Necessity.REQUIRED: 2, Necessity.TOLERABLE: 1, Necessity.CONDITIONAL: 0}


def _material_judged(old: Material, new: Material) -> Direction:
    government = MaterialSource.GOVERNMENT
    return _sum_of(
        (
            _fewer(_BURDEN[old.necessity], _BURDEN[new.necessity]),
            _better_if(
                old.source != government and new.source == government,
                old.source == government and new.source != government,
            ),
            _fewer(old.originals, new.originals),
            _fewer(old.photocopies, new.photocopies),
            _wider(old.file_types, new.file_types),
        )
    )


def _material_text(material: Material) -> str:
    parts = [
        in_language(material),
        wording.FORMS[material.form],
        wording.copies_text(material),
        wording.SOURCES[material.source],
        wording.NECESSITIES[material.necessity],
        _("中介服务") if material.intermediary else "",
        in_language(material, "when"),
        in_language(material, "acceptance_standard"),
        in_language(material, "basis"),
    ]
    return _("；").join(str(part) for part in parts if part)


def _fee_judged(old: Fee, new: Fee) -> Direction:
    return _sum_of(
        (
            _fewer(old.amount_cents, new.amount_cents),
            _better_if(new.reducible and not old.reducible, old.reducible and not new.reducible),
        )
    )


def _fee_text(fee: Fee) -> str:
    parts = [yuan_text(fee.amount_cents), in_language(fee, "standard"), wording.fee_basis(fee)]
    if fee.reducible:
        parts.append(_("可以减免"))
    return _("；").join(parts)


def _step_text(step: Step) -> str:
    parts = [in_language(step), wording.limit_text(step.limit)]
    if step.legal_review:
        parts.append(_("须经法制审核"))
    if step.parallel_group:
        parts.append(_("与其他环节同时办理"))
    return _("；").join(parts)


def _field_text(field: FormField) -> str:
    parts = [in_language(field, "label"), _("必填") if field.required else _("选填")]
    if field.choices:
        parts.append(_joined(in_language(choice, "label") for choice in field.choices))
    if field.least or field.most:
        parts.append(f"{field.least}–{field.most or ''}")
    if field.format:
        parts.append(str(FORMATS[field.format].name))
    if field.group:
        parts.append(_("属于“%(group)s”组") % {"group": field.group})
    return _("；").join(parts)


_MATERIALS = _Rows(
    Section.MATERIALS,
    "materials",
    lambda item: item.materials,
    lambda row: str(row.key),
    _material_text,
    _material_judged,
    Direction.WORSE,
)
_FEES = _Rows(
    Section.FEES,
    "fees",
    lambda item: item.fees,
    lambda row: str(row.name),
    _fee_text,
    _fee_judged,
    Direction.WORSE,
)
_STEPS = _Rows(
    Section.STEPS,
    "steps",
    lambda item: item.steps,
    lambda row: str(row.key),
    _step_text,
    lambda old, new: _shorter(old.limit, new.limit) if old.limit != new.limit else Direction.NEITHER,
    Direction.NEITHER,
)
_FIELDS = _Rows(
    Section.FORM,
    "fields",
    lambda item: item.fields,
    lambda row: str(row.key),
    _field_text,
    lambda old, new: _better_if(old.required and not new.required, new.required and not old.required),
    Direction.WORSE,
    label="label",
)
_SANCTIONS = _Rows(
    Section.LAW,
    "sanctions",
    lambda item: item.sanctions,
    lambda row: str(row.conduct),
    lambda row: _("；").join((in_language(row, "penalty"), in_language(row, "basis"))),
    lambda _old, _new: Direction.NEITHER,
    Direction.NEITHER,
    label="conduct",
)
_PARTS: tuple[Callable[[ItemDefinition, ItemDefinition], Iterator[Difference]], ...] = (
    _values(Section.IDENTITY),
    _values(Section.LAW),
    _SANCTIONS.compare,
    _values(Section.TIME),
    _MATERIALS.compare,
    _FEES.compare,
    _STEPS.compare,
    _values(Section.ACCESS),
    _FIELDS.compare,
    _values(Section.HELP),
)
