"""The first calendar of an installation, and a further one when the product has learnt of newer notices."""

from datetime import datetime

from django.utils.translation import gettext as _

from yangguang.law.notices import announced_notices
from yangguang.law.time_limits import shanghai_date

from .models import CalendarVersion
from .overlays import overlay_days
from .services import publish_calendar


def load_calendars(at: datetime) -> CalendarVersion:
    """The version in force knows every notice issued up to ``at`` that ships with the product; publishes one if not.

    Repeatable. The province's own days are carried over.
    """
    today = shanghai_date(at)
    newest = max(notice.issued_on for notice in announced_notices() if notice.issued_on <= today)
    current = CalendarVersion.objects.order_by("-pk").first()
    if current is not None and current.known_on >= newest:
        return current
    overlays = overlay_days(current.overlays) if current else ()
    title = _("国务院办公厅截至 %(day)s 公布的放假安排") % {"day": newest.isoformat()}
    return publish_calendar(known_on=today, overlays=overlays, title=title, actor=None, at=at)
