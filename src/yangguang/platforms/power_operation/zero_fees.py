"""零收费: which places take which fees not, and since when; read by the fee notice, the guide and its own page."""

from datetime import date

from django.db.models import QuerySet

from yangguang.platforms.power_library import queries as library

from .fees import PlaceWaiver
from .models import ZeroFeePlace


def waivers_of_place(path: str, *, on: date) -> list[PlaceWaiver]:
    """What is not taken in a place on a day, by its own documents and those of the places above it."""
    return [PlaceWaiver(row.document, frozenset(row.fees)) for row in zero_fees_over(path, on=on)]


def zero_fees_over(path: str, *, on: date) -> "QuerySet[ZeroFeePlace]":
    """The rows in force over a place, the oldest first."""
    parts = path.split(".")
    paths = [".".join(parts[: length + 1]) for length in range(len(parts))]
    begun = ZeroFeePlace.objects.filter(division__path__in=paths, from_date__lte=on)
    return begun.exclude(to_date__lte=on).select_related("division").order_by("from_date", "pk")


def zero_fees_at_or_below(path: str) -> "QuerySet[ZeroFeePlace]":
    """Everything ever recorded for a place and those below it, what runs longest first."""
    inside = ZeroFeePlace.objects.filter(division__path=path) | ZeroFeePlace.objects.filter(
        division__path__startswith=path + "."
    )
    return inside.select_related("division", "recorded_by").order_by("division__path", "-from_date", "-pk")


def listed_fee_names(*, on: date) -> list[str]:
    """The names of every fee of the lists in force: what a place may do without."""
    versions = library.versions_in_force(on=on)
    return sorted({fee.name for version in versions for fee in library.definition_of(version).fees})
