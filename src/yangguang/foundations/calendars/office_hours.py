"""Office hours of bodies (办公时间): set from a coming day on, read for the day on which a case is filed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef, NewEvent
from yangguang.foundations.organisations import queries as organisations
from yangguang.law.axes import DEFAULT_OFFICE_HOURS, NoOfficeHours, OfficeHours
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from .events import OFFICE_HOURS_SET, STREAM
from .models import BodyOfficeHours


def office_hours_of(body_id: int, *, posted: str, on: date) -> OfficeHours:
    """The hours of a body on a day: its own, else those that its centre posts, else nine to twelve and two to five.

    ``posted`` is the text of the centre. The day has come: hours set afterwards cannot reach back to it.
    """
    own = BodyOfficeHours.objects.filter(body_id=body_id, in_force_from__lte=on).first()
    if own is not None:
        return OfficeHours.parse(own.hours)
    return posted_hours(posted) or DEFAULT_OFFICE_HOURS


def posted_hours(text: str) -> OfficeHours | None:
    """The hours in the text that a centre posts, None when it holds none that can be counted by."""
    try:
        return organisations.office_hours_in(text)
    except (NoOfficeHours, ValueError):
        return None


@transaction.atomic
def set_office_hours(
    *,
    body_id: int,
    hours: OfficeHours,
    in_force_from: date,
    citation: str,
    actor: ActorRef | None,
    at: datetime,
) -> BodyOfficeHours:
    """Give a body other hours from a coming day on. Cases filed before that day keep the hours they were filed under."""
    asked = _("自 %(day)s 起改变办公时间") % {"day": in_force_from.isoformat()}
    _require_coming_day(asked, in_force_from, at)
    if not citation.strip():
        raise Refusal(
            asked=asked,
            rule=_("改变办公时间会改变以小时计的期限，必须写明依据"),
            way_out=_("请填写作出决定的文件名称、文号"),
        )
    if BodyOfficeHours.objects.filter(body_id=body_id, in_force_from=in_force_from).exists():
        raise Refusal(
            asked=asked,
            rule=_("该机关自这一天起的办公时间已经公布，公布后不再更改"),
            way_out=_("请选择另一个开始日"),
        )
    row = BodyOfficeHours.objects.create(
        body_id=body_id,
        hours=str(hours),
        in_force_from=in_force_from,
        citation=citation.strip(),
        set_at=at,
        set_by_id=actor.account_id if actor else None,
    )
    payload = {
        "body": body_id,
        "in_force_from": in_force_from.isoformat(),
        "hours": row.hours,
        "citation": row.citation,
    }
    ledger.append(STREAM, [NewEvent(OFFICE_HOURS_SET, payload)], actor=actor, at=at, place_path="")
    return row


def _require_coming_day(asked: str, day: date, at: datetime) -> None:
    if day <= shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("办公时间只能自以后的日子起改变，已经收件的办件按收件当日的办公时间计时"),
            way_out=_("请填写明天或更晚的日期"),
        )
