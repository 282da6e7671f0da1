"""How cases are said and drawn, on the desk and on the portal alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.web.components import PathStep, TimelineEntry
from yangguang.foundations.web.templatetags.yangguang import in_language, status_badge
from yangguang.foundations.web.wording import (
    day_text,
    either_language,
    in_english,
    moment_day_text,
    moment_text,
    said,
)
from yangguang.law.clock_events import SpecialProcedure
from yangguang.law.time_limits import TimeLimit, Unit

from ..act_names import act_name
from ..answers import answers
from ..commitment_models import CommitmentState
from ..models import Case, CaseMaterial, Commitment, ReconciliationDifference
from ..queries import CaseFile, FeesOfCase, Urgency
from ..reconciliation_records import waits
from ..rules import missing_materials
from ..states import CaseState, FeeState, Outcome
from ..whose_time import Desk, Holder

register = template.Library()

TONE_OF_STATE = {
    CaseState.RECEIVED: "ongoing",
    CaseState.AWAITING_CORRECTION: "warn",
    CaseState.UNDER_REVIEW: "ongoing",
}
_UNITS = {
    Unit.WORKING_DAY: "working days",
    Unit.NATURAL_DAY: "days",
    Unit.MONTH: "months",
    Unit.YEAR: "years",
    Unit.HOUR: "hours",
    Unit.MINUTE: "minutes",
}


@register.filter
def limit_words(limit: str | TimeLimit) -> str:
    """ "20wd" → 20个工作日 / 20 working days; 0 days is "on the spot"."""
    parsed = TimeLimit.parse(limit) if isinstance(limit, str) else limit
    if parsed.amount == 0:
        return _("当场办结")
    if not in_english():
        return parsed.in_words()
    unit = _UNITS[parsed.unit]
    return f"{parsed.amount} {unit.removesuffix('s') if parsed.amount == 1 else unit}"


@register.filter
def last_day(due_at: datetime) -> str:
    """The last day of a limit whose first late moment is ``due_at``."""
    return moment_day_text(due_at - timedelta(microseconds=1))


@register.simple_tag
def case_state(case: Case) -> SafeString:
    """The state in a word: for ended cases, how they ended."""
    if case.suspended:
        return status_badge(_("特别程序中，暂停计时"), "paused")
    if case.state in {CaseState.CONCLUDED, CaseState.DELIVERED}:
        tone = "good" if case.outcome == Outcome.GRANTED else "paused"
        word = str(Outcome(case.outcome).label)
        delivered = case.state == CaseState.DELIVERED
        return status_badge(_("%(outcome)s，已送达") % {"outcome": word} if delivered else word, tone)
    return status_badge(str(CaseState(case.state).label), TONE_OF_STATE[CaseState(case.state)])


@register.simple_tag
def fee_state(fees: FeesOfCase) -> SafeString:
    """Paid or not, in a word."""
    state = FeeState(fees.notice.state)
    tone = {FeeState.DUE: "warn", FeeState.PAID: "good", FeeState.WAIVED: "good"}.get(state, "paused")
    return status_badge(str(state.label), tone)


@register.simple_tag
def fee_tone(fees: FeesOfCase) -> str:
    """The colour of the box: what must still be paid stands out."""
    return "sun" if fees.due else ""


_TONE_OF_COMMITMENT = {
    CommitmentState.TO_CHECK: "ongoing",
    CommitmentState.FULFILLED: "good",
    CommitmentState.CORRECTING: "warn",
    CommitmentState.REVOKED: "bad",
}


@register.simple_tag
def commitment_state(held: Commitment) -> SafeString:
    """Where a commitment stands, in a word."""
    return status_badge(str(held.get_state_display()), _TONE_OF_COMMITMENT[CommitmentState(held.state)])


@register.simple_tag
def commitment_tone(held: Commitment) -> str:
    """The colour of the box: what was not kept stands out."""
    return {"correcting": "yellow", "revoked": "red"}.get(held.state, "")


@register.filter
def waits_to_be_settled(one: ReconciliationDifference) -> bool:
    return waits(one)


@register.simple_tag
def difference_state(one: ReconciliationDifference) -> SafeString:
    """Whether a difference waits, was settled, or never was one of money."""
    if one.settled_at:
        return status_badge(_("已处理"), "good")
    return status_badge(_("待处理"), "bad") if waits(one) else status_badge(_("无须处理"), "paused")


@register.simple_tag
def difference_tone(one: ReconciliationDifference) -> str:
    return "yellow" if waits(one) else "quiet"


@register.simple_tag
def case_sentence(file: CaseFile) -> str:
    """One plain sentence of what happens now."""
    case = file.case
    if case.suspended:
        kind = said(file.suspensions[-1].label)
        return _("正在进行%(kind)s，所需时间不计入办理时限。") % {"kind": kind}
    match CaseState(case.state):
        case CaseState.RECEIVED:
            return _("窗口已收到，正在核对材料是否齐全。")
        case CaseState.AWAITING_CORRECTION:
            return _("等您补正材料。")
        case CaseState.UNDER_REVIEW:
            names = "、".join(in_language(step) for step in file.open_steps)
            return _("已受理，正在办理：%(steps)s。") % {"steps": names}
        case CaseState.CONCLUDED | CaseState.DELIVERED if said_of := _after_the_decision(file):
            return said_of
        case CaseState.CONCLUDED:
            return _(_CONCLUDED[Outcome(case.outcome)])
        case CaseState.DELIVERED:
            return _("已办结，结果已送达。")


def _after_the_decision(file: CaseFile) -> str:
    """What a check of the commitment led to; empty when all is as committed, or there was none."""
    held = file.commitment.commitment if file.commitment else None
    if held is None:
        return ""
    if held.state == CommitmentState.REVOKED:
        return _("决定已被撤销，理由和救济途径见撤销决定书。")
    if held.state == CommitmentState.CORRECTING and held.correct_by_date:
        return _("核查发现与承诺不符，请在 %(day)s 前整改。") % {"day": day_text(held.correct_by_date)}
    return ""


@register.simple_tag
def revoked_badge(file: CaseFile) -> SafeString | str:
    """Beside the state of a case whose decision was taken back."""
    held = file.commitment.commitment if file.commitment else None
    if held is None or held.state != CommitmentState.REVOKED:
        return ""
    return status_badge(str(CommitmentState.REVOKED.label), "bad")


def _mark(text: str) -> str:
    """Marks a text for the message catalogue without translating it yet."""
    return text


_CONCLUDED = {
    Outcome.GRANTED: _mark("已准予，正在制证送达。"),
    Outcome.REFUSED: _mark("未获准予，理由和救济途径见决定书。"),
    Outcome.DECLINED: _mark("不予受理，理由见通知书。"),
    Outcome.REFERRED: _mark("不属于本机关办理，请向通知书写明的机关申请。"),
    Outcome.WITHDRAWN: _mark("您已撤回申请。"),
    Outcome.ABANDONED: _mark("逾期未补正，本次申请已终止，可以重新申请。"),
}


@register.filter
def path_stages(file: CaseFile) -> list[list[PathStep]]:
    """The steps of a case as `steps_path` draws them."""
    stages: dict[int, list[PathStep]] = {}
    for step in file.steps:
        finished = moment_day_text(step.finished_at) if step.finished_at else limit_words(step.limit)
        drawn = PathStep(in_language(step), step.state, in_language(step.body), finished)
        stages.setdefault(step.stage, []).append(drawn)
    return list(stages.values())


@register.filter
def material_name(material: CaseMaterial, file: CaseFile) -> str:
    """The name of a material as the pinned guide has it."""
    return next((in_language(m) for m in file.definition.materials if m.key == material.key), material.key)


@register.simple_tag
def problem_word(problem: str) -> str:
    words = {"missing": _("缺少"), "incorrect": _("不符合要求"), "out_of_date": _("已过期")}
    return words.get(problem, problem)


@dataclass(frozen=True, slots=True)
class TimeShare:
    """A desk's working days, drawn as a bar of ``width`` percent that begins at ``left``."""

    name: str
    desk: str
    days: int
    left: int
    width: int


@register.filter
def whose_time(file: CaseFile) -> list[TimeShare]:
    """用时去向: the working days of a case by desk, in the order in which it came to them."""
    total = sum(file.days_by_holder.values())
    drawn: list[TimeShare] = []
    left = 0
    for holder, days in file.days_by_holder.items():
        width = 100 * days // total if total else 0
        drawn.append(TimeShare(_holder_name(holder, file), holder.desk, days, left, width))
        left += width
    return drawn


def _holder_name(holder: Holder, file: CaseFile) -> str:
    match holder.desk:
        case Desk.APPLICANT:
            return _("申请人补正")
        case Desk.WINDOW:
            return _("窗口")
        case Desk.PROCEDURE:
            return said(SpecialProcedure(holder.key).label)
        case Desk.DEPARTMENT:
            bodies = [file.case.body, *(step.body for step in file.steps)]
            return next(in_language(body) for body in bodies if str(body.pk) == holder.key)


@register.filter
def case_timeline(file: CaseFile) -> list[TimelineEntry]:
    """What happened, newest first; posts are named, people are not."""
    entries = [
        *_intake(file),
        *_tolerance(file),
        *_commitment(file),
        *_clock_acts(file),
        *_site_checks(file),
        *_hearings(file),
        *_steps(file),
        *_ending(file),
    ]
    # Of acts of the same moment the later one of the way comes first, as with all others.
    return sorted(entries, key=lambda entry: entry.at or file.case.received_at)[::-1]


def _intake(file: CaseFile) -> list[TimelineEntry]:
    case = file.case
    entries = [TimelineEntry(_("收到申请"), case.received_at, str(case.get_channel_display()))]
    for correction in file.corrections:
        entries.append(TimelineEntry(_("一次性告知补正"), correction.requested_at, tone="warn"))
        if correction.answered_at:
            entries.append(TimelineEntry(_("收到补正材料"), correction.answered_at))
    if case.accepted_at:
        word = _("视为受理（逾期未告知）") if case.deemed_accepted else _("受理")
        entries.append(TimelineEntry(word, case.accepted_at, tone="good"))
    return entries


def _tolerance(file: CaseFile) -> list[TimelineEntry]:
    promise = file.tolerance
    if promise is None:
        return []
    entries = [TimelineEntry(_("承诺限期补交材料"), promise.accepted_at, text=promise.promise, tone="warn")]
    if promise.supplied_at:
        entries.append(TimelineEntry(_("承诺的材料已补齐"), promise.supplied_at, tone="good"))
    elif promise.lapsed_at and file.case.outcome == Outcome.ABANDONED:
        ending = str(promise.get_ending_display())
        entries.append(TimelineEntry(_("逾期未补交"), promise.lapsed_at, text=ending, tone="bad"))
    return entries


def _commitment(file: CaseFile) -> list[TimelineEntry]:
    if file.commitment is None:
        return []
    held = file.commitment.commitment
    entries = [TimelineEntry(_("签署告知承诺书"), held.signed_at)]
    for check in file.commitment.checks:
        title, tone = (_("核查：与承诺相符"), "good") if check.fulfilled else (_("核查：与承诺不符"), "bad")
        entries.append(TimelineEntry(title, check.checked_at, text=check.facts, tone=tone))
    if held.revoked_at:
        entries.append(TimelineEntry(_("撤销决定"), held.revoked_at, tone="bad"))
    if held.restored_at:
        entries.append(TimelineEntry(_("信用修复"), held.restored_at, tone="good"))
    return entries


def _clock_acts(file: CaseFile) -> list[TimelineEntry]:
    entries = []
    for suspension in file.suspensions:
        entries.append(
            TimelineEntry(
                _("启动%(kind)s，暂停计时") % {"kind": said(suspension.label)},
                suspension.started_at,
                text=suspension.reason,
                tone="paused",
            )
        )
        if suspension.ended_at:
            entries.append(TimelineEntry(_("恢复计时"), suspension.ended_at))
    if file.extension:
        title = _("批准延期 %(by)s") % {"by": limit_words(file.extension.by_limit)}
        entries.append(TimelineEntry(title, file.extension.approved_at, text=file.extension.reason))
    return entries


def _site_checks(file: CaseFile) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            _("现场核查：符合要求") if check.passed else _("现场核查：不符合要求"),
            check.recorded_at,
            text=check.findings,
            tone="good" if check.passed else "bad",
        )
        for check in file.site_checks
    ]


def _hearings(file: CaseFile) -> list[TimelineEntry]:
    entries = []
    for hearing in file.hearings:
        said_of = _("%(time)s，%(place)s，主持人 %(chair)s") % {
            "time": moment_text(hearing.begins_at),
            "place": hearing.place,
            "chair": hearing.chair,
        }
        entries.append(TimelineEntry(_("通知听证"), hearing.arranged_at, text=said_of))
        if hearing.held_at:
            entries.append(
                TimelineEntry(_("举行听证"), hearing.held_at, text=hearing.participants, tone="good")
            )
        if hearing.called_off_at:
            entries.append(TimelineEntry(_("取消听证"), hearing.called_off_at, text=hearing.called_off_why))
    return entries


def _steps(file: CaseFile) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            in_language(step),
            step.finished_at,
            in_language(step.body),
            str(step.get_opinion_display()),
            "good" if step.opinion == "agree" else "bad",
        )
        for step in file.steps
        if step.finished_at
    ]


def _ending(file: CaseFile) -> list[TimelineEntry]:
    case = file.case
    entries = []
    entries += _fees(file)
    if case.concluded_at:
        tone = "good" if case.outcome == Outcome.GRANTED else "bad"
        entries.append(
            TimelineEntry(
                _("办结：%(outcome)s") % {"outcome": case.get_outcome_display()}, case.concluded_at, tone=tone
            )
        )
    if case.delivered_at:
        entries.append(TimelineEntry(_("结果送达"), case.delivered_at, tone="good"))
    return entries


def _fees(file: CaseFile) -> list[TimelineEntry]:
    if file.fees is None:
        return []
    entries = [TimelineEntry(_("一次性告知费用"), file.fees.notice.issued_at)]
    if file.fees.order and file.fees.order.paid_at:
        entries.append(TimelineEntry(_("费用缴清"), file.fees.order.paid_at, tone="good"))
    if file.fees.refund and file.fees.refund.refunded_at:
        entries.append(TimelineEntry(_("全额退费"), file.fees.refund.refunded_at))
    return entries


@register.filter
def just_before(due_at: datetime) -> datetime:
    """A moment of the last day of a limit whose first late moment is ``due_at``, for showing the day."""
    return due_at - timedelta(microseconds=1)


@register.filter
def form_answers(file: CaseFile) -> list[tuple[str, str]]:
    """What was typed, field by field, as people read it."""
    return answers(file.definition, file.case.form)


@register.filter
def missing_names(file: CaseFile) -> list[str]:
    """Names of materials that the case does not hold and nobody has promised to bring later."""
    held = [material.key for material in file.materials if material.replaced_at is None]
    missing = {*missing_materials(file.definition, held), *file.missing_tolerable} - set(file.outstanding)
    return [in_language(material) for material in file.definition.materials if material.key in missing]


@register.filter
def outstanding_names(file: CaseFile) -> list[str]:
    """Names of the materials that were promised to come later and have not come."""
    return [in_language(row) for row in file.definition.materials if row.key in file.outstanding]


@register.simple_tag
def urgency_title(urgency: Urgency) -> str:
    """What an urgency means, in words."""
    return {
        Urgency.STATUTE_PASSED: _("已超过法定期限"),
        Urgency.PROMISE_PASSED: _("已超过承诺时限"),
        Urgency.SOON: _("今天或下一个工作日到期"),
        Urgency.LATER: _("未到期"),
        Urgency.SUSPENDED: _("特别程序中，暂停计时"),
    }[urgency]


@register.filter
def urgency_tone(urgency: Urgency) -> str:
    return {Urgency.STATUTE_PASSED: "red", Urgency.PROMISE_PASSED: "yellow", Urgency.SOON: "sun"}.get(
        urgency, "quiet"
    )


@register.filter
def matter_name(stored: dict[str, Any]) -> str:
    """The name of the matter that a joint case keeps."""
    return either_language(stored["name"], stored["name_en"])


@register.filter
def act_words(kind: str) -> str:
    """What the act behind a ledger event is called."""
    return act_name(kind)
