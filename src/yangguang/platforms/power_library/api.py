"""Items as programs read them."""

from dataclasses import asdict
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yangguang.foundations.api.shell import Problem, under
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.time_limits import shanghai_date

from . import queries

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
