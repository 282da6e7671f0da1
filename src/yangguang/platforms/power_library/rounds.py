"""A round of adjustment (清理) on its way: opened, filled line by line, submitted, found lawful, approved.

Its day publishes it (`rounds_publishing`). `rules.WAYS` says which act may follow which, as for a single version; what was
submitted stands still.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_approver, require_legal_checker
from .models import AdjustmentRound, RoundLine, RoundState
from .rounds_access import require_organiser
from .rounds_deadlines import CHECK, due_at, report_changes, tell
from .rounds_events import (
    RoundApproved,
    RoundFoundLawful,
    RoundOpened,
    RoundReturned,
    RoundSubmitted,
    RoundWithdrawn,
)
from .rounds_planning import (
    day_before,
    lines_digest,
    lines_of,
    objections_in_words,
    planned,
    standing_on,
    written,
)
from .rules import Act, leads_to

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
    one = locked_round(round_id)
    require_organiser(actor)
    move_round(one, Act.SAVE)
    _require_days(publish_on, in_force_on, at)
    one.publish_on, one.in_force_on = publish_on, in_force_on
    keep_round(one, at)
    return one


@transaction.atomic
def submit_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    """To the legal check, whose time runs from now. Raises `Refusal` with every objection to the lines at once."""
    one = locked_round(round_id)
    require_organiser(actor)
    move_round(one, Act.SUBMIT)
    _require_days(one.publish_on, one.in_force_on, at)
    lines = lines_of(one)
    _require_sound(one, lines)
    one.submitted_by_id, one.submitted_at, one.opinion = actor.account_id, at, ""
    one.check_due_at, one.check_overdue_at = due_at(CHECK, shanghai_date(at)), None
    keep_round(one, at)
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
    one = locked_round(round_id)
    require_legal_checker(actor)
    move_round(one, Act.FIND_LAWFUL)
    _require_reason(opinion)
    if actor.account_id == one.submitted_by_id:
        raise Refusal(
            asked=_("审核“%(title)s”的合法性") % {"title": one.title},
            rule=_("报送人不得审核自己报送的事项(国办发〔2018〕115号)"),
            way_out=_("请由另一名法制审核人员办理"),
        )
    one.checked_by_id, one.checked_at, one.opinion = actor.account_id, at, opinion.strip()
    keep_round(one, at)
    tell(RoundFoundLawful(round=one.pk, opinion=one.opinion), actor=actor, at=at)
    return one


@transaction.atomic
def approve_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    """From now on the round waits for its day, which must not have passed."""
    one = locked_round(round_id)
    require_approver(actor)
    move_round(one, Act.APPROVE)
    _require_days(one.publish_on, one.in_force_on, at)
    one.approved_by_id = actor.account_id
    keep_round(one, at)
    approved = RoundApproved(
        round=one.pk, publish_on=one.publish_on.isoformat(), in_force_on=one.in_force_on.isoformat()
    )
    tell(approved, actor=actor, at=at)
    return one


@transaction.atomic
def return_round(round_id: int, *, reason: str, actor: Actor, at: datetime) -> AdjustmentRound:
    """By whoever has to act on it next: its lines and days may be changed again."""
    one = locked_round(round_id)
    before = one.state
    move_round(one, Act.RETURN)
    {
        RoundState.SUBMITTED: require_legal_checker,
        RoundState.LAWFUL: require_approver,
        RoundState.APPROVED: require_organiser,
    }[RoundState(before)](actor)
    _require_reason(reason)
    one.opinion, one.obstacles = reason.strip(), []
    one.submitted_by_id = one.checked_by_id = one.approved_by_id = None
    one.submitted_at = one.check_due_at = one.checked_at = one.check_overdue_at = None
    keep_round(one, at)
    tell(RoundReturned(round=one.pk, from_state=before, reason=one.opinion), actor=actor, at=at)
    return one


@transaction.atomic
def withdraw_round(round_id: int, *, actor: Actor, at: datetime) -> AdjustmentRound:
    one = locked_round(round_id)
    require_organiser(actor)
    move_round(one, Act.WITHDRAW)
    keep_round(one, at)
    tell(RoundWithdrawn(round=one.pk), actor=actor, at=at)
    return one


# ── what is demanded ─────────────────────────────────────────────────────────────────────


def locked_round(round_id: int) -> AdjustmentRound:
    one = AdjustmentRound.objects.select_for_update().filter(pk=round_id).first()
    if one is None:
        raise NotFound
    return one


def move_round(one: AdjustmentRound, act: Act) -> None:
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


def keep_round(one: AdjustmentRound, at: datetime) -> None:
    one.changed_at = at
    one.save()
