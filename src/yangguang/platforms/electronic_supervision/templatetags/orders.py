"""How orders and records of accountability are said and drawn."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.web.components import TimelineEntry
from yangguang.foundations.web.templatetags.yangguang import in_language, status_badge
from yangguang.law.time_limits import shanghai_date

from ..checklist import failed
from ..clue_queries import CluePage
from ..clues import OPEN, ClueState, ClueStep
from ..models import AccountabilityMeasure, Clue, Inspection, OrderAct, SupervisionOrder
from ..order_queries import OrderPage
from ..orders import WAITING, OrderState, OrderStep

register = template.Library()

TONES = {
    OrderState.ISSUED: "warn",
    OrderState.ANSWERED: "ongoing",
    OrderState.RETURNED: "warn",
    OrderState.APPEALED: "ongoing",
    OrderState.ACCEPTED: "good",
    OrderState.REVOKED: "paused",
}
TONES_OF_STEPS = {
    OrderStep.ANSWER: "ongoing",
    OrderStep.ACCEPT: "good",
    OrderStep.SEND_BACK: "warn",
    OrderStep.REPORT_UP: "ongoing",
    OrderStep.APPEAL: "ongoing",
    OrderStep.DISMISS: "bad",
    OrderStep.REVOKE: "paused",
}
TONES_OF_CLUES = {
    ClueState.RECEIVED: "warn",
    ClueState.INVESTIGATING: "ongoing",
    ClueState.MERGED: "paused",
    ClueState.ANSWERED: "good",
}
OFFERED = {
    OrderStep.ANSWER: "primary",
    OrderStep.ACCEPT: "primary",
    OrderStep.REVOKE: "danger",
}


@register.simple_tag
def order_state(order: SupervisionOrder) -> SafeString:
    return status_badge(str(order.get_state_display()), TONES[OrderState(order.state)])


@register.filter
def is_overdue(order: SupervisionOrder, now: datetime) -> bool:
    """Whether the department has let the day for its answer pass."""
    return order.state in WAITING and order.answer_due_date < shanghai_date(now)


@register.filter
def button(step: OrderStep) -> str:
    """The look of the button for a step: what cannot be undone is red."""
    return OFFERED.get(step, "outline-primary")


@register.filter
def order_timeline(page: OrderPage) -> list[TimelineEntry]:
    """From the issue to the latest step, oldest first."""
    order = page.order
    by = _("按监察规则自动发出")
    if order.post and order.account:
        by = f"{in_language(order.post.body)} {in_language(order.post, 'title')} {order.account.name}"
    issued = TimelineEntry(
        _("发出%(kind)s") % {"kind": order.get_kind_display()}, order.issued_at, by, tone="warn"
    )
    return [issued, *(_entry(act) for act in page.acts)]


def _entry(act: OrderAct) -> TimelineEntry:
    by = f"{in_language(act.post.body)} {in_language(act.post, 'title')} {act.account.name}"
    return TimelineEntry(
        str(act.get_kind_display()), act.acted_at, by, act.text, TONES_OF_STEPS[OrderStep(act.kind)]
    )


@register.filter
def before(day: date) -> date:
    """The day before: periods are kept with an exclusive end and shown with their last day."""
    return day - timedelta(days=1)


@register.filter
def faults(inspection: Inspection) -> str:
    """How many items of the checklist were not as they should be."""
    found = len(failed(inspection.answers or {}))
    return _("%(n)s 项不符合") % {"n": found} if found else _("未发现问题")


@register.simple_tag
def clue_state(clue: Clue) -> SafeString:
    return status_badge(str(clue.get_state_display()), TONES_OF_CLUES[ClueState(clue.state)])


@register.filter
def clue_overdue(clue: Clue, now: datetime) -> bool:
    """Whether the day for an answer has passed."""
    return clue.state in OPEN and clue.due_date < shanghai_date(now)


@register.filter
def clue_timeline(page: CluePage) -> list[TimelineEntry]:
    """From its coming in to the answer, oldest first."""
    received = TimelineEntry(
        _("收到线索"), page.clue.received_at, str(page.clue.get_source_display()), tone="warn"
    )
    acts = [
        TimelineEntry(
            str(act.get_kind_display()),
            act.acted_at,
            f"{in_language(act.post.body)} {in_language(act.post, 'title')} {act.account.name}",
            act.text,
            "good" if act.kind == ClueStep.ANSWER else "ongoing",
        )
        for act in page.acts
    ]
    return [received, *acts]


@register.filter
def on_whom(measure: AccountabilityMeasure) -> str:
    """The person with the post in which he answers, or the body."""
    if measure.person and measure.person_post:
        return f"{measure.person.name}（{in_language(measure.person_post, 'title')}）"
    return in_language(measure.body)
