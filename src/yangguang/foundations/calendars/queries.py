"""The calendar in force, at the cost of one small query."""

from datetime import date
from functools import lru_cache

from django.db import connection

from yangguang.law.time_limits import end_of_day
from yangguang.law.working_days import WorkingCalendar, announced_calendar, regional_overlays

from .models import BodyOfficeHours, CalendarVersion
from .office_hours import office_hours_of, posted_hours
from .overlays import overlay_days

__all__ = [
    "BodyOfficeHours",
    "NoCalendar",
    "WorkingCalendar",
    "calendar_as_known",
    "calendar_in_force",
    "calendar_of_version",
    "office_hours_at",
    "office_hours_of",
    "posted_hours",
]


class NoCalendar(RuntimeError):
    """No calendar version has been published: nothing can be counted, and nothing is guessed."""

    def __init__(self) -> None:
        super().__init__("no calendar version is published; run `yangguang load calendars`")


def calendar_in_force() -> tuple[CalendarVersion, WorkingCalendar]:
    """The newest version and its calendar. Raises `NoCalendar` when none was ever published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM calendars_calendarversion")
        (newest,) = cursor.fetchone()
    if newest is None:
        raise NoCalendar
    return _version(newest), calendar_of_version(newest)


@lru_cache(maxsize=64)
def _version(version_id: int) -> CalendarVersion:
    return CalendarVersion.objects.get(pk=version_id)


@lru_cache(maxsize=64)
def calendar_of_version(version_id: int) -> WorkingCalendar:
    """The calendar of a version that a case names; a version never changes. Raises ``CalendarVersion.DoesNotExist``."""
    return calendar_of(_version(version_id))


def calendar_of(version: CalendarVersion) -> WorkingCalendar:
    """The calendar of a version in hand. The same notices and overlays give the same object in this process."""
    return announced_calendar(version.known_on, overlay_days(version.overlays))


def calendar_as_known(day: date | None) -> WorkingCalendar:
    """The calendar as it was known at the end of a day: the notices issued by then and the places' own days.

    None asks for the calendar in force. Before the first version was published, the places' days are those that ship
    with the product. Raises `NoCalendar`, ``UnannouncedYear``.
    """
    if day is None:
        return calendar_in_force()[1]
    version = CalendarVersion.objects.filter(published_at__lt=end_of_day(day)).first()
    overlays = overlay_days(version.overlays) if version else regional_overlays()
    return announced_calendar(day, overlays)


def office_hours_at(division_code: str) -> list[BodyOfficeHours]:
    """All office hours that bodies of a place have set, the newest of each first."""
    rows = BodyOfficeHours.objects.filter(body__division_id=division_code).select_related("body")
    return list(rows.order_by("body__department__ordinal", "body_id", "-in_force_from"))
