"""Clues are for supervisors alone: who points to a wrong must not become known to those it is about."""

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.refusals import NotFound

from .clue_models import Clue


def visible_clues(actor: Actor) -> QuerySet[Clue]:
    if actor.post is None or not actor.holds(Role.SUPERVISOR):
        return Clue.objects.none()
    return Clue.objects.filter(at_or_below(actor.post.path, field="place_path"))


def clue_to_read(actor: Actor, number: str) -> Clue:
    clue = (
        visible_clues(actor)
        .select_related("place", "body", "case__item_version", "merged_into", "order")
        .filter(number=number)
        .first()
    )
    if clue is None:
        raise NotFound
    return clue


def clue_to_move(actor: Actor, clue_id: int) -> Clue:
    """The clue, locked."""
    clue = (
        visible_clues(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("place")
        .filter(pk=clue_id)
        .first()
    )
    if clue is None:
        raise NotFound
    return clue
