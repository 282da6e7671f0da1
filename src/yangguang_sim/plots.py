"""What is special about a case, where a first visitor finds it standing, and which items and days suit which plot."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from yangguang.foundations.organisations.levels import Level
from yangguang.law.time_limits import SHANGHAI, TimeLimit, Unit, shanghai_date
from yangguang.law.working_days import WorkingCalendar
from yangguang.platforms.power_library.queries import ItemDefinition


class Plot(StrEnum):
    """What is special about a case; most are plain. The rule in brackets is the one that the plot is planted for."""

    PLAIN = "plain"
    CORRECTED = "corrected"
    REFUSED = "refused"
    DECLINED = "declined"
    REFERRED = "referred"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    CLOSE = "close"  # every step takes its whole limit: done in time, but only just (T01)
    LATE = "late"  # past the promise (T02)
    VERY_LATE = "very_late"  # past the statutory limit (T03)
    SLOW_STEP = "slow_step"  # one step too slow, the whole in time (T05)
    SILENT = "silent"  # nobody accepts: deemed accepted after five working days (T06)
    CORRECTED_TWICE = "corrected_twice"  # asked again after the first notice (T07)
    NOT_DELIVERED = "not_delivered"  # decided, and then left lying (T17)
    ASKED_TOO_MUCH = "asked_too_much"  # the window asks for an unlisted paper (T23)


class Stop(StrEnum):
    """Where a case stands when the run ends, so that its next act is somebody's work; the last one is wholly done."""

    RECEIVED = "received"
    TO_CORRECT = "to_correct"
    CORRECTED = "corrected"
    FIRST_STEP = "first_step"
    SUSPENDED = "suspended"
    LEGAL_REVIEW = "legal_review"
    LEGAL_REVIEW_FAILED = "legal_review_failed"  # reviewed once, found wanting, to be reviewed again
    DECISION = "decision"
    TO_CHECK = "to_check"  # granted on a commitment that nobody has checked yet
    CORRECTING = "correcting"  # checked, found not kept, to be put right by a day
    TO_DELIVER = "to_deliver"
    TO_RATE = "to_rate"
    RATED = "rated"


ON_COMMITMENT = frozenset({Stop.TO_CHECK, Stop.CORRECTING})
# How many of the cases have each special plot; the rest are plain.
PLOTS = {
    Plot.CORRECTED: 150,
    Plot.REFUSED: 60,
    Plot.DECLINED: 25,
    Plot.REFERRED: 12,
    Plot.SUSPENDED: 50,
    Plot.EXTENDED: 25,
    Plot.WITHDRAWN: 25,
    Plot.ABANDONED: 12,
    Plot.CLOSE: 24,
    Plot.LATE: 16,
    Plot.VERY_LATE: 8,
    Plot.SLOW_STEP: 14,
    Plot.SILENT: 10,
    Plot.CORRECTED_TWICE: 5,
    Plot.NOT_DELIVERED: 8,
    Plot.ASKED_TOO_MUCH: 6,
}
NEEDS_TIME = {
    Plot.SUSPENDED,
    Plot.EXTENDED,
    Plot.ABANDONED,
    Plot.CLOSE,
    Plot.LATE,
    Plot.VERY_LATE,
    Plot.SLOW_STEP,
    Plot.SILENT,
    Plot.CORRECTED_TWICE,
    Plot.NOT_DELIVERED,
}
LEAVES_MATERIAL_OUT = {Plot.CORRECTED, Plot.ABANDONED, Plot.CORRECTED_TWICE}
DAYS_OF_SILENCE = 7  # until somebody looks; the law deems the case accepted after five
LONGEST_STATUTORY = 22  # working days; a longer limit would not end within the run


def dealt_out(cases: int, of: int, rng: Random) -> list[Plot]:
    """The plots of so many cases, shuffled; in a run smaller than ``of`` each plot still comes once."""
    special = [
        plot for plot, number in PLOTS.items() for _i in range(max(1, number * cases // of) if cases else 0)
    ]
    plots = (special + [Plot.PLAIN] * (cases - len(special)))[: max(cases, 0)]
    rng.shuffle(plots)
    return plots


def fits(plot: Plot, definition: ItemDefinition, level: int) -> bool:
    """Whether a plot can happen to an item that is decided at a level."""
    promised = TimeLimit.parse(definition.limits.promised)
    statutory = TimeLimit.parse(definition.limits.statutory)
    steps = [TimeLimit.parse(step.limit).amount for step in definition.steps]
    by_office = level <= Level.TOWNSHIP and len(steps) > 1
    counted = {promised.unit, statutory.unit} == {Unit.WORKING_DAY}
    slow = by_office and counted and definition.case_kind != "immediate" and promised.amount >= 3
    one_by_one = slow and not any(step.parallel_group for step in definition.steps)
    match plot:
        case Plot.SUSPENDED | Plot.EXTENDED:
            return slow
        case Plot.CLOSE:
            return one_by_one and promised.amount - 1 <= sum(steps) <= promised.amount
        case Plot.SLOW_STEP:
            others = sum((limit + 1) // 2 for limit in steps[1:])
            return one_by_one and steps[0] + 2 + others < promised.amount
        case Plot.SILENT:
            taken = DAYS_OF_SILENCE + sum((limit - 1) // 2 for limit in steps)
            return slow and taken + 2 < promised.amount
        case Plot.LATE:
            return slow and promised.amount + 3 < statutory.amount <= LONGEST_STATUTORY
        case Plot.VERY_LATE:
            return slow and statutory.amount <= LONGEST_STATUTORY
        case Plot.CORRECTED | Plot.ABANDONED | Plot.CORRECTED_TWICE:
            return any(material.necessity == "required" for material in definition.materials)
    return True


def filing_moment(plot: Plot, began: datetime, until: datetime, rng: Random) -> datetime:
    """When an ordinary case is filed: early in the run if its plot has to come to an end within it."""
    span = (until - began).total_seconds()
    share = rng.random() * (0.35 if plot in NEEDS_TIME else 1.0)
    day = began + timedelta(seconds=span * share)
    likely = day.replace(hour=rng.choice((0, 1, 1, 2, 2, 3, 6, 6, 7, 7, 8, 9, 12)), minute=rng.randrange(60))
    return likely if began < likely < until else day


def days_before_the_end(plot: Plot, definition: ItemDefinition, days: int) -> int:
    """How many working days before the end a standing case is filed.

    ``days`` counts from the limit that the plot is about: past it for what is late, left of it for what is close; for
    any other plot it is the answer itself.
    """
    match plot:
        case Plot.LATE:
            return TimeLimit.parse(definition.limits.promised).amount + days
        case Plot.VERY_LATE:
            return TimeLimit.parse(definition.limits.statutory).amount + days
        case Plot.CLOSE:
            return TimeLimit.parse(definition.limits.promised).amount - days
    return days


def morning(until: datetime, days: int, calendar: WorkingCalendar, rng: Random) -> datetime:
    """A moment between nine and eleven on the ``days``-th working day before ``until``."""
    return on_morning(calendar.add_working_days(shanghai_date(until), -days), rng)


def on_morning(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI) + timedelta(seconds=rng.randrange(7200))
