"""Putting a working-day calendar into force, and the office hours of a body."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef, NewEvent
from yangguang.law.notices import announced_notices
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import Overlay

from .events import CALENDAR_PUBLISHED, STREAM
from .models import CalendarVersion
from .office_hours import set_office_hours
from .overlays import stored_overlays

__all__ = ["publish_calendar", "set_office_hours"]


@transaction.atomic
def publish_calendar(
    *,
    known_on: date,
    title: str,
    actor: ActorRef | None,
    at: datetime,
    overlays: Sequence[Overlay] = (),
) -> CalendarVersion:
    """Put a further version into force: the notices issued up to ``known_on`` and the province's own ``overlays``.

    What is stored is the day of the newest such notice, so that a notice which the product learns of later cannot slip
    into this version. Running cases keep the version they name until they are re-dated by a recorded act.
    """
    _require_reasons(overlays)
    version = CalendarVersion.objects.create(
        known_on=_newest_notice(known_on, at),
        overlays=stored_overlays(overlays),
        title=title,
        published_at=at,
        published_by_id=actor.account_id if actor else None,
    )
    payload = {
        "version": version.pk,
        "known_on": version.known_on.isoformat(),
        "title": title,
        "overlays": version.overlays,
    }
    ledger.append(STREAM, [NewEvent(CALENDAR_PUBLISHED, payload)], actor=actor, at=at, place_path="")
    return version


def _newest_notice(known_on: date, at: datetime) -> date:
    asked = _("发布截至 %(day)s 的工作日历") % {"day": known_on.isoformat()}
    if known_on > shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("日历只能依据已经公布的放假通知"),
            way_out=_("请填写今天或更早的日期；尚未公布的年份由系统按暂定日历另行标明"),
        )
    issued = [notice.issued_on for notice in announced_notices() if notice.issued_on <= known_on]
    if not issued:
        raise Refusal(asked=asked, rule=_("该日之前没有载入任何放假通知"), way_out=_("请填写较晚的日期"))
    return max(issued)


def _require_reasons(overlays: Sequence[Overlay]) -> None:
    for overlay in overlays:
        if not overlay.name.strip() or not overlay.citation.strip():
            raise Refusal(
                asked=_("将 %(day)s 起定为地方特别日") % {"day": overlay.first_date.isoformat()},
                rule=_("改变工作日会改变当事人的期限，必须写明原因和依据"),
                way_out=_("请填写原因和作出决定的文件名称、文号"),
            )
