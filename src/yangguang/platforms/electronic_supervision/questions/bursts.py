"""Many acts by one hand in a short time, found among acts in the order of their recording. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class EnteredAct:
    """An act as the ledger has it: whose hand, which case, when done and when entered."""

    actor_id: int
    case_id: int
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Burst:
    acts: Sequence[EnteredAct]

    @property
    def spread(self) -> timedelta:
        """How far apart the acts are said to have been done."""
        done = [act.occurred_at for act in self.acts]
        return max(done) - min(done)

    @property
    def cases(self) -> set[int]:
        return {act.case_id for act in self.acts}


def bursts(
    acts: Iterable[EnteredAct], *, within: timedelta, least: int, spread: timedelta = timedelta()
) -> list[Burst]:
    """Runs of at least ``least`` cases entered by one hand within ``within``, said to be done over ``spread`` or more."""
    by_hand: dict[int, list[EnteredAct]] = defaultdict(list)
    for act in acts:
        by_hand[act.actor_id].append(act)
    found = [run for hand in by_hand.values() for run in _runs(hand, within)]
    return [run for run in found if len(run.cases) >= least and run.spread >= spread]


def _runs(acts: Iterable[EnteredAct], within: timedelta) -> list[Burst]:
    """The acts cut into runs, none longer than ``within`` from its first act."""
    runs: list[list[EnteredAct]] = []
    for act in sorted(acts, key=lambda act: (act.recorded_at, act.case_id)):
        if runs and act.recorded_at - runs[-1][0].recorded_at <= within:
            runs[-1].append(act)
        else:
            runs.append([act])
    return [Burst(run) for run in runs]
