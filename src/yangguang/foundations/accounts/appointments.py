"""任免：who takes a post and who leaves it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.queries import PostCard
from yangguang.law.refusals import NotFound, Refusal

from .access import holding_to_end, require_other_person, require_place
from .actors import Actor, SystemActor
from .events import Appointed, HoldingEnded
from .models import Account, AccountKind, PostHolding
from .record import record


@transaction.atomic
def appoint(
    *,
    account_id: int,
    post_id: int,
    from_date: date,
    to_date: date | None = None,
    actor: Actor | SystemActor,
    at: datetime,
) -> PostHolding:
    """任命：``account_id`` holds the post from ``from_date`` until before ``to_date`` (Shanghai days; None = open)."""
    post = organisations.post_to_fill(post_id)  # locked: two administrators cannot fill it at once
    if post is None:
        raise NotFound
    require_place(actor, post.path)
    require_other_person(actor, account_id)
    officer = Account.objects.get(pk=account_id)
    require_officer(officer)
    require_period(from_date, to_date)
    require_vacant([post], from_date, to_date)
    holding = PostHolding.objects.create(
        account=officer, post_id=post_id, from_date=from_date, to_date=to_date
    )
    event = Appointed(
        holding_id=holding.pk,
        post_id=post_id,
        role=post.role,
        from_date=from_date.isoformat(),
        to_date=to_date.isoformat() if to_date else None,
    )
    record(account_id, event, actor=actor, at=at, place_path=post.path)
    return holding


@transaction.atomic
def end_holding(*, holding_id: int, to_date: date, actor: Actor | SystemActor, at: datetime) -> PostHolding:
    """免职：the holding ends before ``to_date`` (a Shanghai day). What was done until then stays valid."""
    holding = holding_to_end(actor, holding_id)
    require_other_person(actor, holding.account_id)
    require_period(holding.from_date, to_date)
    if holding.to_date is not None and holding.to_date <= to_date:
        raise Refusal(
            asked=_("在 %(day)s 结束任职") % {"day": to_date},
            rule=_("该任职已于 %(day)s 结束，任期只能提前，不能倒推延长") % {"day": holding.to_date},
            way_out=_("需要继续任职的，请重新任命"),
        )
    holding.to_date = to_date
    holding.save(update_fields=["to_date"])
    event = HoldingEnded(holding_id=holding.pk, post_id=holding.post_id, to_date=to_date.isoformat())
    record(holding.account_id, event, actor=actor, at=at, place_path=holding.post.division.path)
    return holding


def require_officer(account: Account) -> None:
    if account.kind != AccountKind.OFFICER:
        raise Refusal(
            asked=_("任命个人或企业账户"),
            rule=_("行政职权由在岗工作人员行使，工作账户与个人账户分开（本系统账户规则）"),
            way_out=_("请先为其建立工作人员账户"),
        )


def require_period(from_date: date, to_date: date | None) -> None:
    if to_date is not None and to_date <= from_date:
        raise Refusal(
            asked=_("任职到 %(day)s 为止") % {"day": to_date},
            rule=_("任期按半开区间计算，结束日必须晚于开始日 %(day)s") % {"day": from_date},
            way_out=_("请把结束日改到 %(day)s 之后") % {"day": from_date},
        )


def require_vacant(posts: Collection[PostCard], from_date: date, to_date: date | None) -> None:
    """The posts are locked by the caller."""
    titles = {post.id: post.title for post in posts}
    overlapping = PostHolding.objects.filter(post_id__in=titles).filter(
        Q(to_date__isnull=True) | Q(to_date__gt=from_date)
    )
    if to_date is not None:
        overlapping = overlapping.filter(from_date__lt=to_date)
    held = overlapping.order_by("from_date").first()
    if held is not None:
        raise Refusal(
            asked=_("任命“%(title)s”") % {"title": titles[held.post_id]},
            rule=_("一个岗位同一天只由一人担任；这个岗位自 %(day)s 起已有人任职（AB 角各为一个岗位）")
            % {"day": held.from_date},
            way_out=_("请先结束原任职，或任命到该岗位的 B 角"),
        )
