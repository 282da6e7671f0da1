"""公布权: granted to a place from above, narrowed on the way down, asked for by every act that publishes."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import NewEvent
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .publishing_right_models import May, PublishingRight
from .publishing_right_rules import Beyond, Decided, Right, effective


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingRightGranted:
    """Event ``library.PublishingRightGranted``, version 1. ``departments`` empty: all that those above have."""

    division: str
    may: list[str]
    departments: list[str]
    from_date: str
    to_date: str | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingRightEnded:
    division: str
    to_date: str
    decision: str


# ── asking ───────────────────────────────────────────────────────────────────────────────


def right_at(division_code: str, *, on: date) -> Right | None:
    """What the place may publish on the day; None for nothing. Raises `NotFound`."""
    return effective(_decided(_trail(division_code)), on)


def require_right(actor: Actor | SystemActor, act: May, department: str, *, at: datetime) -> None:
    """Every way to publish leads through here: page, API and command line. Raises `Refusal`."""
    if isinstance(actor, SystemActor) or actor.post is None:  # whoever has no post was refused before
        return
    right = right_at(actor.post.division_code, on=shanghai_date(at))
    if right is None or not right.covers(act, department):
        raise Refusal(
            asked=str(act.label),
            rule=_(
                "公布权按地方、条线和期限授予，逐级收窄；本地在此条线上没有或者已经终止(国办发〔2022〕2号)"
            ),
            way_out=_("请向上一级申请授予公布权，或者报请上一级公布"),
        )


def rights_of(division_code: str) -> list[PublishingRight]:
    """Every row of the place, the newest first."""
    found = PublishingRight.objects.filter(division_id=division_code, in_force__isempty=False)
    return list(found.order_by("-in_force"))


# ── acts ─────────────────────────────────────────────────────────────────────────────────


def grants_for(actor: Actor | None, division_code: str) -> bool:
    """Administrators above the place; for the province the head of its government."""
    if actor is None or actor.post is None:
        return False
    place = organisations.place_card(division_code)
    if place is None:
        return False
    if place.level == Level.PROVINCE:
        return actor.holds(Role.GOVERNMENT_HEAD) and actor.post.division_code == division_code
    above = actor.post.division_code != division_code
    return actor.holds(Role.ADMINISTRATOR) and above and actor.answers_for(place.path)


@transaction.atomic
def grant_right(
    division_code: str,
    *,
    may: Collection[str],
    departments: Collection[str],
    from_date: date,
    to_date: date | None,
    decision: str,
    actor: Actor | SystemActor,
    at: datetime,
) -> PublishingRight:
    """What the place may publish from ``from_date`` until before ``to_date``; its row in force then ends on that day.

    Raises `NotFound`, and `Refusal` for whoever does not stand above, for days that have begun, and for anything that
    the places above do not hold themselves.
    """
    trail = _trail(division_code)
    _require_granter(actor, division_code)
    asked = _("授予公布权")
    _check_words(asked, may, decision)
    _check_days(asked, from_date, to_date, at)
    wanted = Right(frozenset(may), frozenset(departments) or None, to_date)
    above = effective([*_decided(trail[:-1]), []], from_date)  # what the place would inherit
    if above is None:
        raise Refusal(asked=asked, rule=_("上级在那一天没有公布权"), way_out=_("先授予上级"))
    if beyond := wanted.beyond(above):
        raise Refusal(
            asked=asked,
            rule=_("下级的公布权不得超出上级：%(beyond)s") % {"beyond": _in_words(beyond)},
            way_out=_("缩小到上级公布权的范围以内"),
        )
    for one in _locked(division_code):
        if _lasts(one, from_date):
            _cut(one, from_date, decision, asked)
    right = PublishingRight.objects.create(
        division_id=division_code,
        may=sorted(may),
        departments=sorted(departments),
        in_force=DateRange(from_date, to_date),
        decision=decision.strip(),
        account_id=actor.account_id,
        recorded_at=at,
    )
    happened = PublishingRightGranted(
        division=division_code,
        may=sorted(may),
        departments=sorted(departments),
        from_date=from_date.isoformat(),
        to_date=to_date.isoformat() if to_date else None,
        decision=decision.strip(),
    )
    _record(trail[-1], happened, actor, at)
    return right


@transaction.atomic
def end_right(
    division_code: str, *, to_date: date, decision: str, actor: Actor | SystemActor, at: datetime
) -> None:
    """From ``to_date`` the place, and all below it, may publish nothing. Raises as `grant_right` does.

    A place that never had a row of its own is given one that ends, so that what it inherits ends with it.
    """
    trail = _trail(division_code)
    _require_granter(actor, division_code)
    asked = _("终止公布权")
    _check_words(asked, [May.PUBLISH], decision)
    today = shanghai_date(at)
    if to_date <= today:
        raise Refusal(
            asked=asked,
            rule=_("已经开始的一天不能改变：当天已经公布的仍然有效"),
            way_out=_("最早自明天起"),
        )
    right = effective(_decided(trail), to_date)
    if right is None:
        raise Refusal(asked=asked, rule=_("那一天已经没有公布权"), way_out=_("无需再次办理"))
    held = [one for one in _locked(division_code) if _lasts(one, to_date)]
    for one in held:
        _cut(one, to_date, decision, asked)
    if not held:  # what it inherits: a row of its own that ends
        PublishingRight.objects.create(
            division_id=division_code,
            may=sorted(right.may),
            departments=sorted(right.departments or ()),
            in_force=DateRange(today, to_date),
            decision=decision.strip(),
            end_decision=decision.strip(),
            account_id=actor.account_id,
            recorded_at=at,
        )
    happened = PublishingRightEnded(
        division=division_code, to_date=to_date.isoformat(), decision=decision.strip()
    )
    _record(trail[-1], happened, actor, at)


# ── inside ───────────────────────────────────────────────────────────────────────────────


def _trail(division_code: str) -> list[organisations.PlaceCard]:
    trail = organisations.places_to(division_code)
    if not trail:
        raise NotFound
    return trail


def _decided(trail: Sequence[organisations.PlaceCard]) -> list[list[Decided]]:
    rows: dict[str, list[Decided]] = {place.code: [] for place in trail}
    for one in PublishingRight.objects.filter(division_id__in=rows, in_force__isempty=False):
        right = Right(frozenset(one.may), frozenset(one.departments) or None, one.in_force.upper)
        rows[one.division_id].append(Decided(one.in_force.lower, right))
    return [rows[place.code] for place in trail]


def _require_granter(actor: Actor | SystemActor, division_code: str) -> None:
    if isinstance(actor, SystemActor) or grants_for(actor, division_code):
        return
    raise Refusal(
        asked=_("授予、终止公布权"),
        rule=_("公布权由上级管理员授予；省级的由省人民政府决定(国办发〔2022〕2号)"),
        way_out=_("请报上级管理员办理"),
    )


def _check_words(asked: str, may: Collection[str], decision: str) -> None:
    if not may:
        raise Refusal(asked=asked, rule=_("没有选择可以公布什么"), way_out=_("至少勾选一项"))
    if not decision.strip():
        raise Refusal(asked=asked, rule=_("公布权的授予和终止应有文件依据"), way_out=_("填写文件名称和文号"))


def _check_days(asked: str, from_date: date, to_date: date | None, at: datetime) -> None:
    if from_date < shanghai_date(at):
        raise Refusal(asked=asked, rule=_("已经过去的日子不能改变"), way_out=_("把日期定在今天或者以后"))
    if to_date is not None and to_date <= from_date:
        raise Refusal(asked=asked, rule=_("终止日应晚于起始日"), way_out=_("改正日期"))


def _locked(division_code: str) -> list[PublishingRight]:
    rows = PublishingRight.objects.select_for_update().filter(division_id=division_code)
    return list(rows.filter(in_force__isempty=False).order_by("in_force"))


def _lasts(one: PublishingRight, day: date) -> bool:
    """Whether the row holds on the day or later."""
    return one.in_force.upper is None or one.in_force.upper > day


def _cut(one: PublishingRight, day: date, decision: str, asked: str) -> None:
    """The row ends on the day; one that begins then is replaced, and one that begins later stands in the way."""
    if one.in_force.lower > day:
        raise Refusal(
            asked=asked,
            rule=_("已有自 %(day)s 起的公布权") % {"day": one.in_force.lower},
            way_out=_("把日期定在这一天以后"),
        )
    one.in_force = DateRange(one.in_force.lower, day)
    one.end_decision = decision.strip()
    one.save(update_fields=["in_force", "end_decision"])


def _in_words(beyond: Beyond) -> str:
    names = {one.key: in_language(one) for one in organisations.department_cards()}
    said = [str(May(one).label) for one in sorted(beyond.may)]
    said += [names.get(one, _("全部条线")) for one in sorted(beyond.departments)]
    said += [_("期限更长")] if beyond.longer else []
    return _("、").join(said)


def _record(
    place: organisations.PlaceCard,
    happened: PublishingRightGranted | PublishingRightEnded,
    actor: Actor | SystemActor,
    at: datetime,
) -> None:
    reference = None
    if actor.account_id is not None:
        reference = ledger.ActorRef(actor.account_id, actor.post.id if actor.post else None)
    event = NewEvent(kind=f"library.{type(happened).__name__}", payload=asdict(happened))
    ledger.append(f"rights:{place.code}", [event], actor=reference, at=at, place_path=place.path)
