"""Cases as the systems of departments read them: those that the caller's post may read, never an identity number."""

from datetime import datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yangguang.foundations.api.shell import MOST_ROWS, Problem, under
from yangguang.foundations.web.access_rules import open_to, open_to_citizens
from yangguang.foundations.web.page_requests import OfficerRequest

from . import queries
from .models import Case
from .roles import READING_ROLES

router = Router(tags=["cases"])


class CaseRow(Schema):
    number: str
    item: str
    body: str
    state: str
    outcome: str
    received_at: datetime
    accepted_at: datetime | None
    promised_due_at: datetime | None
    statutory_due_at: datetime | None
    concluded_at: datetime | None


class CasePage(Schema):
    """``total`` counts all; at most ``limit`` rows from ``offset``, newest first."""

    total: int
    rows: list[CaseRow]


@router.get("/cases", response={200: CasePage, 401: Problem, 403: Problem, 422: Problem})
@under(open_to(*READING_ROLES))
def list_cases(
    request: HttpRequest,
    state: str = "",
    q: Annotated[str, Query(max_length=60)] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
) -> dict[str, Any]:
    found = queries.case_list(cast("OfficerRequest", request).actor, state=state, wanted=q)
    return {"total": found.count(), "rows": [_row(case) for case in found[offset : offset + limit]]}


@router.get("/cases/{number}", response={200: CaseRow, 401: Problem, 403: Problem, 404: Problem})
@under(open_to(*READING_ROLES))
def read_case(request: HttpRequest, number: str) -> dict[str, Any]:
    return _row(queries.case_to_read(cast("OfficerRequest", request).actor, number))


@router.get("/my/cases", response={200: CasePage, 401: Problem, 403: Problem})
@under(open_to_citizens)
def my_cases(request: HttpRequest) -> dict[str, Any]:
    found = queries.case_list(cast("OfficerRequest", request).actor, state="", wanted="")
    return {"total": found.count(), "rows": [_row(case) for case in found[:MOST_ROWS]]}


def _row(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "item": case.item_version.name,
        "body": case.body.name,
        "state": case.state,
        "outcome": case.outcome,
        "received_at": case.received_at,
        "accepted_at": case.accepted_at,
        "promised_due_at": case.promised_due_at,
        "statutory_due_at": case.statutory_due_at,
        "concluded_at": case.concluded_at,
    }
