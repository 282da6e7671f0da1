"""The one API of the site: refusals and faults as problem details (RFC 9457), pages bounded, no page of its own.

Operations stand in the ``api.py`` of each platform, one call of its services or queries each, under the same access rule
decorators as pages. Officers and citizens use their session; unsafe methods need the CSRF token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from yangguang.law.refusals import NotFound, Refusal

Operation = TypeVar("Operation", bound=Callable[..., Any])
MOST_ROWS = 100
api = NinjaAPI(
    title="yangguang",
    version="1",
    description="Government services in the open: places, items, guides, notices, indicators, cases.",
    docs_url=None,  # its pages come with inline scripts
    urls_namespace="api",
)


class Problem(Schema):
    """A problem detail; ``rule`` and ``way_out`` are set where the law or the published list refuses."""

    status: int
    title: str
    rule: str = ""
    way_out: str = ""


def _problem(request: HttpRequest, status: int, title: str, **more: Any) -> HttpResponse:
    response = api.create_response(request, {"status": status, "title": title, **more}, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(NotFound)
def _not_found(request: HttpRequest, _error: NotFound) -> HttpResponse:
    return _problem(request, 404, "没有找到 / not found")


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return _problem(request, 409, error.asked, rule=error.rule, way_out=error.way_out)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(request, 422, "参数不符合要求 / the parameters do not fit", faults=error.errors)


class NoToken(Exception):
    """An unsafe call in the name of a session, without the CSRF token that only our own pages, or the caller, can know."""


@api.exception_handler(NoToken)
def _without_token(request: HttpRequest, _error: NoToken) -> HttpResponse:
    return _problem(
        request, 403, "缺少跨站请求令牌：请带上 X-CSRFToken / the CSRF token is missing: send X-CSRFToken"
    )


def with_token(operation: Operation) -> Operation:
    """For every unsafe operation that trusts the session: ninja itself asks for no token. Raises `NoToken`."""

    @wraps(operation)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        if check_csrf(request) is not None:
            raise NoToken
        return operation(request, *arguments, **named)

    return cast("Operation", asked)


def under(rule: Callable[..., Any]) -> Callable[[Operation], Operation]:
    """An access rule of pages (``open_to_public``, ``open_to(…)``) over an operation, which returns values, not responses."""
    return cast("Callable[[Operation], Operation]", rule)
