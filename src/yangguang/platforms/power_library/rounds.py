"""A round of adjustment (清理) on its way: opened, filled line by line, submitted, found lawful, approved.

Its day publishes it (`rounds_publishing`). `rules.WAYS` says which act may follow which, as for a single version; what was
submitted stands still.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.foundations.organisations.levels import Level
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_approver, require_drafter, require_legal_checker
from .models import AdjustmentRound, ItemVersion, LegalChange, Proposal, ProposalState, RoundLine, RoundState
from .rounds_access import require_organiser
from .rounds_balance import LineKind
from .rounds_deadlines import CHECK, due_at, report_changes, tell
from .rounds_events import (
    RoundApproved,
    RoundFoundLawful,
    RoundOpened,
    RoundReturned,
    RoundSubmitted,
    RoundWithdrawn,
)
from .rounds_planning import day_before, lines_of, objections_in_words, planned, standing_on, written
from .rules import Act, leads_to


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


# ── the round ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_round(
    *, title: str, decision: str, publish_on: date, in_force_on: date, actor: Actor, at: datetime
) -> AdjustmentRound:
    """``decision`` names the document that orders the round; it governs from ``in_force_on``, after it is published.

    Raises `Refusal` without the right, without title or decision, and for days that cannot be.
    """
    require_organiser(actor)
    _require_days(publish_on, in_force_on, at)
    _require_words(title, decision)
    one = AdjustmentRound.objects.create(
        title=title.strip(),
        decision=decision.strip(),
        publish_on=publish_on,
        in_force_on=in_force_on,
        opened_by_id=actor.account_id,
        changed_at=at,
    )
    tell(RoundOpened(round=one.pk, title=one.title, decision=one.decision), actor=actor, at=at)
    return one


@transaction.atomic
def reschedule_round(
    round_id: int, *, publish_on: date, in_force_on: date, actor: Actor, at: datetime
) -> AdjustmentRound:
    """Other days, while the lines are still being collected."""
    one = _locked(round_id)
    require_organiser(actor)
    _move(one, Act.SAVE)
    _require_days(publish_on, in_force_on, at)
    one.publish_on, one.in_force_on = publish_on, in_force_on
    _save(one, at)
    return one


@transaction.atomic
def submit_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    """To the legal check, whose time runs from now. Raises `Refusal` with every objection to the lines at once."""
    one = _locked(round_id)
    require_organiser(actor)
    _move(one, Act.SUBMIT)
    _require_days(one.publish_on, one.in_force_on, at)
    lines = lines_of(one)
    _require_sound(one, lines)
    one.submitted_by_id, one.submitted_at, one.opinion = actor.account_id, at, ""
    one.check_due_at, one.check_overdue_at = due_at(CHECK, shanghai_date(at)), None
    _save(one, at)
    report_changes(one, lines, actor=actor, at=at)
    submitted = RoundSubmitted(
        round=one.pk,
        lines=len(lines),
        lines_sha256=lines_digest(lines),
        check_due_at=one.check_due_at.isoformat(),
    )
    tell(submitted, actor=actor, at=at)
    return one


@transaction.atomic
def find_round_lawful(round_id: int, *, opinion: str, actor: Actor, at: datetime) -> AdjustmentRound:
    """The legal check, by somebody who did not submit the round; ``opinion`` is kept and must say something."""
    one = _locked(round_id)
    require_legal_checker(actor)
    _move(one, Act.FIND_LAWFUL)
    _require_reason(opinion)
    if actor.account_id == one.submitted_by_id:
        raise Refusal(
            asked=_("审核“%(title)s”的合法性") % {"title": one.title},
            rule=_("报送人不得审核自己报送的事项(国办发〔2018〕115号)"),
            way_out=_("请由另一名法制审核人员办理"),
        )
    one.checked_by_id, one.checked_at, one.opinion = actor.account_id, at, opinion.strip()
    _save(one, at)
    tell(RoundFoundLawful(round=one.pk, opinion=one.opinion), actor=actor, at=at)
    return one


@transaction.atomic
def approve_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    """From now on the round waits for its day, which must not have passed."""
    one = _locked(round_id)
    require_approver(actor)
    _move(one, Act.APPROVE)
    _require_days(one.publish_on, one.in_force_on, at)
    one.approved_by_id = actor.account_id
    _save(one, at)
    approved = RoundApproved(
        round=one.pk, publish_on=one.publish_on.isoformat(), in_force_on=one.in_force_on.isoformat()
    )
    tell(approved, actor=actor, at=at)
    return one


@transaction.atomic
def return_round(round_id: int, *, reason: str, actor: Actor, at: datetime) -> AdjustmentRound:
    """By whoever has to act on it next: its lines and days may be changed again."""
    one = _locked(round_id)
    before = one.state
    _move(one, Act.RETURN)
    {
        RoundState.SUBMITTED: require_legal_checker,
        RoundState.LAWFUL: require_approver,
        RoundState.APPROVED: require_organiser,
    }[RoundState(before)](actor)
    _require_reason(reason)
    one.opinion, one.obstacles = reason.strip(), []
    one.submitted_by_id = one.checked_by_id = one.approved_by_id = None
    one.submitted_at = one.check_due_at = one.checked_at = one.check_overdue_at = None
    _save(one, at)
    tell(RoundReturned(round=one.pk, from_state=before, reason=one.opinion), actor=actor, at=at)
    return one


@transaction.atomic
def withdraw_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    one = _locked(round_id)
    require_organiser(actor)
    _move(one, Act.WITHDRAW)
    _save(one, at)
    tell(RoundWithdrawn(round=one.pk), actor=actor, at=at)
    return one


# ── its lines ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_line(round_id: int, new: NewLine, *, actor: Actor, at: datetime) -> RoundLine:
    """Propose one adjustment. Raises `Refusal` for whoever does not speak for the item's department, for what the kind
    needs and ``new`` lacks, and for a second line on one item and level; `NotFound`."""
    one = _locked(round_id)
    _move(one, Act.SAVE)
    line = _line(one, new)
    require_drafter(actor, line.department_id)
    line.added_by_id, line.added_at = actor.account_id, at
    _store(line)
    _save(one, at)
    return line


@transaction.atomic
def remove_line(round_id: int, line_id: int, *, actor: Actor, at: datetime) -> None:
    """By the department whose line it is, while lines are collected."""
    one = _locked(round_id)
    _move(one, Act.SAVE)
    line = one.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound
    require_drafter(actor, line.department_id)
    line.delete()
    _save(one, at)


def _line(one: AdjustmentRound, new: NewLine) -> RoundLine:
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
        line.proposal = _approved_proposal(new.item_key)
        line.department_id = line.proposal.department_id
        line.item_name = str(line.proposal.content.get("name", new.item_key))
    else:
        version = _current(new.item_key)
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


def _approved_proposal(item_key: str) -> Proposal:
    proposal = Proposal.objects.filter(item_key=item_key, state=ProposalState.APPROVED).first()
    if proposal is None:
        raise Refusal(
            asked=_("新增“%(key)s”") % {"key": item_key},
            rule=_("新增的事项应先审核合法性并批准(国办发〔2018〕115号)"),
            way_out=_("先报送事项，批准后再列入清理"),
        )
    return proposal


def _current(item_key: str) -> ItemVersion:
    version = (
        ItemVersion.objects.filter(item_id=item_key, state="published", in_force__upper_inf=True)
        .select_related("item")
        .defer("content", "search_text", "search_vector")
        .first()
    )
    if version is None:
        raise Refusal(
            asked=_("调整“%(key)s”") % {"key": item_key[:60]},
            rule=_("事项不在现行清单上，无从调整"),
            way_out=_("核对事项标识；已经取消的不必再列"),
        )
    return version


def _store(line: RoundLine) -> None:
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Refusal(
            asked=_("调整“%(name)s”") % {"name": line.item_name},
            rule=_("同一层级的同一事项在一轮清理中只能调整一次"),
            way_out=_("先删除已有的一行"),
        ) from error


def lines_digest(lines: list[RoundLine]) -> str:
    """SHA-256 over what the lines say, in their order."""
    said = [
        {
            "kind": line.kind,
            "item": line.item_key,
            "level": line.level,
            "to_level": line.to_level,
            "target": line.target_key,
            "becomes": line.becomes,
            "basis": line.basis,
            "proposal": line.proposal_id,
        }
        for line in lines
    ]
    return sha256(canonical_json({"lines": said})).hexdigest()


# ── what is demanded ─────────────────────────────────────────────────────────────────────


def _locked(round_id: int) -> AdjustmentRound:
    one = AdjustmentRound.objects.select_for_update().filter(pk=round_id).first()
    if one is None:
        raise NotFound
    return one


def _move(one: AdjustmentRound, act: Act) -> None:
    state = leads_to(act, one.state)
    if state is None:
        raise Refusal(
            asked=_("办理“%(title)s”") % {"title": one.title},
            rule=_("现在的状态是“%(state)s”：先报送，再审核合法性，再批准，然后公布(国办发〔2018〕115号)")
            % {"state": one.get_state_display()},
            way_out=_("请按顺序办理；要修改的，先退回"),
        )
    one.state = state


def _require_days(publish_on: date, in_force_on: date, at: datetime) -> None:
    today = shanghai_date(at)
    if publish_on < today or in_force_on <= publish_on:
        raise Refusal(
            asked=_("定于 %(publish)s 公布、%(begin)s 施行") % {"publish": publish_on, "begin": in_force_on},
            rule=_("清理先公布，次日起方可施行，不得溯及既往(行政许可法第五条、第八条)"),
            way_out=_("公布日不早于 %(today)s，施行日至少晚一天") % {"today": today},
        )


def _require_words(title: str, decision: str) -> None:
    if not title.strip() or not decision.strip():
        raise Refusal(
            asked=_("组织清理调整"),
            rule=_("清理应有名称和依据的文件(优化营商环境条例第四十条)"),
            way_out=_("例如“第五轮清理”，鄂政发〔2026〕1号"),
        )


def _require_sound(one: AdjustmentRound, lines: list[RoundLine]) -> None:
    asked = _("报送“%(title)s”") % {"title": one.title}
    if not lines:
        raise Refusal(asked=asked, rule=_("一轮清理至少有一项调整"), way_out=_("先由部门提出调整"))
    plan = planned(lines, standing_on(day_before(one)))
    wrong = objections_in_words(lines, plan)
    if wrong:
        raise Refusal(asked=asked, rule=written(wrong, "rule"), way_out=written(wrong, "way_out"))


def _require_reason(text: str) -> None:
    if not text.strip():
        raise Refusal(
            asked=_("办理清理调整"),
            rule=_("意见和理由应当写明并留存(国办发〔2018〕115号)"),
            way_out=_("写明意见或者要修改什么"),
        )


def _save(one: AdjustmentRound, at: datetime) -> None:
    one.changed_at = at
    one.save()
