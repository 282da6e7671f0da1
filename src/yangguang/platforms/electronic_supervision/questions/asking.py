"""The questions of a place and period, and the cases behind each: shares against others, bursts by one hand."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yangguang.foundations.ledger import queries as ledger
from yangguang.platforms.power_operation.queries import Case

from .bursts import Burst, EnteredAct, bursts
from .catalogue import Signal, signals
from .shares import PATTERNS
from .statistics import Tally, stands_out

OFFICERS_ACTS = frozenset(
    f"operation.{name}"
    for name in (
        "CaseReceived",
        "CorrectionRequested",
        "CaseAccepted",
        "CaseDeclined",
        "OpinionSubmitted",
        "CaseDecided",
        "CaseDelivered",
    )
)
# Which acts a burst signal looks at, and whether only those entered after they were done.
ACTS_OF = {
    "entered_in_bursts": (OFFICERS_ACTS, True),
    "decided_in_bulk": (frozenset({"operation.CaseDecided"}), False),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One signal at one body. ``item`` is empty for a burst, and so is ``chance``; ``others`` is what it is held against."""

    signal: Signal
    body_id: int
    item: str
    own: Tally
    others: Tally
    chance: float | None


def questions(path: str, from_at: datetime, to_at: datetime) -> list[Question]:
    """What there is to ask of the bodies of a place and below; the others are those of the whole province."""
    return [
        question
        for signal in signals()
        for question in (
            _of_shares(signal, path, from_at, to_at)
            if signal.bar
            else _of_bursts(signal, path, from_at, to_at)
        )
    ]


def cases_behind(
    signal: Signal, body_id: int, item: str, from_at: datetime, to_at: datetime
) -> QuerySet[Case]:
    """The marked cases of a question."""
    if signal.bar:
        return PATTERNS[signal.id].marked_cases((body_id, item), from_at, to_at)
    found = _bursts(signal, from_at, to_at).get(body_id, [])
    return Case.objects.filter(
        pk__in={case_id for burst in found for case_id in burst.cases}, body_id=body_id
    )


def _of_shares(signal: Signal, path: str, from_at: datetime, to_at: datetime) -> Iterator[Question]:
    assert signal.bar
    tallies = PATTERNS[signal.id].tallies(from_at, to_at)
    found = []
    for group, (own, others) in tallies.items():
        if not _lies_in(group.path, path):
            continue
        chance = stands_out(own, others, signal.bar, looked_at=len(tallies))
        if chance is not None:
            found.append(Question(signal, group.body_id, group.item, own, others, chance))
    yield from sorted(found, key=lambda one: (one.chance, one.body_id, one.item))


def _of_bursts(signal: Signal, path: str, from_at: datetime, to_at: datetime) -> Iterator[Question]:
    """By body: how many cases were entered in bursts, of all that its officers acted on."""
    found = _bursts(signal, from_at, to_at)
    acted_on = _acted_on(signal, from_at, to_at) if found else {}
    paths = dict(Case.objects.filter(body_id__in=found).values_list("body_id", "place_path"))
    for body_id, runs in sorted(found.items(), key=lambda pair: -sum(len(run.cases) for run in pair[1])):
        if _lies_in(paths[body_id], path):
            own = Tally(len({case for run in runs for case in run.cases}), acted_on[body_id])
            yield Question(signal, body_id, "", own, Tally(0, 0), None)


def _bursts(signal: Signal, from_at: datetime, to_at: datetime) -> dict[int, list[Burst]]:
    """Body → its bursts; a burst over cases of several bodies counts at each of them."""
    assert signal.bursts
    bar = signal.bursts
    acts = list(_acts(signal, from_at, to_at))
    runs = bursts(acts, within=bar.within, least=bar.least, spread=bar.spread)
    bodies = _bodies({case for run in runs for case in run.cases})
    found: dict[int, list[Burst]] = defaultdict(list)
    for run in runs:
        for body_id in {bodies[case] for case in run.cases}:
            found[body_id].append(Burst([act for act in run.acts if bodies[act.case_id] == body_id]))
    return dict(found)


def _acts(signal: Signal, from_at: datetime, to_at: datetime) -> Iterator[EnteredAct]:
    kinds, only_late = ACTS_OF[signal.id]
    for row in ledger.recorded_between(kinds, from_at, to_at):
        if row.actor_id is None or row.post_id is None:  # the passing of time, or the applicant himself
            continue
        if not only_late or row.occurred_at < row.recorded_at:
            yield EnteredAct(row.actor_id, int(row.payload["case_id"]), row.occurred_at, row.recorded_at)


def _acted_on(signal: Signal, from_at: datetime, to_at: datetime) -> dict[int, int]:
    kinds, _only_late = ACTS_OF[signal.id]
    cases = {int(row.payload["case_id"]) for row in ledger.recorded_between(kinds, from_at, to_at)}
    counts: dict[int, int] = defaultdict(int)
    for body_id in _bodies(cases).values():
        counts[body_id] += 1
    return counts


def _bodies(case_ids: set[int]) -> dict[int, int]:
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "body_id"))


def _lies_in(path: str, place: str) -> bool:
    return path == place or path.startswith(place + ".")
