"""Cases as the systems of departments read them: those that the caller's post may read, never an identity number."""

from datetime import datetime
from typing import Annotated, Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from yangguang.foundations.api.shell import MOST_ROWS, Problem, under
from yangguang.foundations.web.access_rules import open_to, open_to_citizens, open_to_public
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.rate_limits import limited

from . import queries, services
from .fees import Verdict
from .models import Case
from .payments import LONGEST_BODY, SIGNATURE_HEADER, callback_from, is_signed
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


class CallbackAnswer(Schema):
    """``verdict`` is what the callback led to; the provider comes again after 409 only."""

    verdict: str


@router.post(
    "/payments/callback",
    response={
        200: CallbackAnswer,
        403: Problem,
        404: CallbackAnswer,
        409: CallbackAnswer,
        422: CallbackAnswer,
    },
)
@under(open_to_public)
@under(limited("payment_callback", limit=600, per_seconds=60))
def payment_callback(request: HttpRequest) -> Any:
    """The payment provider's word on an order, signed over its bytes (``X-Signature``); repeats have one effect."""
    body = request.body
    if len(body) > LONGEST_BODY or not is_signed(
        body, request.headers.get(SIGNATURE_HEADER, ""), settings.PAYMENT_SECRET
    ):
        return Status(403, {"status": 403, "title": "签名不符 / the signature does not fit"})
    try:
        callback = callback_from(body)
    except ValueError:
        return Status(422, {"verdict": "unreadable"})
    verdict = services.record_callback(callback, at=cast("OfficerRequest", request).now)
    return Status(STATUS_OF.get(verdict, 200), {"verdict": verdict.value})


STATUS_OF = {Verdict.UNKNOWN_ORDER: 404, Verdict.TOO_EARLY: 409, Verdict.AMOUNT_DIFFERS: 422}
