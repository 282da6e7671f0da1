"""缺岗与 AB 角: while one holder of a post is away, another of the same role in the same body acts with full duty.

Both away at once is refused. Who is away has no authority until he is back: authority follows presence.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_place
from .actors import Actor
from .events import AbsenceEnded, AbsenceRecorded
from .models import Absence, PostHolding
from .record import record

AT_A_WINDOW = frozenset({Role.WINDOW_CLERK, Role.VILLAGE_AGENT})


@transaction.atomic
def record_absence(
    *, holding_id: int, from_date: date, to_date: date, reason: str, actor: Actor, at: datetime
) -> Absence:
    """Away from ``from_date`` until before ``to_date`` (Shanghai days), said by the holder or the place's administrator.

    Raises `Refusal` for days gone by, and where nobody of the same role in the body is there on each of the days.
    """
    holding = _holding_of(actor, holding_id)
    asked = _("登记 %(day)s 起缺岗") % {"day": from_date}
    if to_date <= from_date or from_date < shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("缺岗自当日或者以后的日期起，至少一天；已经办理的不能事后改为缺岗"),
            way_out=_("请核对起止日期"),
        )
    partners = list(
        partners_of(holding).select_for_update()
    )  # two who go at once: the second waits, and sees the first
    if _overlapping(holding.pk, from_date, to_date).exists():
        raise Refusal(
            asked=asked,
            rule=_("这段时间已登记缺岗"),
            way_out=_("请先结束原来的登记，或者改选日期"),
        )
    if not any(_is_there(partner, from_date, to_date) for partner in partners):
        raise Refusal(
            asked=asked,
            rule=_("AB 角不能同时缺岗：同一岗位始终有人在岗，代行全部职责（AB 角岗位制）"),
            way_out=_("请与 B 角错开日期，或者请管理员先安排同岗人员"),
        )
    absence = Absence.objects.create(
        holding=holding,
        from_date=from_date,
        to_date=to_date,
        reason=reason.strip(),
        recorded_by_id=actor.account_id,
        recorded_at=at,
    )
    event = AbsenceRecorded(
        holding_id=holding.pk,
        post_id=holding.post_id,
        from_date=from_date.isoformat(),
        to_date=to_date.isoformat(),
    )
    record(holding.account_id, event, actor=actor, at=at, place_path=holding.post.division.path)
    return absence


@transaction.atomic
def end_absence(*, absence_id: int, actor: Actor, at: datetime) -> None:
    """Back earlier than said: from today on for an absence that has begun; one still to come is struck out."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    holding = _holding_of(actor, absence.holding_id)
    today = shanghai_date(at)
    if absence.to_date <= today:
        return
    absence.to_date = max(today, absence.from_date)
    absence.save(update_fields=["to_date"])
    event = AbsenceEnded(holding_id=holding.pk, post_id=holding.post_id, to_date=absence.to_date.isoformat())
    record(holding.account_id, event, actor=actor, at=at, place_path=holding.post.division.path)


def partners_of(holding: PostHolding) -> QuerySet[PostHolding]:
    """Others who hold a post of the same role in the same body; at a window, of the same centre."""
    post = holding.post
    same = Q(post__role=post.role, post__body_id=post.body_id)
    if post.role in AT_A_WINDOW:
        same &= Q(post__centre_id=post.centre_id)
    return (
        PostHolding.objects.filter(same)
        .exclude(account_id=holding.account_id)
        .order_by("post__ordinal", "pk")
    )


def absent_on(day: date) -> Exists:
    """Whether the holder is away on a day, for queries over holdings."""
    return Exists(Absence.objects.filter(holding=OuterRef("pk"), from_date__lte=day, to_date__gt=day))


def own_holdings(account_id: int, *, at: datetime) -> list[PostHolding]:
    """What an account holds today, away or not."""
    today = shanghai_date(at)
    held = PostHolding.objects.filter(account_id=account_id, from_date__lte=today)
    held = held.filter(Q(to_date__isnull=True) | Q(to_date__gt=today))
    return list(held.select_related("post__body", "post__division").order_by("pk"))


def coming_absences(account_id: int, *, at: datetime) -> list[Absence]:
    """An account's absences that have not ended, the next first."""
    running = Absence.objects.filter(
        holding__account_id=account_id, to_date__gt=Greatest(F("from_date"), shanghai_date(at))
    )
    return list(running.select_related("holding__post__body").order_by("from_date"))


def stood_in_for(actor: Actor, *, at: datetime) -> list[Absence]:
    """Colleagues whose work is the actor's today, since they are away."""
    post = actor.post
    if post is None:
        return []
    today = shanghai_date(at)
    same = Q(holding__post__role=post.role, holding__post__body_id=post.body_id)
    if post.role in AT_A_WINDOW:
        same &= Q(holding__post__centre_id=post.centre_code)
    away = Absence.objects.filter(same, from_date__lte=today, to_date__gt=today)
    away = away.exclude(holding__account_id=actor.account_id)
    return list(away.select_related("holding__account").order_by("to_date", "pk"))


def _holding_of(actor: Actor, holding_id: int) -> PostHolding:
    found = PostHolding.objects.select_related("post__division").filter(pk=holding_id).first()
    if found is None:
        raise NotFound
    if found.account_id != actor.account_id:
        if not actor.holds(Role.ADMINISTRATOR):
            raise NotFound
        require_place(actor, found.post.division.path)
    return found


def _overlapping(holding_id: int, from_date: date, to_date: date) -> QuerySet[Absence]:
    return Absence.objects.filter(holding_id=holding_id, from_date__lt=to_date, to_date__gt=from_date)


def _is_there(partner: PostHolding, from_date: date, to_date: date) -> bool:
    """Holds the post, and is not away, on each of the days."""
    covers = partner.from_date <= from_date and (partner.to_date is None or partner.to_date >= to_date)
    return covers and not _overlapping(partner.pk, from_date, to_date).exists()
