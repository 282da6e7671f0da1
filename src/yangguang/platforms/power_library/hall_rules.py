"""Which items must enter the service centre, how each stands, and what the eight findings come to. Pure.

应进必进: every item that people apply for enters the centre of its place, with authority for its window to decide; what
stays outside does so by a decision of the government there. Halls and rooms of townships and villages are run by the
very body that holds the items, so that nothing has to enter there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yangguang.foundations.organisations.levels import BodyKind, Level
from yangguang.law.powers import PowerKind

from .hall_models import Authority, Unity

ENTERING_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


class Standing(StrEnum):
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    OUTSIDE = "outside"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        return {Standing.AUTHORISED: "good", Standing.UNAUTHORISED: "yellow", Standing.OUTSIDE: "red"}.get(
            self, ""
        )


_LABELS = {
    Standing.AUTHORISED: _("进驻并授权"),
    Standing.UNAUTHORISED: _("进驻未授权"),
    Standing.OUTSIDE: _("应进未进"),
    Standing.EXEMPT: _("经批准不进驻"),
}


def must_enter(kind: str, body_kind: str, level: int) -> bool:
    """Whether an item of this kind, held by a body of this kind, belongs into the centre of its place."""
    return PowerKind(kind).on_application and body_kind == BodyKind.DEPARTMENT and level in ENTERING_LEVELS


def standing(authority: str | None, *, exempt: bool) -> Standing:
    """What entered counts as entered, even where it need not have."""
    if authority is not None:
        return Standing.AUTHORISED if authority == Authority.DECIDES else Standing.UNAUTHORISED
    return Standing.EXEMPT if exempt else Standing.OUTSIDE


@dataclass(frozen=True, slots=True)
class AspectFound:
    """The latest finding about one of the eight."""

    met: bool
    on: date
    evidence: str


def unified_since(found: Mapping[str, AspectFound]) -> date | None:
    """The day on which the last of the eight was found in place; None while one is missing or unknown."""
    latest = [found.get(aspect) for aspect in Unity.values]
    if any(one is None or not one.met for one in latest):
        return None
    return max(one.on for one in latest if one)


def latest_by_aspect(findings: Iterable[tuple[Iterable[str], AspectFound]]) -> dict[str, AspectFound]:
    """``findings`` in the order in which they were made: of each aspect the last one holds."""
    return {aspect: one for aspects, one in findings for aspect in aspects}
