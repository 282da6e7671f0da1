"""The request as our middleware hands it to views."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from yangguang.foundations.accounts.actors import Actor


class PageRequest(HttpRequest):
    """For annotations only: Django makes its own request, the middleware adds these to it.

    ``now`` is aware, in UTC, and the only clock read of the page; ``actor`` is None for whoever has not signed in.
    """

    actor: Actor | None
    now: datetime
    htmx: HtmxDetails
    LANGUAGE_CODE: str


class OfficerRequest(PageRequest):
    """Behind ``open_to`` and ``open_to_signed_in`` there is always an actor."""

    actor: Actor
