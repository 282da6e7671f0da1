"""Putting the holiday notices that this release knows into force."""

from datetime import datetime

from django.utils.translation import gettext as _

from yangguang.foundations.calendars.queries import NoCalendar, calendar_in_force
from yangguang.foundations.calendars.services import publish_calendar
from yangguang.law.notices import announced_notices
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import Overlay


def publish_announced(at: datetime) -> None:
    """Publish a calendar version when a notice is known that the version in force lacks; its overlays stay in force."""
    today = shanghai_date(at)
    newest = max(notice.issued_on for notice in announced_notices() if notice.issued_on <= today)
    try:
        version, calendar = calendar_in_force()
    except NoCalendar:
        overlays: tuple[Overlay, ...] = ()
    else:
        if version.known_on >= newest:
            return
        overlays = calendar.overlays
    title = _("国务院办公厅节假日安排通知（截至 %(day)s）") % {"day": newest.isoformat()}
    publish_calendar(known_on=newest, title=title, actor=None, at=at, overlays=overlays)
