"""Reads over places and bodies."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from .directory import (
    BodyCard,
    BodyInBeing,
    CentreCard,
    DepartmentCard,
    PlaceCard,
    bodies_in_being,
    body_card,
    body_card_of,
    centre_cards,
    department_cards,
    department_keys,
    place_card,
    places_in,
    places_named,
    places_to,
    province_card,
)
from .levels import Level
from .models import Body, Division, Post, Window
from .office_hours import office_hours_in
from .posts import PostCard, post_to_fill, posts_at, posts_to_fill
from .windows import body_at_window, windows_below, windows_of_centre

__all__ = [
    "BodyCard",
    "BodyInBeing",
    "CentreCard",
    "DepartmentCard",
    "Division",
    "PlaceCard",
    "PostCard",
    "RemedyBodies",
    "Window",
    "ancestors",
    "at_or_below",
    "bodies_at",
    "bodies_in_being",
    "bodies_of_departments",
    "body_at_window",
    "body_card",
    "body_card_of",
    "body_name",
    "centre_cards",
    "department_cards",
    "department_keys",
    "divisions_below",
    "office_hours_in",
    "place_card",
    "places_in",
    "places_named",
    "places_to",
    "post_titles",
    "post_to_fill",
    "posts_at",
    "posts_to_fill",
    "province_card",
    "remedy_bodies",
    "uscc_in_the_province",
    "windows_below",
    "windows_of_centre",
]


@dataclass(frozen=True, slots=True)
class RemedyBodies:
    """Whom a citizen turns to against an act of a body."""

    government: str  # 行政复议机关: the people's government at the level of the body
    superior_department: str  # the same line of work one level up
    court: str  # 人民法院 of first instance


def bodies_of_departments(departments: Collection[str], *, division_code: str) -> dict[str, int]:
    """Department key → body of that department in the division, for those that exist."""
    if not departments:
        return {}
    found = Body.objects.filter(
        division_id=division_code, department_id__in=departments, valid_to__isnull=True
    ).values_list("department_id", "pk")
    return dict(found)


def uscc_in_the_province(department: str) -> str | None:
    """The credit code of the department's body in the province, else of the provincial government; None without any."""
    found = dict(
        Body.objects.filter(
            division__level=Level.PROVINCE, department_id__in=[department, "government"]
        ).values_list("department_id", "uscc")
    )
    return found.get(department) or found.get("government")


def body_name(body_id: int) -> str | None:
    return Body.objects.filter(pk=body_id).values_list("name", flat=True).first()


def post_titles(post_ids: Collection[int]) -> dict[int, str]:
    """Post id → the body whose power it exercises, and its title."""
    posts = Post.objects.filter(pk__in=post_ids).values_list("pk", "body__name", "title")
    return {key: f"{body} {title}" for key, body, title in posts}


def at_or_below(path: str, *, field: str = "path") -> Q:
    """Rows whose place is ``path`` or lies below it."""
    return Q(**{field: path}) | Q(**{f"{field}__startswith": path + "."})


def bodies_at(division_code: str, *, besides: int) -> list[Body]:
    """The bodies of a place, without one of them."""
    bodies = Body.objects.filter(division_id=division_code, valid_to__isnull=True).exclude(pk=besides)
    return list(bodies.order_by("department__ordinal"))


def divisions_below(path: str) -> QuerySet[Division]:
    return Division.objects.filter(at_or_below(path))


def ancestors(division: Division) -> list[Division]:
    """From the province down to the division itself."""
    parts = division.path.split(".")
    paths = [".".join(parts[: n + 1]) for n in range(len(parts))]
    return list(Division.objects.filter(path__in=paths).order_by("level"))


def remedy_bodies(body_id: int) -> RemedyBodies:
    """Government for reconsideration, superior department, and court of first instance.

    Acts of a department are reconsidered by the government of its own level, acts of a township government by the one
    above it (行政复议法 art. 24). Litigation begins at a basic court (行政诉讼法 art. 14): the county's where the body
    stands in one, else the one that has jurisdiction in the city.
    """
    body = Body.objects.select_related("division__parent", "department").get(pk=body_id)
    place = _seat_of_reconsideration(body.division)
    above = body.division.parent
    superior = (
        Body.objects.filter(department=body.department, division=above, valid_to__isnull=True).first()
        if above
        else None
    )
    court = (
        f"{place.full_name}人民法院"
        if place.level == Level.COUNTY
        else f"{place.full_name}有管辖权的基层人民法院"
    )
    government = f"{place.full_name}人民政府"
    return RemedyBodies(government, superior.name if superior else government, court)


def _seat_of_reconsideration(place: Division) -> Division:
    while place.level >= Level.TOWNSHIP and place.parent is not None:
        place = place.parent
    return place
