"""Commitments as the pages show them: of one case, and all that wait for a check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from .access import REVIEW_ROLES
from .commitment_models import CommitmentState
from .models import Case, Clock, Commitment, CommitmentCheck
from .states import ClockKind

WAITING_SHOWN = 100


@dataclass(frozen=True, slots=True)
class CommitmentOfCase:
    """``checks`` in the order in which they were made; ``due_date`` is the last day for the one that comes next."""

    commitment: Commitment
    checks: Sequence[CommitmentCheck]

    @property
    def to_check(self) -> bool:
        return self.commitment.state in {CommitmentState.TO_CHECK, CommitmentState.CORRECTING}


def commitment_of(case: Case) -> CommitmentOfCase | None:
    """None when the item has no commitment, without asking the database."""
    if not library.definition_of(case.item_version).commitments:
        return None
    commitment = Commitment.objects.filter(case=case).select_related("document", "revocation").first()
    if commitment is None:
        return None
    checks = CommitmentCheck.objects.filter(commitment=commitment).select_related("document", "checked_by")
    return CommitmentOfCase(commitment, list(checks.order_by("pk")))


@dataclass(frozen=True, slots=True)
class WaitingCommitment:
    """``due_date``: the last day of the check's limit, or of the time to put right what a check found."""

    commitment: Commitment
    due_date: date


def commitments_to_check(actor: Actor) -> list[WaitingCommitment]:
    """Commitments that the actor's body has still to check, what is due first on top."""
    post = actor.post
    if post is None or not actor.holds(*REVIEW_ROLES):
        return []
    open_states = [CommitmentState.TO_CHECK, CommitmentState.CORRECTING]
    found = Commitment.objects.filter(state__in=open_states, case__body_id=post.body_id).select_related(
        "case__item_version"
    )
    clocks = Clock.objects.filter(kind=ClockKind.CHECK, case__commitment__in=found)
    due = dict(clocks.values_list("case_id", "due_at"))
    last = timedelta(microseconds=1)
    waiting = [
        WaitingCommitment(one, one.correct_by_date or shanghai_date(due[one.case_id] - last)) for one in found
    ]
    return sorted(waiting, key=lambda one: (one.due_date, one.commitment.pk))[:WAITING_SHOWN]
