"""When people are at their desks."""

from datetime import date, datetime, time, timedelta
from random import Random

from yangguang.law.time_limits import SHANGHAI, shanghai_date
from yangguang.law.working_days import WorkingCalendar


def windows_open(at: datetime, calendar: WorkingCalendar) -> bool:
    """Whether somebody stands behind the window: 9:00–17:30 on a working day."""
    there = at.astimezone(SHANGHAI)
    return calendar.is_working_day(there.date()) and time(9) <= there.time() < time(17, 30)


def office_moment(day: date, rng: Random) -> datetime:
    """A moment of the office hours of ``day``: 9:00–12:00 or 14:00–17:30."""
    minute = rng.randrange(390)
    start = time(9) if minute < 180 else time(14)
    begin = datetime.combine(day, start, SHANGHAI)
    return begin + timedelta(
        minutes=minute % 180 if minute < 180 else minute - 180, seconds=rng.randrange(60)
    )


def after(at: datetime, working_days: int, calendar: WorkingCalendar, rng: Random) -> datetime:
    """An office moment ``working_days`` working days after ``at``; 0 means later the same day or, past hours, the next."""
    today = shanghai_date(at)
    if working_days == 0:
        soon = at + timedelta(minutes=rng.randrange(3, 50))
        closing = datetime.combine(today, time(17, 30), SHANGHAI)
        if calendar.is_working_day(today) and soon < closing:
            return soon
        working_days = 1
    return office_moment(calendar.add_working_days(today, working_days), rng)
