"""What becomes of the yellow and red cards of a case: the department answers or does not, a supervisor judges."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import cycle
from random import Random

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.organisations.models import Division
from yangguang.law.working_days import WorkingCalendar
from yangguang.platforms.electronic_supervision import services as supervision
from yangguang.platforms.electronic_supervision.levels import AlertLevel, CardState
from yangguang.platforms.electronic_supervision.models import Card

from .office_time import after, office_moment
from .staff import Staff


class Fate(StrEnum):
    UNANSWERED = "unanswered"
    ANSWERED = "answered"  # and waiting for the supervisor
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    CONFIRMED_UNHEARD = "confirmed_unheard"  # the department let its time to answer pass


# In which proportion they come; dealt out in turn, so that a run of any length has some of each.
DEALT = (
    Fate.CONFIRMED,
    Fate.ANSWERED,
    Fate.CONFIRMED,
    Fate.REVOKED,
    Fate.UNANSWERED,
    Fate.CONFIRMED,
    Fate.CONFIRMED,
    Fate.CONFIRMED_UNHEARD,
)
ANSWERS = {
    "case_time": (
        "经查，承办人同期办理件较多，未及时提请决定。已约谈承办人，并安排专人每日核对到期件。",
        "因现场核查排期延误，未能在承诺期限内办结。已增加核查人员，本件已优先办理。",
        "承办科室交接时遗漏本件。已补办交接清单，今后交接须由科室负责人签字确认。",
    ),
    "step_time": (
        "该环节经办人出差期间未及时移交B岗。已落实AB岗制度，移交须在当日完成。",
        "经办人对系统提示未予重视，本环节超时。已对经办人进行提醒谈话。",
    ),
    "acceptance": (
        "窗口未及时查看网上收件，致使超过五个工作日未处理。已明确每日上、下午各查收一次。",
        "窗口人员轮换期间收件无人负责。已调整值班表，并向申请人说明情况。",
    ),
    "correction": ("首次告知时未能识别扫描件不清晰的问题，属于审核不细。已组织窗口人员学习一次性告知要求。",),
    "delivery": ("决定作出后证照打印积压，未及时通知申请人领取。积压证照已全部送达。",),
}
CONFIRMATIONS = ("情况属实，整改措施可行，予以确认。", "事实清楚，责任单位无异议。", "")
UNHEARD = "责任单位在反馈期限内未说明情况，按系统记录的事实确认。"
REVOCATIONS = (
    "经核实，超期系平台升级期间系统停用所致，不可归责于承办单位，予以撤销。",
    "经核对，申请人书面要求延后办理并留有记录，承办单位无过错，予以撤销。",
    "经核实，当日全区因暴雨红色预警停止办公，不可归责于承办单位，予以撤销。",
)


@dataclass(frozen=True)
class Office:
    """Whom a fate needs: those who hold posts, the days they work, and chance."""

    rng: Random
    staff: Staff
    calendar: WorkingCalendar


def deal_fates() -> Iterator[Fate]:
    """Fates in their proportion, for ever."""
    return cycle(DEALT)


def befall(office: Office, case_id: int, fate: Fate, at: datetime) -> Generator[datetime, datetime, None]:
    """Let ``fate`` come over the yellow and red cards that the case has got by the days to come."""
    rng, calendar = office.rng, office.calendar
    if fate is Fate.UNANSWERED:
        return
    if fate is Fate.CONFIRMED_UNHEARD:
        at = yield after(at, 1, calendar, rng)
        last_days = [card.answer_due_date for card in _cards(case_id, CardState.ISSUED)]
        if heard_until := max(filter(None, last_days), default=None):
            at = yield office_moment(calendar.add_working_days(heard_until, 1), rng)
            _judge(office, case_id, fate, at)
        return
    at = yield after(at, rng.randrange(1, 4), calendar, rng)
    _answer(office, case_id, at)
    if fate is not Fate.ANSWERED:
        at = yield after(at, rng.randrange(1, 4), calendar, rng)
        _judge(office, case_id, fate, at)


def _cards(case_id: int, state: CardState) -> list[Card]:
    found = Card.objects.filter(case_id=case_id, level__gt=AlertLevel.WARN, state=state)
    return list(found.select_related("case").order_by("pk"))


def _answer(office: Office, case_id: int, at: datetime) -> None:
    for card in _cards(case_id, CardState.ISSUED):
        text = office.rng.choice(ANSWERS[card.matter])
        supervision.answer_card(actor=_who_answers(office, card), card_id=card.pk, text=text, at=at)


def _who_answers(office: Office, card: Card) -> Actor:
    """In a village room the agent answers, elsewhere one of those who decide for the body."""
    if card.case.level == Level.VILLAGE:
        return office.staff.one(office.staff.at_place(Role.VILLAGE_AGENT, card.case.centre_id))
    return office.staff.one(office.staff.in_body(Role.DECIDER, card.body_id))


def _judge(office: Office, case_id: int, fate: Fate, at: datetime) -> None:
    unheard = fate is Fate.CONFIRMED_UNHEARD
    for card in _cards(case_id, CardState.ISSUED if unheard else CardState.ANSWERED):
        supervisor = office.staff.one(office.staff.at_place(Role.SUPERVISOR, judged_at(card.case.centre_id)))
        if fate is Fate.REVOKED:
            reason = office.rng.choice(REVOCATIONS)
            supervision.revoke_card(actor=supervisor, card_id=card.pk, reason=reason, at=at)
        else:
            text = UNHEARD if unheard else office.rng.choice(CONFIRMATIONS)
            supervision.confirm_card(actor=supervisor, card_id=card.pk, text=text, at=at)


def judged_at(place_code: str) -> str:
    """The place whose supervisor and legal officer answer for a place: townships and villages have none of their own."""
    place = Division.objects.get(pk=place_code)
    while place.level >= Level.TOWNSHIP and place.parent is not None:
        place = place.parent
    return place.code
