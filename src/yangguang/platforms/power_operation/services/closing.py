"""Cases that end without a decision: withdrawn by the applicant, or never corrected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.law.procedures import Act
from yangguang.law.time_limits import end_of_day

from ..access import lock_case, require_applicant
from ..case_clocks import stop_clocks
from ..case_file import CaseFile
from ..events import CaseWithdrawn
from ..models import Correction, Suspension
from ..order import move
from ..states import CaseState, ClockKind, Outcome, ResultCode, StepState
from .fees import cancel_unpaid
from .record import append_events, tell_applicant


@transaction.atomic
def withdraw_case(*, actor: Actor, case_id: int, at: datetime) -> None:
    """The applicant takes the application back before a decision."""
    file = lock_case(case_id)
    require_applicant(actor, file.case)
    move(file.case, Act.WITHDRAW)
    end(file, Outcome.WITHDRAWN, ResultCode.VOIDED, actor=actor, at=at)


@transaction.atomic
def abandon_case(*, case_id: int, at: datetime) -> bool:
    """The time for correction has passed without an answer. Returns False when it was answered after all."""
    file = lock_case(case_id)
    case = file.case
    correction = Correction.objects.filter(case=case, answered_at__isnull=True).first()
    if case.state != CaseState.AWAITING_CORRECTION or correction is None:
        return False
    if end_of_day(correction.answer_by_date) > at:
        return False
    move(case, Act.ABANDON)
    end(file, Outcome.ABANDONED, ResultCode.NOT_CORRECTED, actor=SystemActor(), at=at)
    return True


def end(
    file: CaseFile, outcome: Outcome, result: ResultCode, *, actor: Actor | SystemActor, at: datetime
) -> None:
    """Close a case without a decision: clocks stop, open steps are not made, unpaid fees are let go."""
    case = file.case
    case.outcome, case.result_code, case.concluded_at = outcome, result, at
    case.suspended = False
    Suspension.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    open_steps = [step for step in file.steps if step.state in {StepState.PENDING, StepState.ACTIVE}]
    stop_clocks(file, list(ClockKind), at=at, steps=open_steps)
    for step in open_steps:
        step.state = StepState.SKIPPED
    file.store()
    cancel_unpaid(case, actor=actor, at=at)
    append_events(
        case, [CaseWithdrawn(case_id=case.pk, number=case.number, outcome=outcome)], actor=actor, at=at
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件已终止：%(outcome)s")
        % {"item": case.item_version.name, "outcome": outcome.label},
        at=at,
    )
