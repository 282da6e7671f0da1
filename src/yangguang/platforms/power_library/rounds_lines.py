"""The lines of a round: what the departments propose, one by one or many at once, while lines are collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level
from yangguang.law.refusals import NotFound, Refusal

from .access import require_drafter
from .models import AdjustmentRound, ItemVersion, LegalChange, Proposal, ProposalState, RoundLine
from .rounds import keep_round, locked_round, move_round
from .rounds_balance import LineKind
from .rules import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """What an officer proposes. ``level``, ``to_level``: 2 province … 6 village; which a kind needs says `RoundLine`."""

    kind: LineKind
    item_key: str
    basis: str
    level: int | None = None
    to_level: int | None = None
    target_key: str = ""
    becomes: str = ""
    change_id: int | None = None


def add_line(round_id: int, new: NewLine, *, actor: Actor, at: datetime) -> RoundLine:
    """`add_lines` of one."""
    (line,) = add_lines(round_id, [new], actor=actor, at=at)
    return line


@transaction.atomic
def add_lines(round_id: int, new: Sequence[NewLine], *, actor: Actor, at: datetime) -> list[RoundLine]:
    """Propose adjustments, all or none.

    Raises `Refusal` for whoever does not speak for an item's department, for what a kind needs and a line lacks, and for
    a second line on one item and level; `NotFound`.
    """
    one = locked_round(round_id)
    move_round(one, Act.SAVE)
    known = _Known([line.item_key for line in new])
    lines = [_line(one, line, known) for line in new]
    for department in {line.department_id for line in lines}:
        require_drafter(actor, department)
    for line in lines:
        line.added_by_id, line.added_at = actor.account_id, at
    _store(lines)
    keep_round(one, at)
    return lines


@transaction.atomic
def remove_line(round_id: int, line_id: int, *, actor: Actor, at: datetime) -> None:
    """By the department whose line it is."""
    one = locked_round(round_id)
    move_round(one, Act.SAVE)
    line = one.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound
    require_drafter(actor, line.department_id)
    line.delete()
    keep_round(one, at)


class _Known:
    """The items that lines speak of: their latest version, or what was approved and waits to be added."""

    def __init__(self, keys: Sequence[str]) -> None:
        versions = (
            ItemVersion.objects.filter(item_id__in=keys, state="published", in_force__upper_inf=True)
            .select_related("item")
            .defer("content", "search_text", "search_vector")
        )
        self._versions = {version.item_id: version for version in versions}
        waiting = Proposal.objects.filter(item_key__in=keys, state=ProposalState.APPROVED)
        self._proposals = {proposal.item_key: proposal for proposal in waiting}

    def version(self, key: str) -> ItemVersion:
        if key not in self._versions:
            raise Refusal(
                asked=_("调整“%(key)s”") % {"key": key[:60]},
                rule=_("事项不在现行清单上，无从调整"),
                way_out=_("核对事项标识；已经取消的不必再列"),
            )
        return self._versions[key]

    def proposal(self, key: str) -> Proposal:
        if key not in self._proposals:
            raise Refusal(
                asked=_("新增“%(key)s”") % {"key": key[:60]},
                rule=_("新增的事项应先审核合法性并批准(国办发〔2018〕115号)"),
                way_out=_("先报送事项，批准后再列入清理"),
            )
        return self._proposals[key]


def _line(one: AdjustmentRound, new: NewLine, known: _Known) -> RoundLine:
    line = RoundLine(
        round=one,
        kind=new.kind.value,
        item_key=new.item_key,
        level=new.level if new.kind not in (LineKind.ADD, LineKind.TAKE_OVER) else None,
        to_level=new.to_level if new.kind in (LineKind.DELEGATE, LineKind.TAKE_OVER) else None,
        target_key=new.target_key if new.kind is LineKind.MERGE else "",
        becomes=new.becomes.strip() if new.kind is LineKind.CONVERT else "",
        basis=new.basis.strip(),
    )
    _require_what_the_kind_needs(line)
    if new.kind is LineKind.ADD:
        line.proposal = known.proposal(new.item_key)
        line.department_id = line.proposal.department_id
        line.item_name = str(line.proposal.content.get("name", new.item_key))
    else:
        version = known.version(new.item_key)
        line.department_id, line.item_name = version.item.department_id, version.name
    if new.change_id is not None:
        line.change = LegalChange.objects.filter(
            pk=new.change_id, department_id=line.department_id, published_on__lte=one.in_force_on
        ).first()
        if line.change is None:
            raise NotFound
    return line


def _require_what_the_kind_needs(line: RoundLine) -> None:
    rule = ""
    if not line.basis:
        rule = _("每项调整都要写明依据的文件和条款(优化营商环境条例第四十条)")
    elif line.kind == LineKind.DELEGATE and not (line.level and line.to_level and line.level < line.to_level):
        rule = _("下放要写明从哪一级到哪一级，只能由上而下")
    elif line.kind == LineKind.TAKE_OVER and not line.to_level:
        rule = _("承接要写明由哪一级承接")
    elif line.kind == LineKind.MERGE and (not line.target_key or line.target_key == line.item_key):
        rule = _("合并要写明并入哪一个事项")
    elif line.kind == LineKind.CONVERT and not line.becomes:
        rule = _("转为其他管理方式的，要写明转为什么")
    elif any(level is not None and level not in set(Level) for level in (line.level, line.to_level)):
        rule = _("层级为省、市、县、乡、村五级之一")
    if rule:
        raise Refusal(asked=_("提出清理调整"), rule=rule, way_out=_("补齐后再提交"))


def _store(lines: Sequence[RoundLine]) -> None:
    try:
        with transaction.atomic():
            RoundLine.objects.bulk_create(lines)
    except IntegrityError as error:
        names = "、".join(dict.fromkeys(line.item_name for line in lines))[:120]
        raise Refusal(
            asked=_("调整“%(name)s”") % {"name": names},
            rule=_("同一层级的同一事项在一轮清理中只能调整一次"),
            way_out=_("先删除已有的一行"),
        ) from error
