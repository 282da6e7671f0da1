"""Who may open a page. Every view declares it by one of these decorators; tests/architecture walks all routes.

The rule only answers "may this kind of person stand at this door?". Which rows the person may see is decided where the
rows are fetched (``access.py`` of each platform).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role

from .page_requests import PageRequest

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]


class Audience(Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    CITIZENS = "citizens"
    OFFICERS = "officers"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """``roles`` matters for officers only, and is never empty for them."""

    audience: Audience
    roles: frozenset[Role] = frozenset()

    def allows(self, actor: Actor | None) -> bool:
        if self.audience is Audience.PUBLIC:
            return True
        if actor is None:
            return False
        if self.audience is Audience.SIGNED_IN:
            return True
        if self.audience is Audience.CITIZENS:
            return actor.kind in {"citizen", "company"}
        return actor.holds(*self.roles)


def open_to_public(view: View[P]) -> View[P]:
    return _guarded(view, AccessRule(Audience.PUBLIC))


def open_to_signed_in(view: View[P]) -> View[P]:
    return _guarded(view, AccessRule(Audience.SIGNED_IN))


def open_to_citizens(view: View[P]) -> View[P]:
    """For people and companies who apply in their own name; officers sign in with a citizen account of their own."""
    return _guarded(view, AccessRule(Audience.CITIZENS))


def open_to(*roles: Role) -> Callable[[View[P]], View[P]]:
    """For officers acting in a post of one of ``roles``."""
    if not roles:
        raise ValueError("open_to needs at least one role; use open_to_signed_in for everybody who signed in")
    return lambda view: _guarded(view, AccessRule(Audience.OFFICERS, frozenset(roles)))


def _guarded(view: View[P], rule: AccessRule) -> View[P]:
    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if rule.allows(request.actor):
            return view(request, *args, **kwargs)
        return _turned_away(request, signed_in=request.actor is not None)

    guarded.access_rule = rule  # type: ignore[attr-defined]
    return cast("View[P]", guarded)


def _turned_away(request: PageRequest, *, signed_in: bool) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(signed_in=signed_in)
    if signed_in:
        raise PermissionDenied
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _way_back(request)})}"
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _way_back(request: PageRequest) -> str:
    """Where to return after signing in. A form that was posted cannot be repeated, so its page is named instead."""
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.path


def _problem(*, signed_in: bool) -> JsonResponse:
    """RFC 9457."""
    status = 403 if signed_in else 401
    title = _("您的岗位不能使用这个接口") if signed_in else _("请先登录或提供访问凭证")
    response = JsonResponse(
        {"type": "about:blank", "status": status, "title": title},
        status=status,
        content_type="application/problem+json",
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
