"""Officers who hold the posts that the stories need; hired through the accounts services on first need."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from django.db.models import Q

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.accounts.services import NewOfficer
from yangguang.foundations.organisations.models import Post

from .people import person


class NobodyHolds(Exception):
    """A story needs a post that the organisation does not have; says which."""


@dataclass
class Staff:
    """Looks up who holds a post; where nobody does, the whole office is staffed from a list."""

    rng: Random
    since: date
    at: datetime
    _by_body: dict[int, list[Actor]] = field(default_factory=dict)
    _by_place: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    def in_body(self, role: str, body_id: int) -> list[Actor]:
        """Everybody who holds a post of ``role`` in a body (A and B)."""
        if body_id not in self._by_body:
            self._by_body[body_id] = self._holders(Q(body_id=body_id))
        holders = [actor for actor in self._by_body[body_id] if actor.role == role]
        if not holders:
            raise NobodyHolds(f"{role} of body {body_id}")
        return holders

    def at_place(self, role: str, division_code: str) -> list[Actor]:
        """Everybody who holds a post of ``role`` for a place."""
        key = (role, division_code)
        if key not in self._by_place:
            self._by_place[key] = self._holders(Q(division_id=division_code, role=role))
        if not self._by_place[key]:
            raise NobodyHolds(f"{role} at {division_code}")
        return self._by_place[key]

    def one(self, actors: list[Actor]) -> Actor:
        return self.rng.choice(actors)

    def _holders(self, asked: Q) -> list[Actor]:
        posts = list(Post.objects.filter(asked).order_by("ordinal", "pk").values_list("pk", flat=True))
        held = {actor.post.id for actor in accounts.holders_in(posts, at=self.at) if actor.post}
        self._take_on([post for post in posts if post not in held])
        return accounts.holders_in(posts, at=self.at)

    def _take_on(self, vacant: list[int]) -> None:
        people = [NewOfficer(post, f"post-{post}", person(self.rng).name) for post in vacant]
        if people:
            account_services.staff_posts(people, from_date=self.since, actor=SystemActor(), at=self.at)
