"""What a platform above records about centres."""

from collections.abc import Collection
from datetime import date

from .models import ServiceCentre
from .queries import at_or_below


def hold_centre(division_code: str) -> bool:
    """Lock the centre of a place until the transaction ends; False where the place has none."""
    return ServiceCentre.objects.select_for_update(no_key=True).filter(pk=division_code).exists()


def set_unified_on(division_code: str, day: date | None) -> None:
    """Since when all eight unifications (八统一) are in place at the centre; None while they are not."""
    ServiceCentre.objects.filter(pk=division_code).update(unified_on=day)


def unify_centres(division_codes: Collection[str], *, below: str, on: date) -> int:
    """As `set_unified_on` for many centres at the place ``below`` names by its path, or below it; how many there are."""
    chosen = ServiceCentre.objects.filter(
        at_or_below(below, field="division__path"), pk__in=list(division_codes)
    )
    return chosen.update(unified_on=on)
