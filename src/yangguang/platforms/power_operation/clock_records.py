"""Clocks with everything that a replay needs, read for many cases at once: what supervision judges from."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yangguang.law.clocks import ClockReading
from yangguang.law.working_days import WorkingCalendar

from .case_clocks import (
    EXTENDED_BY_APPROVAL,
    NO_HISTORY,
    SUSPENDED_BY_PROCEDURE,
    History,
    calendar_of,
    read_clock,
)
from .models import Case, CaseStep, Clock, Extension, Suspension

# All that a replay reads of a case; the rest is fetched when somebody asks for it.
JUDGED_BY = (
    "number",
    "place_path",
    "channel",
    "counting_rule",
    "office_hours",
    "thresholds_version",
    "calendar_version",
    "clocks_touched",
    "item_version__case_kind",
)
# Long texts that no card looks at.
UNREAD = ("form", "item_version__content", "item_version__search_text")


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """One clock, its case and what happened to both: the whole of what a replay is made from."""

    clock: Clock
    case: Case
    history: History
    calendar: WorkingCalendar

    @property
    def step(self) -> CaseStep | None:
        return self.clock.step

    def read(self, *, at: datetime) -> ClockReading:
        """The clock as it stood at ``at``; what happened later is not taken in."""
        return read_clock(
            self.case, self.clock, self.history, self.calendar, at=max(at, self.clock.started_at)
        )

    @property
    def turns(self) -> list[datetime]:
        """The moments from which the clock ran on other terms, its start first: suspended, resumed, extended."""
        begins, stops = self.clock.started_at, self.clock.stopped_at
        later = {at for at in self._changes() if at > begins and (stops is None or at < stops)}
        return [begins, *sorted(later)]

    def _changes(self) -> Iterable[datetime]:
        if self.clock.kind in SUSPENDED_BY_PROCEDURE:
            for suspension in self.history.suspensions:
                yield suspension.started_at
                if suspension.ended_at:
                    yield suspension.ended_at
        if self.history.extension and self.clock.kind in EXTENDED_BY_APPROVAL:
            yield self.history.extension.approved_at


def clock_records(
    *, case_ids: Collection[int] | None = None, clock_ids: Collection[int] | None = None, detail: bool = False
) -> list[ClockRecord]:
    """The clocks of some cases, or some clocks, in a few queries however many they are, for reading.

    With ``detail`` the step, the body and the centre come along.
    """
    clocks = Clock.objects.order_by("case_id", "pk")
    if case_ids is not None:
        clocks = clocks.filter(case_id__in=case_ids)
    if clock_ids is not None:
        clocks = clocks.filter(pk__in=clock_ids)
    found = list(clocks.select_related("step__body") if detail else clocks)
    return _with_cases(found, detail=detail)


def clock_under_lock(clock_id: int) -> ClockRecord | None:
    """One clock in detail, its case held against acts until the transaction ends."""
    held = Case.objects.filter(clocks=clock_id).select_for_update(of=("self",), no_key=True)
    if not held.values_list("pk", flat=True):
        return None
    return clock_records(clock_ids=[clock_id], detail=True)[0]


def open_clock_ids(*, after: int, limit: int) -> list[int]:
    """Clocks that have not stopped, in the order of their ids, beginning behind ``after``."""
    running = Clock.objects.filter(stopped_at__isnull=True, pk__gt=after).order_by("pk")
    return list(running.values_list("pk", flat=True)[:limit])


def _with_cases(clocks: Sequence[Clock], *, detail: bool) -> list[ClockRecord]:
    cases = _cases({clock.case_id for clock in clocks}, detail=detail)
    histories = _histories([case.pk for case in cases.values() if case.clocks_touched])
    for clock in clocks:
        clock.case = cases[clock.case_id]
    return [
        ClockRecord(clock, clock.case, histories.get(clock.case_id, NO_HISTORY), calendar_of(clock.case))
        for clock in clocks
    ]


def _cases(ids: Collection[int], *, detail: bool) -> dict[int, Case]:
    cases = Case.objects.select_related("item_version")
    if detail:
        return cases.select_related("item_version", "body", "centre").defer(*UNREAD).in_bulk(ids)
    return cases.only(*JUDGED_BY).in_bulk(ids)


def _histories(case_ids: Collection[int]) -> dict[int, History]:
    """What happened to the clocks of the cases to which anything happened."""
    suspensions: dict[int, list[Suspension]] = {case_id: [] for case_id in case_ids}
    if not case_ids:
        return {}
    found = Suspension.objects.filter(case_id__in=case_ids).select_related("notice").order_by("started_at")
    for suspension in found:
        suspensions[suspension.case_id].append(suspension)
    extensions = {one.case_id: one for one in Extension.objects.filter(case_id__in=case_ids)}
    return {case_id: History(suspensions[case_id], extensions.get(case_id)) for case_id in case_ids}


def steps_open_at(case_id: int, *, at: datetime) -> list[CaseStep]:
    """The steps that were in somebody's hands at ``at``; none once the case was concluded."""
    return list(
        CaseStep.objects.filter(case_id=case_id, started_at__lte=at)
        .filter(Q(case__concluded_at__isnull=True) | Q(case__concluded_at__gt=at))
        .filter(Q(finished_at__isnull=True) | Q(finished_at__gt=at))
        .select_related("body")
        .order_by("ordinal")
    )
