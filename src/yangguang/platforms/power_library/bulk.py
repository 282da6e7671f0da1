"""A body's whole implementing list out as a table and in again: every row is judged, then all are applied or none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import Refusal

from .access import require_adapter
from .adapting import Bettered, NotAnImprovement, adapt_entries, lock_items
from .bulk_table import COLUMNS, HEADINGS, TableRow, read_table, table_cells
from .item_checks import validate
from .item_definitions import ItemDefinition
from .local_terms import improved, improvements_of, refused_changes
from .models import ImplementingEntry, ItemVersion
from .reading import adapted_versions, definition_of, versions_in_force
from .spreadsheets import as_csv, as_xlsx

SHEET = "实施清单"


class Verdict(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """``article`` is empty where ``rule`` cites it."""

    field: str
    rule: str
    article: str
    way_out: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """``changed``: the headings of the columns that differ. ``local``: the terms the row asks for, where it may."""

    line: int
    code: str
    verdict: Verdict
    changed: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    local: ItemDefinition | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    entry: ImplementingEntry
    version: ItemVersion
    unified: ItemDefinition
    current: ItemDefinition


class ImportRefused(Refusal):
    """Some rows may not be applied, so none was; ``verdicts`` has those of all rows."""

    def __init__(self, verdicts: tuple[RowVerdict, ...]) -> None:
        refused = sum(one.verdict is Verdict.REFUSED for one in verdicts)
        super().__init__(
            asked=_("导入实施清单"),
            rule=_("有 %(refused)s 行不符合规定，整个文件未导入") % {"refused": refused},
            way_out=_("请按各行的说明修改后重新导入"),
        )
        self.verdicts = verdicts


def export_entries(body_id: int, *, on: date, xlsx: bool = False) -> bytes:
    """The body's entries in force on the day, by code, as a file that `judge_import` takes. Public, as the list is."""
    terms = _terms_of(body_id, on)
    rows = (table_cells(code, terms[code].current) for code in sorted(terms))
    return as_xlsx(SHEET, HEADINGS, rows) if xlsx else as_csv(HEADINGS, rows)


def judge_import(content: bytes, *, from_date: date, actor: Actor) -> tuple[RowVerdict, ...]:
    """What each row would do from ``from_date`` if the file were applied; nothing is written.

    Raises `Refusal` for a file that cannot be read and for whoever is not head of a body.
    """
    terms = _terms_of(_body_of(actor), from_date)
    return _judged_all(read_table(content), terms)


@transaction.atomic
def apply_import(content: bytes, *, from_date: date, actor: Actor, at: datetime) -> tuple[RowVerdict, ...]:
    """Apply every changed row of the file, or none. Raises `ImportRefused` and what `judge_import` raises."""
    body_id = _body_of(actor)
    lock_items(body_id)
    terms = _terms_of(body_id, from_date)
    verdicts = _judged_all(read_table(content), terms)
    if any(one.verdict is Verdict.REFUSED for one in verdicts):
        raise ImportRefused(verdicts)
    bettered = [
        Bettered(held.entry, held.version, improvements_of(held.unified, one.local))
        for one in verdicts
        if one.local and one.verdict is Verdict.CHANGED and (held := terms[one.code])
    ]
    if bettered:
        adapt_entries(bettered, from_date=from_date, actor=actor, at=at)
    return verdicts


def _judged_all(rows: Sequence[TableRow], terms: Mapping[str, _Terms]) -> tuple[RowVerdict, ...]:
    times = Counter(row.code for row in rows)
    return tuple(_judged(row, terms.get(row.code), times[row.code]) for row in rows)


def _body_of(actor: Actor) -> int:
    body_id = actor.post.body_id if actor.post and actor.post.body_id else 0
    require_adapter(actor, body_id)
    return body_id


def _terms_of(body_id: int, day: date) -> dict[str, _Terms]:
    """Entry code → its unified and its own terms; entries whose item is not in force are left out."""
    entries = list(ImplementingEntry.objects.filter(body_id=body_id, in_force__contains=day))
    items = {entry.item_id for entry in entries}
    unified = {version.item_id: version for version in versions_in_force(on=day).filter(item_id__in=items)}
    own = adapted_versions([entry.pk for entry in entries], on=day)
    return {
        entry.code: _terms(entry, unified[entry.item_id], own.get(entry.pk))
        for entry in entries
        if entry.item_id in unified
    }


def _terms(entry: ImplementingEntry, version: ItemVersion, own: ItemVersion | None) -> _Terms:
    unified = definition_of(version)
    return _Terms(entry, version, unified, definition_of(own) if own else unified)


def _judged(row: TableRow, terms: _Terms | None, times: int) -> RowVerdict:
    if terms is None:
        return _refused(row, [_not_listed()])
    if times > 1:
        return _refused(row, [_twice()])
    local, changed, findings = _laid_over(terms.current, row)
    if not findings and changed:
        findings = list(_against_the_rules(terms.unified, local))
    if findings:
        return _refused(row, findings, changed)
    verdict = Verdict.CHANGED if changed else Verdict.UNCHANGED
    return RowVerdict(row.line, row.code, verdict, changed, local=local)


def _laid_over(
    current: ItemDefinition, row: TableRow
) -> tuple[ItemDefinition, tuple[str, ...], list[Finding]]:
    local, changed, findings = current, [], []
    for column, cell in zip(COLUMNS, row.cells, strict=True):
        if cell == column.read(current):
            continue
        changed.append(column.heading)
        if column.write is None:
            findings.append(_unified(column.heading))
            continue
        try:
            local = column.write(local, cell)
        except ValueError:
            findings.append(_malformed(column.heading, cell, column.read(current)))
    return local, tuple(changed), findings


def _against_the_rules(unified: ItemDefinition, local: ItemDefinition) -> Iterator[Finding]:
    wrong = refused_changes(unified, local)
    if wrong:
        refusal = NotAnImprovement(unified.name, wrong)
        for one, rule in zip(wrong, refusal.rule.split("\n"), strict=True):
            yield Finding(str(one.label), rule, "", refusal.way_out)
        return
    for found in validate(improved(unified, improvements_of(unified, local))):
        yield Finding(found.field, found.rule, found.article, found.remedy)


def _refused(row: TableRow, findings: Iterable[Finding], changed: tuple[str, ...] = ()) -> RowVerdict:
    return RowVerdict(row.line, row.code, Verdict.REFUSED, changed, tuple(findings))


def _not_listed() -> Finding:
    return Finding(
        "实施编码",
        _("本机关的清单中没有这一事项，清单之外不得办理"),
        _("优化营商环境条例第四十条"),
        _("请核对编码，或删除这一行"),
    )


def _twice() -> Finding:
    return Finding("实施编码", _("同一事项在文件中出现多次"), "", _("每个事项只保留一行"))


def _unified(heading: str) -> Finding:
    return Finding(
        heading,
        _("这一要素由全省统一，不得在本地更改"),
        _("优化营商环境条例第三十五条"),
        _("请恢复导出时的内容，或向省级主管部门提出"),
    )


def _malformed(heading: str, cell: str, current: str) -> Finding:
    return Finding(
        heading,
        _("“%(cell)s”不是可用的值") % {"cell": cell},
        "",
        _("写法如“%(current)s”") % {"current": current},
    )
