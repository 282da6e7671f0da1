"""Clocks with everything that a replay needs, read for many cases at once: what supervision judges from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yangguang.law.clocks import ClockReading
from yangguang.law.working_days import WorkingCalendar

from .case_clocks import EXTENDED_BY_APPROVAL, SUSPENDED_BY_PROCEDURE, History, calendar_of, read_clock
from .models import Case, CaseStep, Clock, Extension, Suspension

# Long texts of the pinned version and the application that no replay looks at.
UNREAD = ("case__form", "case__item_version__content", "case__item_version__search_text")


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """One clock, its case and what happened to both: the whole of what a replay is made from."""

    clock: Clock
    case: Case
    step: CaseStep | None
    history: History
    calendar: WorkingCalendar

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
    *, case_ids: Collection[int] | None = None, clock_ids: Collection[int] | None = None, lock: bool = False
) -> list[ClockRecord]:
    """The clocks of some cases, or some clocks, in four queries however many they are.

    With ``lock`` their cases are held against acts until the transaction ends, in the order of their ids.
    """
    clocks = Clock.objects.select_related("step__body", "case__item_version", "case__body", "case__centre")
    clocks = clocks.defer(*UNREAD).order_by("case_id", "pk")
    if case_ids is not None:
        clocks = clocks.filter(case_id__in=case_ids)
    if clock_ids is not None:
        clocks = clocks.filter(pk__in=clock_ids)
    if lock:
        _hold_cases(clocks)
    return _with_history(clocks)


def open_clock_ids(*, after: int, limit: int) -> list[int]:
    """Clocks that have not stopped, in the order of their ids, beginning behind ``after``."""
    running = Clock.objects.filter(stopped_at__isnull=True, pk__gt=after).order_by("pk")
    return list(running.values_list("pk", flat=True)[:limit])


def _hold_cases(clocks: QuerySet[Clock]) -> None:
    ids = sorted(set(clocks.order_by().values_list("case_id", flat=True)))
    held = Case.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(held.values_list("pk", flat=True))


def _with_history(clocks: QuerySet[Clock]) -> list[ClockRecord]:
    found = list(clocks)
    ids = {clock.case_id for clock in found}
    suspensions: dict[int, list[Suspension]] = defaultdict(list)
    for suspension in (
        Suspension.objects.filter(case_id__in=ids).select_related("notice").order_by("started_at")
    ):
        suspensions[suspension.case_id].append(suspension)
    extensions = {extension.case_id: extension for extension in Extension.objects.filter(case_id__in=ids)}
    return [
        ClockRecord(
            clock=clock,
            case=clock.case,
            step=clock.step,
            history=History(suspensions[clock.case_id], extensions.get(clock.case_id)),
            calendar=calendar_of(clock.case),
        )
        for clock in found
    ]


def steps_open_at(case_id: int, *, at: datetime) -> list[CaseStep]:
    """The steps that were in somebody's hands at ``at``."""
    return list(
        CaseStep.objects.filter(case_id=case_id, started_at__lte=at)
        .filter(Q(finished_at__isnull=True) | Q(finished_at__gt=at))
        .select_related("body")
        .order_by("ordinal")
    )
