"""Whom an administrator may see and which posts he may fill: those of his own place and below, and no others."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

from .actors import Actor, SystemActor
from .models import Account, AccountKind, PostHolding


def officers_of(actor: Actor) -> QuerySet[Account]:
    """Officers who hold or held a post in the actor's place or below, and those whose home is there and hold none."""
    if actor.post is None or not actor.holds(Role.ADMINISTRATOR):
        return Account.objects.none()
    all_holdings = PostHolding.objects.filter(account=OuterRef("pk"))
    here = all_holdings.filter(organisations.at_or_below(actor.post.path, field="post__division__path"))
    homes = organisations.divisions_below(actor.post.path).values("code")
    newcomers = Q(home_division_code__in=homes) & ~Exists(all_holdings)
    return Account.objects.filter(Q(Exists(here)) | newcomers, kind=AccountKind.OFFICER)


def officer_to_administer(actor: Actor, account_id: int) -> Account:
    officer = officers_of(actor).filter(pk=account_id).first()
    if officer is None:
        raise NotFound
    return officer


def holding_to_end(actor: Actor | SystemActor, holding_id: int) -> PostHolding:
    """The holding, locked; NotFound when it is of another place."""
    holding = (
        PostHolding.objects.select_for_update(of=("self",))
        .select_related("post__division", "post__body")
        .filter(pk=holding_id)
        .first()
    )
    if holding is None or not _answers_for(actor, holding.post.division.path):
        raise NotFound
    return holding


def require_place(actor: Actor | SystemActor, place_path: str) -> None:
    """Appointments are made from the place of the post or from above it."""
    if not _answers_for(actor, place_path):
        raise NotFound


def require_other_person(actor: Actor | SystemActor, account_id: int) -> None:
    if actor.account_id == account_id:
        raise Refusal(
            asked=_("为自己任命或免去岗位"),
            rule=_("任免由他人办理：管理员不得变动自己的岗位（本系统职责分离规则）"),
            way_out=_("请由本级另一位管理员或上级管理员办理"),
        )


def _answers_for(actor: Actor | SystemActor, place_path: str) -> bool:
    if isinstance(actor, SystemActor):
        return True
    return actor.holds(Role.ADMINISTRATOR) and actor.answers_for(place_path)
