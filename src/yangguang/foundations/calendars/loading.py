"""The first calendar of an installation, and a further one when the product has learnt of newer notices."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from yangguang.law.notices import announced_notices
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import Overlay, regional_overlays

from .models import CalendarVersion
from .overlays import overlay_days
from .services import publish_calendar


def load_calendars(at: datetime) -> CalendarVersion:
    """The version in force knows every notice and every place's own days that ship with the product; publishes one if not.

    Repeatable. Days that the province has added are carried over and stand behind those of the product: what a place
    decided here, on the same day, wins.
    """
    today = shanghai_date(at)
    newest = max(notice.issued_on for notice in announced_notices() if notice.issued_on <= today)
    current = CalendarVersion.objects.order_by("-pk").first()
    held = overlay_days(current.overlays) if current else ()
    lacking = _lacking(held)
    if current is not None and current.known_on >= newest and not lacking:
        return current
    title = _("国务院办公厅截至 %(day)s 公布的放假安排") % {"day": newest.isoformat()}
    return publish_calendar(known_on=today, overlays=(*lacking, *held), title=title, actor=None, at=at)


def _lacking(held: Sequence[Overlay]) -> tuple[Overlay, ...]:
    """The days of places that the product knows and the version in force does not, whatever it calls them."""
    known = {(one.region, one.first_date, one.last_date) for one in held}
    return tuple(
        one for one in regional_overlays() if (one.region, one.first_date, one.last_date) not in known
    )
