"""When a licence may be renewed, and how it stands on a day. Pure, but for the calendar that is passed in.

行政许可法 art. 50: thirty days before the end, where no law, regulation or rule says otherwise; what says otherwise is in
``renewals.toml``.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files as package_files

from django.utils.translation import gettext_lazy as _

from yangguang.law.limits import limit_in_force
from yangguang.law.time_limits import TimeLimit, Unit
from yangguang.law.working_days import WorkingCalendar

from .states import Ended


class Standing(StrEnum):
    """What a licence is worth today; the four ends are those of `Ended`."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    FORFEITED = "forfeited"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        own = {self.VALID: _("有效"), self.NOT_YET: _("尚未生效"), self.EXPIRED: _("已过有效期")}
        return str(own[self] if self in own else _("已%(how)s") % {"how": Ended(self.value).label})

    @property
    def tone(self) -> str:
        return "good" if self is Standing.VALID else "warn" if self is Standing.NOT_YET else "bad"


def standing(ended: str, valid_from: date, valid_to: date | None, *, on: date) -> Standing:
    if ended:
        return Standing(ended)
    if on < valid_from:
        return Standing.NOT_YET
    return Standing.EXPIRED if valid_to is not None and valid_to <= on else Standing.VALID


@dataclass(frozen=True, slots=True)
class RenewalTerms:
    """``latest`` and ``earliest`` run back from the last day of validity; "" means no earliest day."""

    latest: str
    earliest: str
    basis: str
    basis_en: str


@dataclass(frozen=True, slots=True)
class RenewalWindow:
    """The days on which a renewal may be asked for, both included."""

    first: date | None
    last: date
    terms: RenewalTerms

    def open_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and day <= self.last


def renewal_window(item_key: str, valid_to: date, calendar: WorkingCalendar) -> RenewalWindow:
    """``valid_to`` is the first day on which the licence is no longer valid."""
    terms = renewal_terms(item_key, on=valid_to)
    last_valid = valid_to - timedelta(days=1)
    first = _before(last_valid, terms.earliest, calendar) if terms.earliest else None
    return RenewalWindow(first, _before(last_valid, terms.latest, calendar), terms)


def renewal_terms(item_key: str, *, on: date) -> RenewalTerms:
    own = _own_terms().get(item_key)
    if own is not None:
        return own
    law = limit_in_force("licensing.renewal_request", on=on)
    return RenewalTerms(str(law.limit), "", "行政许可法第五十条", "Licensing Law, art. 50")


def _before(day: date, written: str, calendar: WorkingCalendar) -> date:
    limit = TimeLimit.parse(written)
    if limit.unit is Unit.NATURAL_DAY:
        return day - timedelta(days=limit.amount)
    if limit.unit is not Unit.WORKING_DAY:
        raise ValueError(f"renewals.toml: {written} is neither in working nor in natural days")
    left = limit.amount
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


@cache
def _own_terms() -> dict[str, RenewalTerms]:
    text = (package_files("yangguang.platforms.power_operation") / "renewals.toml").read_text("utf-8")
    return {
        key: RenewalTerms(row["latest"], row.get("earliest", ""), row["basis"], row["basis_en"])
        for key, row in tomllib.loads(text).items()
    }
