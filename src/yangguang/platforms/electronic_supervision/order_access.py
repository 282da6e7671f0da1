"""Who may read an order, answer it, judge it. Nobody loads an order any other way."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.refusals import NotFound, Refusal

from .access import BODY_ROLES, OVERSEEING_ROLES
from .order_models import OrderAct, SupervisionOrder
from .orders import BY_DEPARTMENT, OrderStep

ORDER_ROLES = (*OVERSEEING_ROLES, *BODY_ROLES, Role.VILLAGE_AGENT)
RULINGS = frozenset({OrderStep.DISMISS, OrderStep.REVOKE})


def visible_orders(actor: Actor) -> QuerySet[SupervisionOrder]:
    """Orders at the place of the supervisor and below; for a department those addressed to it."""
    post = actor.post
    if post is None:
        return SupervisionOrder.objects.none()
    if post.role in OVERSEEING_ROLES:
        return SupervisionOrder.objects.filter(at_or_below(post.path, field="place_path"))
    if post.role in (*BODY_ROLES, Role.VILLAGE_AGENT):
        return SupervisionOrder.objects.filter(body_id=post.body_id)
    return SupervisionOrder.objects.none()


def order_to_read(actor: Actor, number: str) -> SupervisionOrder:
    """The order ``number``; NotFound when it is absent or not this person's."""
    order = (
        visible_orders(actor)
        .select_related("body", "place", "follows", "account", "post__body")
        .filter(number=number)
        .first()
    )
    if order is None:
        raise NotFound
    return order


def order_to_move(actor: Actor, order_id: int, step: OrderStep) -> SupervisionOrder:
    """The order, locked, for whoever may take ``step``; NotFound for others."""
    order = (
        SupervisionOrder.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body", "place")
        .filter(pk__in=visible_orders(actor).filter(pk=order_id).values("pk"))
        .first()
    )
    if order is None:
        raise NotFound
    if not (may_answer(actor, order) if step in BY_DEPARTMENT else may_judge(actor, order)):
        raise NotFound
    if step not in BY_DEPARTMENT:
        _require_another(actor, order, step)
    return order


def may_answer(actor: Actor, order: SupervisionOrder) -> bool:
    """Those who decide for the body; for what was found at a window also who leads the centre."""
    post = actor.post
    if post is None:
        return False
    if post.role in (*BODY_ROLES, Role.VILLAGE_AGENT):
        return post.body_id == order.body_id
    return post.role == Role.CENTRE_MANAGER and order.by_window and actor.answers_for(order.place_path)


def may_judge(actor: Actor, order: SupervisionOrder) -> bool:
    """Supervisors of the place that decides, and above; after a report up no longer those below it."""
    return actor.holds(Role.SUPERVISOR) and actor.answers_for(order.judged_from)


def may_read_documents(actor: Actor, subject: str) -> bool:
    """Documents of an order (``order:<id>``) are for those who may read it."""
    return visible_orders(actor).filter(pk=int(subject.removeprefix("order:"))).exists()


def _require_another(actor: Actor, order: SupervisionOrder, step: OrderStep) -> None:
    """Who answered does not judge; who issued the order does not decide on the appeal against it."""
    answered = OrderAct.objects.filter(order=order, account_id=actor.account_id, kind__in=BY_DEPARTMENT)
    issued = order.state == "appealed" and step in RULINGS and order.account_id == actor.account_id
    if issued or answered.exists():
        raise Refusal(
            asked=_("处理 %(number)s") % {"number": order.number},
            rule=_("答复、认定与申诉的决定由不同人员办理（电子监察规则：申诉与认定相分离）"),
            way_out=_("请由另一名监察人员决定，或者报上级"),
        )
