"""Officers who hold the posts that the stories need; hired through the accounts services on first need."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Post

from .people import person


class NobodyHolds(Exception):
    """A story needs a post that the organisation does not have; says which."""


@dataclass
class Staff:
    """Looks up who holds a post, and hires somebody when nobody does."""

    rng: Random
    since: date
    at: datetime
    hired: int = 0
    _by_body: dict[tuple[str, int], list[Actor]] = field(default_factory=dict)
    _by_place: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    def in_body(self, role: str, body_id: int) -> list[Actor]:
        """Everybody who holds a post of ``role`` in a body (A and B)."""
        key = (role, body_id)
        if key not in self._by_body:
            posts = Post.objects.filter(body_id=body_id, role=role).order_by("ordinal")
            self._by_body[key] = self._holders(role, posts, f"{role} of body {body_id}")
        return self._by_body[key]

    def at_place(self, role: str, division_code: str) -> list[Actor]:
        """Everybody who holds a post of ``role`` for a place."""
        key = (role, division_code)
        if key not in self._by_place:
            posts = Post.objects.filter(division_id=division_code, role=role).order_by("pk")
            self._by_place[key] = self._holders(role, posts, f"{role} at {division_code}")
        return self._by_place[key]

    def one(self, actors: list[Actor]) -> Actor:
        return self.rng.choice(actors)

    def _holders(self, role: str, posts: Iterable[Post], wanted: str) -> list[Actor]:
        posts = list(posts)
        if not posts:
            raise NobodyHolds(wanted)
        held: list[Actor] = []
        for post in posts:
            actors = [
                actor
                for actor in accounts.holders_of(role=Role(role), body_id=post.body_id, at=self.at)
                if actor.post and actor.post.id == post.pk
            ]
            held += actors or [self._hire(post)]
        return held

    def _hire(self, post: Post) -> Actor:
        self.hired += 1
        account = account_services.create_officer(
            username=f"post-{post.pk}",
            name=person(self.rng).name,
            password=None,
            home=post.division_id,
            actor=SystemActor(),
            at=self.at,
        )
        account_services.appoint(
            account_id=account.pk, post_id=post.pk, from_date=self.since, actor=SystemActor(), at=self.at
        )
        return accounts.actor_for(account, at=self.at, post_id=post.pk)
