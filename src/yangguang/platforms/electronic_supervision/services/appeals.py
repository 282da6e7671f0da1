"""申诉: the department does not accept a finding that was confirmed; another supervisor decides, or the one above."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_operation import queries as operation

from ..access import card_to_answer, card_to_judge
from ..levels import CardState
from ..models import Card, CardAct
from .cards import stream_of
from .follow_up import page_of, record_act, require_state, require_text, tell_recipients, tell_supervisors
from .recipients import Directory


@transaction.atomic
def appeal_card(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """The department asks for another look. Once: what an appeal has upheld is final."""
    card = card_to_answer(actor, card_id)
    asked = _("对 %(number)s 提出申诉") % {"number": card.number}
    require_state(card, asked, CardState.CONFIRMED)
    require_text(text, asked, _("请写明不服的理由和证据"))
    record_act(actor, card, CardAct.Kind.APPEAL, text, CardState.APPEALED, at)
    told = _("%(body)s 对 %(number)s 提出申诉，请另行指定人员复核") % {
        "body": card.body.name,
        "number": card.number,
    }
    tell_supervisors(card, told, at)


@transaction.atomic
def allow_appeal(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """The appeal is right: the card is revoked and no longer counts."""
    card = _appealed_card(actor, card_id, text, _("撤销 %(number)s"))
    card.revoked_at = at
    record_act(actor, card, CardAct.Kind.REVOKE, text, CardState.REVOKED, at)
    tell_recipients(card, _("%(number)s 的申诉成立，已撤销") % {"number": card.number}, at)


@transaction.atomic
def dismiss_appeal(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """The finding stands, for good."""
    card = _appealed_card(actor, card_id, text, _("维持 %(number)s"))
    record_act(actor, card, CardAct.Kind.UPHOLD, text, CardState.UPHELD, at)
    tell_recipients(card, _("%(number)s 的申诉不成立，维持原认定") % {"number": card.number}, at)


@transaction.atomic
def report_appeal_up(actor: Actor, card_id: int, text: str, at: datetime) -> None:
    """Leave the decision to the supervisor of a place above; from now on nobody else may take it."""
    card = _appealed_card(actor, card_id, text, _("将 %(number)s 的申诉报上级"))
    assert actor.post
    above = _supervisors_above(card, actor.post.path, at)
    if not above:
        raise Refusal(
            asked=_("将 %(number)s 的申诉报上级") % {"number": card.number},
            rule=_("上级没有在任的监察人员（电子监察规则）"),
            way_out=_("请由本级另一名监察人员作出决定"),
        )
    record_act(actor, card, CardAct.Kind.REPORT, text, CardState.APPEALED, at)
    notices.send_message(
        above,
        subject=stream_of(card.pk),
        text=_("%(number)s 的申诉报请决定") % {"number": card.number},
        link=page_of(card),
        at=at,
    )


def _appealed_card(actor: Actor, card_id: int, text: str, asked: str) -> Card:
    """The card, locked, for somebody who may decide on its appeal."""
    card = card_to_judge(actor, card_id)
    asked %= {"number": card.number}
    require_state(card, asked, CardState.APPEALED)
    _require_another_judge(actor, card, asked)
    _require_level(actor, card, asked)
    require_text(text, asked, _("请写明作出这一决定的理由"))
    return card


def _require_another_judge(actor: Actor, card: Card, asked: str) -> None:
    if CardAct.objects.filter(card=card, account_id=actor.account_id).exists():
        raise Refusal(
            asked=asked,
            rule=_("申诉由未参与原认定的人员决定（电子监察规则：申诉与认定相分离）"),
            way_out=_("请由另一名监察人员或上级监察人员决定"),
        )


def _require_level(actor: Actor, card: Card, asked: str) -> None:
    reported = (
        CardAct.objects.filter(card=card, kind=CardAct.Kind.REPORT)
        .order_by("-pk")
        .values_list("post__division__path", flat=True)
        .first()
    )
    if reported and actor.post and not reported.startswith(f"{actor.post.path}."):
        raise Refusal(
            asked=asked,
            rule=_("申诉已报上级监察机构，由上级决定（电子监察规则）"),
            way_out=_("请等待上级的决定"),
        )


def _supervisors_above(card: Card, path: str, at: datetime) -> list[int]:
    """The supervisors of the nearest place above ``path``."""
    case = operation.case_by_id(card.case_id)
    assert case
    directory = Directory(at)
    for place in directory.places_up(case.centre_id):
        holders = directory.at_places((Role.SUPERVISOR,), (place,))
        above = [one.account_id for one in holders if one.post and path.startswith(f"{one.post.path}.")]
        if above:
            return above
    return []
