"""What follows an order: the department rectifies or appeals; the supervisor accepts, sends back, reports up, revokes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import Division
from yangguang.law.refusals import Refusal

from ..escalation import due_on, escalation_of
from ..models import OrderAct, SupervisionOrder
from ..order_access import order_to_move
from ..order_events import OrderMoved, text_hash
from ..orders import BY_DEPARTMENT, LEADS_TO, SETTLED, OrderKind, OrderState, OrderStep
from .orders import keep, tell
from .recipients import Directory


@transaction.atomic
def move_order(actor: Actor, order_id: int, step: OrderStep, text: str, at: datetime) -> None:
    """Take one step with an order; its text, the new state and the ledger event are kept together."""
    order = order_to_move(actor, order_id, step)
    asked = _("%(step)s：%(number)s") % {"step": OrderStep(step).label, "number": order.number}
    state = _state_after(order, step, asked)
    _require_text(text, step, asked)
    above = _report_up(order, actor, asked, at) if step == OrderStep.REPORT_UP else None
    _move(order, state, at)
    _keep_act(order, actor, step, text, at)
    tell(order, asked, at, accounts=above if above is not None else _whom(order, step, at))


def _state_after(order: SupervisionOrder, step: OrderStep, asked: str) -> OrderState:
    found = LEADS_TO.get((OrderState(order.state), step))
    if found is None:
        raise Refusal(
            asked=asked,
            rule=_("文书现为“%(state)s”，这一步不能在此时进行（电子监察规则）")
            % {"state": OrderState(order.state).label},
            way_out=_("请查看处理经过；已有结论的不再变动，有新的事实另发文书"),
        )
    if step == OrderStep.APPEAL and order.acts.filter(kind=OrderStep.APPEAL).exists():
        raise Refusal(
            asked=asked,
            rule=_("一份文书可以申诉一次，决定后不再申诉（电子监察规则）"),
            way_out=_("请按要求整改并答复；有新证据的，请向上级监察人员反映"),
        )
    return found


def _require_text(text: str, step: OrderStep, asked: str) -> None:
    if not text.strip() and step != OrderStep.ACCEPT:
        raise Refusal(
            asked=asked,
            rule=_("答复、申诉和处理决定应当书面说明理由，并归入档案（电子监察规则）"),
            way_out=_("请写明情况和理由"),
        )


def _report_up(order: SupervisionOrder, actor: Actor, asked: str, at: datetime) -> list[int]:
    """Let the nearest supervisors above decide from now on; returns whom to tell."""
    assert actor.post
    directory = Directory(at)
    for place in directory.places_up(actor.post.division_code)[1:]:
        above = [one for one in directory.at_places((Role.SUPERVISOR,), (place,)) if one.post]
        if above and above[0].post:
            order.judged_from = above[0].post.path
            return [one.account_id for one in above]
    raise Refusal(
        asked=asked,
        rule=_("上级没有在任的监察人员（电子监察规则）"),
        way_out=_("请由本级另一名监察人员作出决定"),
    )


def _move(order: SupervisionOrder, state: OrderState, at: datetime) -> None:
    if state == OrderState.RETURNED:
        limit = escalation_of(order.rule_version).answers[OrderKind(order.kind)]
        order.answer_due_date = due_on(at, limit, order.place_id)
    order.state = state
    order.settled_at = at if state in SETTLED else None
    order.save(update_fields=["state", "settled_at", "answer_due_date", "judged_from"])


def _keep_act(order: SupervisionOrder, actor: Actor, step: OrderStep, text: str, at: datetime) -> None:
    assert actor.post
    OrderAct.objects.create(
        order=order,
        kind=step,
        text=text.strip(),
        due_date=order.answer_due_date if order.state == OrderState.RETURNED else None,
        account_id=actor.account_id,
        post_id=actor.post.id,
        acted_at=at,
    )
    event = OrderMoved(
        order_id=order.pk, number=order.number, step=step, state=order.state, text_sha256=text_hash(text)
    )
    keep(order, event, actor, at)


def _whom(order: SupervisionOrder, step: OrderStep, at: datetime) -> list[int] | None:
    """What a department does is told to those who judge it; what they do, to the recipients of the order (None)."""
    if step not in BY_DEPARTMENT:
        return None
    directory = Directory(at)
    deciding = Division.objects.get(path=order.judged_from)
    return [one.account_id for one in directory.nearest(Role.SUPERVISOR, deciding.code)]
