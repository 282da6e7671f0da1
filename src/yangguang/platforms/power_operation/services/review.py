"""Opinions of the steps before the decision, and the recorded legal review."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal

from ..access import lock_case, step_in_hand
from ..case_clocks import new_clock, stop_clocks
from ..case_file import CaseFile
from ..events import CaseEvent, LegalReviewRecorded, OpinionSubmitted, StepsStarted
from ..models import Case, CaseStep, LegalReviewRecord
from ..order import require_possible
from ..states import ClockKind, Opinion, StepState
from .record import append_events


@transaction.atomic
def submit_opinion(*, actor: Actor, case_id: int, opinion: Opinion, text: str, at: datetime) -> None:
    """Give the opinion of the step in hand; the last opinion of a stage opens the next stage.

    Disagreeing needs reasons. Steps of one stage wait for each other and for nobody else.
    """
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.SUBMIT_OPINION)
    step = step_in_hand(actor, file, decides=False)
    if opinion == Opinion.DISAGREE and not text.strip():
        raise Refusal(
            asked=_("在“%(step)s”环节提出不同意") % {"step": step.name},
            rule=_("不同意的审查意见应当说明理由（行政许可法第三十八条）"),
            way_out=_("请写明不同意的事实和理由"),
        )
    require_running(case, _("提交“%(step)s”意见") % {"step": step.name})
    finish_step(step, actor=actor, opinion=opinion, text=text, at=at)
    stop_clocks(file, [], at=at, steps=[step])
    events: list[CaseEvent] = [
        OpinionSubmitted(case_id=case.pk, number=case.number, step=step.key, opinion=opinion)
    ]
    started = start_next_stage(file, step, at=at)
    file.store()
    if started:
        events.append(StepsStarted(case_id=case.pk, number=case.number, steps=[s.key for s in started]))
    append_events(case, events, actor=actor, at=at)


def require_running(case: Case, asked: str) -> None:
    """Nothing is decided while a special procedure holds the clock."""
    if case.suspended:
        raise Refusal(
            asked=asked,
            rule=_("特别程序期间不计入办理时限，期间不作出审查意见和决定（行政许可法第四十五条）"),
            way_out=_("请先结束特别程序、恢复计时"),
        )


def finish_step(step: CaseStep, *, actor: Actor, opinion: Opinion, text: str, at: datetime) -> None:
    step.state, step.finished_at = StepState.DONE, at
    step.opinion, step.opinion_text = opinion, text.strip()
    step.finished_by_id = actor.account_id
    step.finished_in_post_id = actor.post.id if actor.post else None


def start_next_stage(file: CaseFile, done: CaseStep, *, at: datetime) -> list[CaseStep]:
    """Open the stage after ``done`` when every step of its own stage is done."""
    if any(step.stage == done.stage and step.state != StepState.DONE for step in file.steps):
        return []
    pending = [step for step in file.steps if step.state == StepState.PENDING]
    started = [step for step in pending if step.stage == pending[0].stage]
    for step in started:
        step.state, step.started_at = StepState.ACTIVE, at
        file.clocks.append(new_clock(file.case, ClockKind.STEP, step.limit, started_at=at, at=at, step=step))
    return started


@transaction.atomic
def record_legal_review(*, actor: Actor, case_id: int, passed: bool, opinion: str, at: datetime) -> None:
    """Record a legal review; decisions of items that demand one are refused until it is passed."""
    case = lock_case(case_id).case
    require_possible(case, Act.SUBMIT_OPINION)
    if not (actor.holds(Role.LEGAL_OFFICER) and actor.answers_for(case.place_path)):
        raise NotFound
    if not opinion.strip():
        raise Refusal(
            asked=_("记录办件 %(number)s 的法制审核") % {"number": case.number},
            rule=_("法制审核应当提出书面意见（国办发〔2018〕118号）"),
            way_out=_("请填写审核意见"),
        )
    LegalReviewRecord.objects.create(
        case=case, passed=passed, opinion=opinion.strip(), reviewed_by_id=actor.account_id, reviewed_at=at
    )
    append_events(
        case,
        [LegalReviewRecorded(case_id=case.pk, number=case.number, passed=passed)],
        actor=actor,
        at=at,
    )
