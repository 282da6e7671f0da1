"""Public notices as programs read them."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yangguang.foundations.api.shell import MOST_ROWS, Problem, under
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.law.refusals import NotFound

from . import queries

router = Router(tags=["notices"])


class Notice(Schema):
    """``applicant`` is masked for persons; ``since_ended`` says how the licence that a result gave has ended since."""

    case_number: str
    kind: str
    body_name: str
    item_name: str
    applicant: str
    outcome: str
    since_ended: str | None
    published_at: datetime


@router.get("/notices", response={200: list[Notice], 404: Problem, 422: Problem})
@under(open_to_public)
def list_notices(
    request: HttpRequest,
    place: Annotated[str, Query(max_length=12)] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
) -> Any:
    """Newest first, of a place and all below it."""
    path = ""
    if place:
        division = Division.objects.filter(pk=place).first()
        if division is None:
            raise NotFound
        path = division.path
    return list(queries.notices(place_path=path)[offset : offset + limit])
