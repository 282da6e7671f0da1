"""Who is told of a card: the groups that the rule set names, found among the holders of posts at the moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation import queries as operation

from ..levels import Told

WINDOW = (Role.WINDOW_CLERK, Role.VILLAGE_AGENT)
NEAREST_ABOVE = {
    Told.CENTRE_MANAGER: Role.CENTRE_MANAGER,
    Told.SUPERVISOR: Role.SUPERVISOR,
    Told.GOVERNMENT_HEAD: Role.GOVERNMENT_HEAD,
}


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a card falls: the case and its place, the body that answers, and whose hands the matter was in."""

    case_id: int
    place_code: str
    body_id: int
    at: datetime
    step_id: int | None = None
    in_review: bool = True  # else it lies with the window


@dataclass(slots=True)
class Directory:
    """Holders of posts as one sweep finds them; each body and place is asked for once."""

    at: datetime
    _in_body: dict[tuple[Role, int], list[Actor]] = field(default_factory=dict)
    _at_places: dict[tuple[tuple[Role, ...], tuple[str, ...]], list[Actor]] = field(default_factory=dict)
    _places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _supervising: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def in_body(self, role: Role, body_id: int) -> list[Actor]:
        key = (role, body_id)
        if key not in self._in_body:
            self._in_body[key] = accounts.holders_of(role=role, body_id=body_id, at=self.at)
        return self._in_body[key]

    def at_places(self, roles: tuple[Role, ...], places: tuple[str, ...]) -> list[Actor]:
        key = (roles, places)
        if key not in self._at_places:
            self._at_places[key] = accounts.holders_at(roles=roles, division_codes=places, at=self.at)
        return self._at_places[key]

    def places_up(self, code: str) -> tuple[str, ...]:
        """The place itself, then those above it, up to the province."""
        if code not in self._places:
            self._places[code] = tuple(place.code for place in reversed(organisations.places_to(code)))
        return self._places[code]

    def nearest(self, role: Role, code: str) -> list[Actor]:
        """Holders of a role at the place or, where nobody holds it, at the nearest place above."""
        holders = self.at_places((role,), self.places_up(code))
        lowest = max((actor.post.level for actor in holders if actor.post), default=None)
        return [actor for actor in holders if actor.post and actor.post.level == lowest]

    def supervising_body(self, department: str, code: str) -> int | None:
        """The body that supervises a place: of the place itself, or of the nearest above."""
        key = (department, code)
        if key not in self._supervising:
            found = (
                organisations.bodies_of_departments({department}, division_code=place).get(department)
                for place in self.places_up(code)
            )
            self._supervising[key] = next((body for body in found if body is not None), None)
        return self._supervising[key]


def recipients(told: Iterable[Told], breach: Breach, directory: Directory) -> list[dict[str, Any]]:
    """Everybody to be told, each once, as the card keeps them."""
    people: dict[int, dict[str, Any]] = {}
    for group in told:
        for actor in _members(group, breach, directory):
            people.setdefault(actor.account_id, _recipient(actor, group))
    return list(people.values())


def _members(group: Told, breach: Breach, directory: Directory) -> list[Actor]:
    if group in NEAREST_ABOVE:
        return directory.nearest(NEAREST_ABOVE[group], breach.place_code)
    if group == Told.AGENCY_HEAD:
        return directory.in_body(Role.AGENCY_HEAD, breach.body_id)
    if group == Told.WINDOW:
        return directory.at_places(WINDOW, (breach.place_code,))
    return _with_open_steps(breach, directory)


def _with_open_steps(breach: Breach, directory: Directory) -> list[Actor]:
    """Those in whose hands the case was when the rule first held; the deciders when it was in nobody's."""
    if not breach.in_review:
        return []
    steps = operation.steps_open_at(breach.case_id, at=breach.at)
    if breach.step_id is not None:
        steps = [step for step in steps if step.pk == breach.step_id]
    found = [
        actor
        for step in steps
        for actor in (
            directory.at_places((Role(step.role),), (breach.place_code,))
            if step.role in WINDOW
            else directory.in_body(Role(step.role), step.body_id)
        )
    ]
    return found or directory.in_body(Role.DECIDER, breach.body_id)


def _recipient(actor: Actor, group: Told) -> dict[str, Any]:
    post = actor.post
    return {
        "account": actor.account_id,
        "name": actor.name,
        "post": post.title if post else "",
        "post_en": post.title_en if post else "",
        "body": post.body_name if post else "",
        "body_en": post.body_name_en if post else "",
        "as": group.value,
    }
