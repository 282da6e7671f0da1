"""Posts as whoever fills or shows them needs them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from .levels import Role
from .models import Post


@dataclass(frozen=True, slots=True)
class PostCard:
    """``path`` is the place the post answers for; ``ordinal`` tells A post from B post (AB 角)."""

    id: int
    title: str
    title_en: str
    role: Role
    ordinal: int
    body_name: str
    body_name_en: str
    division_code: str
    path: str


def posts_at(division_code: str) -> list[PostCard]:
    """The posts that answer for exactly this place, by body, role and rank."""
    return _cards(
        Post.objects.filter(division_id=division_code).order_by(
            "body__department__ordinal", "role", "ordinal"
        )
    )


def post_to_fill(post_id: int) -> PostCard | None:
    """The post, locked until the transaction ends, so that two appointments to it wait for each other."""
    return next(iter(posts_to_fill([post_id])), None)


def posts_to_fill(post_ids: Collection[int]) -> list[PostCard]:
    """Posts, locked until the transaction ends; ids that are not there are left out."""
    posts = Post.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=post_ids)
    return _cards(posts.order_by("pk"))


def _cards(posts: QuerySet[Post]) -> list[PostCard]:
    return [
        PostCard(
            id=post.pk,
            title=post.title,
            title_en=post.title_en,
            role=Role(post.role),
            ordinal=post.ordinal,
            body_name=post.body.name,
            body_name_en=post.body.name_en,
            division_code=post.division_id,
            path=post.division.path,
        )
        for post in posts.select_related("body", "division")
    ]
