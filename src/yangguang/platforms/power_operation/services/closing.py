"""Cases that end without a decision: withdrawn by the applicant, or never corrected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.law.procedures import Act
from yangguang.law.time_limits import end_of_day

from ..access import lock_case, require_applicant, save_case
from ..case_clocks import stop_clocks
from ..events import CaseWithdrawn
from ..models import Case, CaseStep, Correction, Suspension
from ..order import move
from ..states import CaseState, ClockKind, Outcome, ResultCode, StepState
from .record import append_events, tell_applicant


@transaction.atomic
def withdraw_case(*, actor: Actor, case_id: int, at: datetime) -> None:
    """The applicant takes the application back before a decision."""
    case = lock_case(case_id)
    require_applicant(actor, case)
    move(case, Act.WITHDRAW)
    _end(case, Outcome.WITHDRAWN, ResultCode.VOIDED, actor=actor, at=at)


@transaction.atomic
def abandon_case(*, case_id: int, at: datetime) -> bool:
    """The time for correction has passed without an answer. Returns False when it was answered after all."""
    case = lock_case(case_id)
    correction = Correction.objects.filter(case=case, answered_at__isnull=True).first()
    if case.state != CaseState.AWAITING_CORRECTION or correction is None:
        return False
    if end_of_day(correction.answer_by_date) > at:
        return False
    move(case, Act.ABANDON)
    _end(case, Outcome.ABANDONED, ResultCode.NOT_CORRECTED, actor=SystemActor(), at=at)
    return True


def _end(
    case: Case, outcome: Outcome, result: ResultCode, *, actor: Actor | SystemActor, at: datetime
) -> None:
    case.outcome, case.result_code, case.concluded_at = outcome, result, at
    case.suspended = False
    Suspension.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    open_steps = CaseStep.objects.filter(case=case, state__in=[StepState.PENDING, StepState.ACTIVE])
    step_ids = list(open_steps.values_list("pk", flat=True))
    stop_clocks(case, list(ClockKind), at=at, step_ids=step_ids)
    open_steps.update(state=StepState.SKIPPED)
    save_case(case)
    append_events(
        case, [CaseWithdrawn(case_id=case.pk, number=case.number, outcome=outcome)], actor=actor, at=at
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件已终止：%(outcome)s")
        % {"item": case.item_version.name, "outcome": outcome.label},
        at=at,
    )
