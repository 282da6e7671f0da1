"""Recording and ending 零收费: by an administrator of the place or of one above it, on a document, for days to come."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from ..events import ZeroFeeEnded, ZeroFeeRecorded
from ..models import ZeroFeePlace
from ..zero_fees import listed_fee_names
from .record import reference


@transaction.atomic
def record_zero_fee(
    *,
    actor: Actor,
    division: str,
    document: str,
    fees: Sequence[str],
    from_date: date,
    to_date: date | None,
    at: datetime,
) -> int:
    """From ``from_date`` until before ``to_date`` these fees are not taken in the place and below; none named: no fee is.

    Not for days that have passed: what was taken then is given back by refund. Returns the id of the row.
    """
    path = _path_for(actor, division)
    _check_document(document)
    today = shanghai_date(at)
    if from_date < today or (to_date is not None and to_date <= from_date):
        raise Refusal(
            asked=_("自 %(day)s 起零收费") % {"day": day_text(from_date)},
            rule=_("零收费自公布之日或者以后的日期起施行，终止日应当晚于施行日（行政许可法第五十九条）"),
            way_out=_("请选择今天或以后的日期；此前已收的费用按退费办理"),
        )
    unlisted = sorted(set(fees) - set(listed_fee_names(on=today)))
    if unlisted:
        raise Refusal(
            asked=_("免收：%(names)s") % {"names": "、".join(unlisted)},
            rule=_("收费项目以公布的收费目录清单为准（行政许可法第五十九条）"),
            way_out=_("请从收费清单中选择项目"),
        )
    row = ZeroFeePlace.objects.create(
        division_id=division,
        document=document.strip(),
        fees=sorted(set(fees)),
        from_date=from_date,
        to_date=to_date,
        recorded_at=at,
        recorded_by_id=actor.account_id,
    )
    event = ZeroFeeRecorded(
        zero_fee_id=row.pk,
        division=division,
        document=row.document,
        fees=row.fees,
        from_date=from_date.isoformat(),
        to_date=to_date.isoformat() if to_date else "",
    )
    _append(actor, path, event, division, at)
    return row.pk


@transaction.atomic
def end_zero_fee(*, actor: Actor, zero_fee_id: int, to_date: date, document: str, at: datetime) -> None:
    """From ``to_date`` on fees are taken again, on a document; at the earliest tomorrow, so that nobody is surprised."""
    row = ZeroFeePlace.objects.select_for_update().filter(pk=zero_fee_id).first()
    if row is None:
        raise NotFound
    path = _path_for(actor, row.division_id)
    _check_document(document)
    too_late = row.to_date is not None and row.to_date <= to_date
    if to_date <= shanghai_date(at) or to_date <= row.from_date or too_late:
        raise Refusal(
            asked=_("自 %(day)s 起恢复收费") % {"day": day_text(to_date)},
            rule=_(
                "恢复收费应当事先公布，自次日或者以后的日期起施行，并早于原定的终止日（行政许可法第五十九条）"
            ),
            way_out=_("请选择明天或以后、原定终止日之前的日期"),
        )
    row.to_date, row.ended_by_id, row.end_document = to_date, actor.account_id, document.strip()
    row.save(update_fields=["to_date", "ended_by", "end_document"])
    event = ZeroFeeEnded(zero_fee_id=row.pk, to_date=to_date.isoformat(), document=row.end_document)
    _append(actor, path, event, row.division_id, at)


def _path_for(actor: Actor, division: str) -> str:
    """The path of the place, for an administrator who answers for it."""
    places = organisations.places_to(division)
    if not places or not actor.holds(Role.ADMINISTRATOR) or not actor.answers_for(places[-1].path):
        raise NotFound
    return places[-1].path


def _check_document(document: str) -> None:
    if not document.strip():
        raise Refusal(
            asked=_("登记零收费"),
            rule=_(
                "行政事业性收费按公布的目录清单执行，减免应当有依据并公布（行政许可法第五十八条、第五十九条）"
            ),
            way_out=_("请填写作出决定的文件名称和文号"),
        )


def _append(
    actor: Actor, path: str, event: ZeroFeeRecorded | ZeroFeeEnded, division: str, at: datetime
) -> None:
    ledger.append(f"zero_fee:{division}", [event.as_event()], actor=reference(actor), at=at, place_path=path)
