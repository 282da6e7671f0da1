"""Who may read a card and who may act on it. Nobody loads a card any other way."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.refusals import NotFound, Refusal

from .models import Card, CardAct

OVERSEEING_ROLES = (Role.SUPERVISOR, Role.GOVERNMENT_HEAD, Role.CENTRE_MANAGER)
BODY_ROLES = (Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD, Role.CHIEF_REPRESENTATIVE)
WINDOW_ROLES = (Role.WINDOW_CLERK, Role.VILLAGE_AGENT)
ADDRESSED_ROLES = (*BODY_ROLES, *WINDOW_ROLES, Role.CENTRE_MANAGER, Role.GOVERNMENT_HEAD)
READING_ROLES = (Role.SUPERVISOR, *ADDRESSED_ROLES)


def visible_cards(actor: Actor) -> QuerySet[Card]:
    """Cards at the place of the supervisor and below; those of one's own body; those of one's own window."""
    post = actor.post
    if post is None:
        return Card.objects.none()
    if post.role in OVERSEEING_ROLES:
        return Card.objects.filter(at_or_below(post.path, field="place_path"))
    if post.role in BODY_ROLES:
        return Card.objects.filter(body_id=post.body_id)
    if post.role in WINDOW_ROLES:
        return Card.objects.filter(case__centre_id=post.centre_code)
    return Card.objects.none()


def card_to_read(actor: Actor, number: str) -> Card:
    """The card ``number``; NotFound when it is absent or not this person's."""
    card = (
        visible_cards(actor)
        .select_related("case__item_version", "case__centre", "body")
        .filter(number=number)
        .first()
    )
    if card is None:
        raise NotFound
    return card


def card_to_answer(actor: Actor, card_id: int) -> Card:
    """The card, locked, for those who answer for the breach."""
    card = _locked(actor, card_id)
    if not may_answer(actor, card):
        raise NotFound
    return card


def card_to_judge(actor: Actor, card_id: int) -> Card:
    """The card, locked, for a supervisor of its place or above who had no part in it."""
    card = _locked(actor, card_id)
    if not may_judge(actor, card):
        raise NotFound
    if CardAct.objects.filter(card=card, kind=CardAct.Kind.ANSWER, account_id=actor.account_id).exists():
        raise Refusal(
            asked=_("复核 %(number)s") % {"number": card.number},
            rule=_("反馈与复核应当由不同人员办理（电子监察规则：复核人与反馈人相分离）"),
            way_out=_("请由另一名监察人员或上级监察人员复核"),
        )
    return card


def may_answer(actor: Actor, card: Card) -> bool:
    """The body's reviewers, deciders, head and chief representative; for the window also who leads the centre."""
    post = actor.post
    if post is None:
        return False
    if post.role in BODY_ROLES or post.role == Role.VILLAGE_AGENT:
        return post.body_id == card.body_id
    return post.role == Role.CENTRE_MANAGER and card.by_window and actor.answers_for(card.place_path)


def may_judge(actor: Actor, card: Card) -> bool:
    return actor.holds(Role.SUPERVISOR) and actor.answers_for(card.place_path)


def _locked(actor: Actor, card_id: int) -> Card:
    visible = visible_cards(actor).filter(pk=card_id).values("pk")
    card = (
        Card.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__item_version", "body")
        .filter(pk__in=visible)
        .first()
    )
    if card is None:
        raise NotFound
    return card


def may_read_documents(actor: Actor, subject: str) -> bool:
    """The document of a card is for those who may read the card (``subject`` is ``card:<id>``)."""
    return visible_cards(actor).filter(pk=int(subject.removeprefix("card:"))).exists()


# Who reads what is late about the list itself: those who owe it, and those who watch.
LIST_READERS = (Role.SUPERVISOR, Role.LEGAL_OFFICER, Role.AGENCY_HEAD, Role.GOVERNMENT_HEAD)
