"""The places whose own days can be counted: the province, its cities, their counties."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.wording import in_language


def places_by_city() -> list[tuple[str, Any]]:
    """Choices of a form: the whole province, then each city with its counties."""
    found = Division.objects.filter(level__in=(Level.CITY, Level.COUNTY)).order_by("code")
    choices: list[tuple[str, Any]] = [("", _("全省（国家统一的放假安排）"))]
    for _city, rows in groupby(found, key=lambda place: place.code[:4]):
        group = list(rows)
        if len(group) == 1 or group[0].level != Level.CITY:
            choices += [(place.code, in_language(place)) for place in group]
        else:
            choices.append((in_language(group[0]), [(place.code, in_language(place)) for place in group]))
    return choices
