"""What follows a card: the department answers; a supervisor who had no part in it confirms or revokes."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation import queries as operation

from ..access import card_to_answer, card_to_judge
from ..events import AppealReportedUp, CardAnswered, CardAppealed, CardConfirmed, CardRevoked, CardUpheld
from ..levels import AlertLevel, CardState
from ..models import Card, CardAct
from .cards import stream_of

EVENTS = {
    CardAct.Kind.ANSWER: CardAnswered,
    CardAct.Kind.CONFIRM: CardConfirmed,
    CardAct.Kind.REVOKE: CardRevoked,
    CardAct.Kind.APPEAL: CardAppealed,
    CardAct.Kind.UPHOLD: CardUpheld,
    CardAct.Kind.REPORT: AppealReportedUp,
}


@transaction.atomic
def answer_card(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """The department explains and says what it has done. It may add to its answer until the supervisor has judged."""
    card = card_to_answer(actor, card_id)
    asked = _("反馈 %(number)s") % {"number": card.number}
    if card.level == AlertLevel.WARN:
        raise Refusal(
            asked=asked,
            rule=_("预警是提示，不要求书面反馈（电子监察规则）"),
            way_out=_("请在期限内办结；认为预警有误的，请联系监察人员撤销"),
        )
    require_state(card, asked, CardState.ISSUED, CardState.ANSWERED)
    require_text(text, asked, _("请写明原因、责任和整改措施"))
    record_act(actor, card, CardAct.Kind.ANSWER, text, CardState.ANSWERED, at)
    told = _("%(body)s 已反馈 %(number)s，请复核") % {"body": card.body.name, "number": card.number}
    tell_supervisors(card, told, at)


@transaction.atomic
def confirm_card(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """The finding stands. Possible once the department has answered, or its time for that is over."""
    card = card_to_judge(actor, card_id)
    asked = _("确认 %(number)s") % {"number": card.number}
    require_state(card, asked, CardState.ISSUED, CardState.ANSWERED)
    unheard = card.state == CardState.ISSUED
    if card.answer_due_date is None:
        raise Refusal(
            asked=asked,
            rule=_("预警是提示，不须确认（电子监察规则）"),
            way_out=_("认为有误的可以撤销，撤销须说明理由"),
        )
    if unheard and shanghai_date(at) <= card.answer_due_date:
        raise Refusal(
            asked=asked,
            rule=_("责任单位在反馈期限（%(day)s）内有权说明情况（电子监察规则）")
            % {"day": day_text(card.answer_due_date)},
            way_out=_("请等待反馈，或在反馈期限届满后确认"),
        )
    record_act(actor, card, CardAct.Kind.CONFIRM, text, CardState.CONFIRMED, at)
    tell_recipients(card, _("%(number)s 已确认") % {"number": card.number}, at)


@transaction.atomic
def revoke_card(actor: Actor, card_id: int, reason: str, at: datetime) -> None:
    """The finding was wrong, or the breach is excused. The card stays readable with the reason and no longer counts."""
    card = card_to_judge(actor, card_id)
    asked = _("撤销 %(number)s") % {"number": card.number}
    require_state(card, asked, CardState.ISSUED, CardState.ANSWERED, CardState.CONFIRMED)
    require_text(reason, asked, _("请写明撤销的理由；记录保留，理由公开可查"))
    card.revoked_at = at
    record_act(actor, card, CardAct.Kind.REVOKE, reason, CardState.REVOKED, at)
    tell_recipients(card, _("%(number)s 已撤销") % {"number": card.number}, at)


def require_state(card: Card, asked: str, *allowed: CardState) -> None:
    if card.state not in allowed:
        raise Refusal(
            asked=asked,
            rule=_("该牌现为“%(state)s”，已有结论的不再变动（电子监察规则）")
            % {"state": CardState(card.state).label},
            way_out=_("请查看处理经过；对结论有异议的，请向上级监察人员提出"),
        )


def require_text(text: str, asked: str, way_out: str) -> None:
    if not text.strip():
        raise Refusal(
            asked=asked,
            rule=_("红黄牌的反馈和撤销应当书面说明理由，并归入档案（电子监察规则）"),
            way_out=way_out,
        )


def record_act(
    actor: Actor, card: Card, kind: CardAct.Kind, text: str, state: CardState, at: datetime
) -> None:
    """Move the card to ``state`` and keep who did what, on the card and on the ledger."""
    assert actor.post
    card.state = state
    card.save(update_fields=["state", "revoked_at"])
    CardAct.objects.create(
        card=card,
        kind=kind,
        text=text.strip(),
        account_id=actor.account_id,
        post_id=actor.post.id,
        acted_at=at,
    )
    event = EVENTS[kind](
        card_id=card.pk,
        number=card.number,
        level=card.level,
        text_sha256=sha256(text.strip().encode()).hexdigest(),
    )
    ledger.append(
        stream_of(card.pk),
        [event.as_event()],
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id),
        at=at,
        place_path=card.place_path,
    )


def tell_recipients(card: Card, text: str, at: datetime) -> None:
    told = [person["account"] for person in card.recipients]
    notices.send_message(told, subject=stream_of(card.pk), text=text, link=page_of(card), at=at)


def tell_supervisors(card: Card, text: str, at: datetime) -> None:
    case = operation.case_by_id(card.case_id)
    place = case.centre_id if case else ""
    supervisors = accounts.holders_at(roles=[Role.SUPERVISOR], division_codes=[place], at=at)
    notices.send_message(
        [person.account_id for person in supervisors],
        subject=stream_of(card.pk),
        text=text,
        link=page_of(card),
        at=at,
    )


def page_of(card: Card) -> str:
    return f"/supervision/cards/{card.number}/"
