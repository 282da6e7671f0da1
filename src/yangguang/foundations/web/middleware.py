"""What every request learns on its way in: its language, its moment, its actor; and how a refusal leaves."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound, Refusal

from . import error_views
from .page_requests import PageRequest
from .rate_limits import TooMany

POST_IN_SESSION = "post_id"


class LanguageMiddleware:
    """The language that the visitor chose, else Chinese.

    The browser's own preference is not followed: half of the office machines of the province announce English, and
    whoever did not choose must not be surprised.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            cast("PageRequest", request).LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class ActorMiddleware:
    """Sets ``request.actor`` (who acts, in which post) and ``request.now`` (the only clock read of a page)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page_request = cast("PageRequest", request)
        page_request.now = timezone.now()
        page_request.actor = self._actor(page_request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return error_views.not_found(request, exception)
        if isinstance(exception, Refusal):
            return error_views.refused(request, exception)
        if isinstance(exception, TooMany):
            return error_views.too_many(request, exception)
        return None

    def _actor(self, request: PageRequest) -> Actor | None:
        account = request.user  # reads the session; anonymous visitors without a cookie cost no query
        if not account.is_authenticated:
            return None
        return accounts.actor_for(account, at=request.now, post_id=request.session.get(POST_IN_SESSION))
