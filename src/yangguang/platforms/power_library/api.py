"""Items as programs read them."""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yangguang.foundations.api.shell import Problem, under, with_token
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.time_limits import shanghai_date

from . import queries, services
from .publishing_rights import right_at
from .reading import version_for

router = Router(tags=["items"])


class Hit(Schema):
    """An item that was found, with the entry that serves the place asked for, where one does."""

    key: str
    name: str
    name_en: str
    entry_code: str | None
    body: str | None


@router.get("/items", response={200: list[Hit], 422: Problem, 429: Problem})
@under(open_to_public)
@under(limited("search", limit=60, per_seconds=60))
def search_items(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=60)] = "",
    place: Annotated[str, Query(max_length=12)] = "",
) -> list[dict[str, Any]]:
    """Search in everyday words, pinyin or English."""
    today = shanghai_date(cast("PageRequest", request).now)
    return [
        {
            "key": hit.key,
            "name": hit.name,
            "name_en": hit.name_en,
            "entry_code": hit.entry.code if hit.entry else None,
            "body": hit.entry.body_name if hit.entry else None,
        }
        for hit in queries.search(q, on=today, place=place)
    ]


@router.get("/themes", response={200: list[dict[str, Any]]})
@under(open_to_public)
def list_themes(request: HttpRequest) -> list[dict[str, Any]]:
    return [asdict(theme) for theme in queries.themes()]


class RightRow(Schema):
    """What a place may publish; ``departments`` null: every line of work, ``until``: the first day without it."""

    place: str
    on: date
    may: list[str]
    departments: list[str] | None
    until: date | None


@router.get("/rights/{place}", response={200: RightRow, 404: Problem})
@under(open_to_public)
def read_right(request: HttpRequest, place: str, on: date | None = None) -> dict[str, Any]:
    """The right to publish at a place, as it comes down the levels; empty where it has ended."""
    day = on or shanghai_date(cast("PageRequest", request).now)
    right = right_at(place, on=day)
    return {
        "place": place,
        "on": day,
        "may": sorted(right.may) if right else [],
        "departments": sorted(right.departments) if right and right.departments is not None else None,
        "until": right.until if right else None,
    }


class Better(Schema):
    """What the body wants for itself; what is left out stays as it is. ``promised`` is written 5wd."""

    from_date: date
    promised: str | None = None
    visits: int | None = None
    without_materials: list[str] = []
    without_questions: list[str] = []


class Published(Schema):
    """``number`` of the version that will be in force; null where the body returned to the unified terms."""

    item: str
    number: int | None
    from_date: date


PUBLISHES = {200: Published, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.post("/entries/{code}/improvements", response=PUBLISHES)
@under(open_to(Role.AGENCY_HEAD))
@under(limited("publish", limit=60, per_seconds=60))
@with_token
def improve_entry(request: HttpRequest, code: str, better: Better) -> dict[str, Any]:
    """The head of the body that exercises an entry makes it lighter there, as on its page; worse is refused."""
    asked = cast("OfficerRequest", request)
    entry = queries.entry_in_force(code, on=shanghai_date(asked.now))
    now = queries.definition_of(version_for(entry, on=shanghai_date(asked.now)))
    local = replace(
        now,
        limits=replace(now.limits, promised=better.promised or now.limits.promised),
        visits=now.visits if better.visits is None else better.visits,
        materials=tuple(one for one in now.materials if one.key not in better.without_materials),
        fields=tuple(one for one in now.fields if one.key not in better.without_questions),
    )
    version = services.adapt_entry(code, local, from_date=better.from_date, actor=asked.actor, at=asked.now)
    return {
        "item": entry.item_id,
        "number": version.number if version else None,
        "from_date": better.from_date,
    }


class FromDay(Schema):
    from_date: date


@router.post("/proposals/{proposal_id}/publication", response=PUBLISHES)
@under(open_to(Role.ADMINISTRATOR))
@under(limited("publish", limit=60, per_seconds=60))
@with_token
def publish_approved(request: HttpRequest, proposal_id: int, day: FromDay) -> dict[str, Any]:
    """Publish an approved version, in force from a day after today."""
    asked = cast("OfficerRequest", request)
    version = services.publish_proposal(proposal_id, from_date=day.from_date, actor=asked.actor, at=asked.now)
    return {"item": version.item_id, "number": version.number, "from_date": version.in_force.lower}
