"""What the supervisor of the demonstration's district does above the cards, so that every page of it has something to show."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Division
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.electronic_supervision import services as supervision
from yangguang.platforms.electronic_supervision.checklist import checklist
from yangguang.platforms.electronic_supervision.clues import ClueSource
from yangguang.platforms.electronic_supervision.levels import CardState
from yangguang.platforms.electronic_supervision.models import Card, Clue, Inspection, SupervisionOrder
from yangguang.platforms.electronic_supervision.orders import Measure, OrderKind, OrderStep

from .card_fates import Office
from .office_time import after, office_moment
from .scenes import COUNTY
from .setting import Story

NOT_ANSWERED_ANY_MORE = timedelta(
    days=10
)  # see `card_fates`: whoever answers does so within three working days
DEMAND = "请立即办结，查明逾期原因和责任人员，完善到期提醒，并书面答复整改情况。"
RECTIFIED = "已办结并向申请人致歉；对承办人员批评教育，到期前两日由专人提醒。"
FAULTS = {
    "on_duty": "十时二十分到场，窗口无人在岗，未放置去向牌，等候群众三人。",
    "guide": "窗口摆放的办事指南为旧版，承诺时限与系统不一致。",
}


def above_the_cards(office: Office, began: datetime, until: datetime) -> Sequence[tuple[datetime, Story]]:
    """Orders, inspections and clues of the district; none when an earlier run has told them."""
    if SupervisionOrder.objects.exists():
        return []
    firsts = [
        (_morning(office, began, days), tell)
        for days, tell in ((25, _orders), (24, _inspections), (27, _clues))
    ]
    return [(first, tell(office, until)) for first, tell in firsts if first < until]


def _morning(office: Office, at: datetime, working_days: int) -> datetime:
    return office_moment(office.calendar.add_working_days(shanghai_date(at), working_days), office.rng)


def _supervisor(office: Office) -> Actor:
    return office.staff.at_place(Role.SUPERVISOR, COUNTY)[0]


# ── orders ───────────────────────────────────────────────────────────────────────────────


def _orders(office: Office, until: datetime) -> Story:
    """One rectified; one left unanswered, taken further and brought to its end; one that waits, one under appeal."""
    at = yield until
    good, bad = _issue(office, at), _issue(office, at)
    at = yield after(at, 3, office.calendar, office.rng)
    _move(office, good, OrderStep.ANSWER, RECTIFIED, at)
    at = yield after(at, 2, office.calendar, office.rng)
    _move(office, good, OrderStep.ACCEPT, "", at)
    if bad is not None:
        at = yield _morning(office, at, 6)
        yield from _taken_further(office, bad, at)
    at = yield _morning(office, until, -4)
    _move(office, _issue(office, at), OrderStep.APPEAL, "期间系统停机两日，应予扣除，附停机通告。", at)
    _issue(office, at)


def _taken_further(office: Office, order: SupervisionOrder, at: datetime) -> Story:
    """From an order that nobody answered to a recommendation and a person held to account."""
    supervisor = _supervisor(office)
    cards = list(order.cards.values_list("card_id", flat=True))
    further = supervision.issue_order(
        supervisor,
        kind=OrderKind.RECOMMENDATION,
        card_ids=cards,
        text="督办逾期未答复。建议查明责任，对责任人员作出处理，并健全到期提醒制度。",
        follows=order.pk,
        at=at,
    )
    at = yield after(at, 1, office.calendar, office.rng)
    record = supervision.open_accountability(supervisor, further.pk, "红黄牌和督办均逾期未答复。", at)
    at = yield after(at, 1, office.calendar, office.rng)
    person = office.staff.in_body(Role.DECIDER, order.body_id)[0]
    for measure, post in ((Measure.CRITICISM, person.post), (Measure.CIRCULAR, None)):
        result = supervision.Result(
            measure=measure,
            basis="行政许可法第七十四条第（二）项",
            decided_by="江岸区人民政府",
            decided_on=shanghai_date(at),
            post_id=post.id if post else None,
        )
        supervision.record_measure(supervisor, record.number, result, at)
    supervision.close_accountability(supervisor, record.number, "已约谈并通报，整改措施落实。", at)


def _issue(office: Office, at: datetime) -> SupervisionOrder | None:
    """An order on the gravest card of the district that will stand and on which none rests yet; None without such a card."""
    path = Division.objects.get(pk=COUNTY).path
    stands = Q(state=CardState.CONFIRMED) | Q(
        state=CardState.ISSUED, issued_at__lt=at - NOT_ANSWERED_ANY_MORE
    )
    cards = Card.objects.filter(stands, place_path__startswith=path, level__gt=1, orders=None)
    card = cards.order_by("-level", "pk").first()
    if card is None:
        return None
    return supervision.issue_order(
        _supervisor(office), kind=OrderKind.ORDER, card_ids=[card.pk], text=DEMAND, at=at
    )


def _move(office: Office, order: SupervisionOrder | None, step: OrderStep, text: str, at: datetime) -> None:
    if order is None:
        return
    department = step in {OrderStep.ANSWER, OrderStep.APPEAL}
    actor = office.staff.in_body(Role.DECIDER, order.body_id)[0] if department else _supervisor(office)
    supervision.move_order(actor, order.pk, step, text, at)


# ── inspections ──────────────────────────────────────────────────────────────────────────


def _inspections(office: Office, until: datetime) -> Story:
    """A plan carried out but for one window, with faults at one; and a plan that has just been drawn."""
    at = yield until
    office.staff.at_place(Role.CENTRE_MANAGER, COUNTY)
    drawn = _plan(office, "春季作风暗访", at, days=14, windows=4)
    for number, inspection in enumerate(drawn[:-1]):
        at = yield after(at, 1, office.calendar, office.rng)
        _inspect(inspection, FAULTS if number == 0 else {}, at)
    at = yield _morning(office, until, -2)
    _plan(office, "双随机例行检查", at, days=15, windows=3)


def _plan(office: Office, title: str, at: datetime, *, days: int, windows: int) -> list[Inspection]:
    first = shanghai_date(at)
    new = supervision.NewPlan(
        title=title,
        place=Division.objects.get(pk=COUNTY),
        from_date=first,
        until_date=first + timedelta(days=days),
        windows=windows,
    )
    plan = supervision.plan_inspections(_supervisor(office), new, at)
    return list(plan.inspections.order_by("ordinal"))


def _inspect(inspection: Inspection, faults: Mapping[str, str], at: datetime) -> None:
    drawn = inspection.inspectors.select_related("account").order_by("pk")[0]
    actor = accounts.actor_for(drawn.account, at=at, post_id=drawn.post_id)
    answers = {
        item.key: {"found": "no" if item.key in faults else "yes", "note": faults.get(item.key, "")}
        for item in checklist().items
    }
    supervision.submit_inspection(actor, inspection.pk, answers, at)


# ── clues ────────────────────────────────────────────────────────────────────────────────


def _clues(office: Office, until: datetime) -> Story:
    """One answered, one merged into another under investigation, one that has just come in."""
    at = yield until
    supervisor = _supervisor(office)
    press = _clue(supervisor, ClueSource.PRESS, "大厅午间只开一个窗口", "晨报反映午间办事群众排长队。", at)
    first = _clue(
        supervisor, ClueSource.COMPLAINT, "同一材料要求交了两次", "来电反映窗口重复收取身份证复印件。", at
    )
    again = _clue(supervisor, ClueSource.NETWORK, "重复收材料", "论坛发帖，情形与电话反映相同。", at)
    at = yield after(at, 1, office.calendar, office.rng)
    for clue in (press, first):
        supervision.investigate_clue(supervisor, clue.pk, "调取监控和收件记录，询问窗口人员。", at)
    supervision.merge_clue(supervisor, again.pk, first.number, "反映的是同一窗口同一天的事。", at)
    at = yield after(at, 2, office.calendar, office.rng)
    supervision.answer_clue(supervisor, press.pk, "经查属实，已增开两个午间值班窗口。", at, founded=True)
    at = yield _morning(office, until, -1)
    _clue(supervisor, ClueSource.LETTER, "建议公布排队情况", "来信建议在大厅和网上公布实时等候人数。", at)


def _clue(supervisor: Actor, source: ClueSource, title: str, text: str, at: datetime) -> Clue:
    place = Division.objects.get(pk=COUNTY)
    return supervision.record_clue(
        supervisor, supervision.NewClue(source=source, title=title, text=text, place=place), at
    )
