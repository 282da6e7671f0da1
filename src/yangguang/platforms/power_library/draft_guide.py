"""The public guide as a draft would make it, shown beside the editor: at one body, for an example of all."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations import queries as organisations
from yangguang.law.time_limits import shanghai_date

from .draft_checks import Content, readable
from .guide import GuideView, Remedies, remedies_of, responsible_at, stages_of, window_staff_at
from .item_definitions import Help, ItemDefinition
from .models import ImplementingEntry


def draft_guide(content: Content, *, actor: Actor, at: datetime) -> GuideView | None:
    """What people would read; gaps stay empty. None where no body is known at which to show it."""
    item = readable(content).definition
    body = _example_body(item, actor, on=shanghai_date(at))
    department = next((one for one in organisations.department_cards() if one.key == item.department), None)
    if body is None or department is None:
        return None
    trail = organisations.places_to(body.division_code)
    return GuideView(
        code="",
        entry_id=0,
        version_id=0,
        version_number=item.version,
        in_force_from=item.in_force_from,
        item=item,
        department=department,
        body=body,
        place=trail[-1],
        trail=tuple(trail),
        centre=organisations.centre_cards([body.division_code]).get(body.division_code),
        stages=tuple(stages_of(item.steps, body)),
        responsible=tuple(responsible_at(body, at)),
        window_staff=tuple(window_staff_at(body, at)),
        remedies=_remedies(item.help, body, trail),
    )


def _example_body(item: ItemDefinition, actor: Actor, *, on: date) -> organisations.BodyCard | None:
    """A body that exercises the item, of the level that decides; before any does, that of the department."""
    entries = ImplementingEntry.objects.filter(item_id=item.key, in_force__contains=on).select_related("body")
    ordered = entries.order_by("level", "division_id")
    entry = ordered.filter(level__in=item.levels).first() or ordered.first()
    if entry:
        return organisations.body_card_of(entry.body)
    post = actor.post
    if post is None:
        return None
    return organisations.body_card(item.department, post.division_code) or organisations.body_card(
        post.department, post.division_code
    )


def _remedies(
    texts: Help, body: organisations.BodyCard, trail: Sequence[organisations.PlaceCard]
) -> Remedies:
    """With the names filled in; while a placeholder is half typed, as it was typed."""
    try:
        return remedies_of(texts, body, trail)
    except (KeyError, ValueError, IndexError):
        return Remedies(
            texts.consult_phone,
            texts.complaint_phone,
            texts.reconsideration,
            texts.reconsideration_en,
            texts.litigation,
            texts.litigation_en,
        )
