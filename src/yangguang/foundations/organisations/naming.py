"""How places and bodies are called: the forms of place, and the words a name pattern may use."""

import re
from dataclasses import dataclass
from string import Formatter

from .division_data import DivisionRow
from .levels import Level

ASIDE = re.compile(r"（.*?）")
ASIDE_EN = re.compile(r" \(.*?\)")
AUTONOMOUS = re.compile(r"(土家族苗族|土家族)自治(?=[州县])")
OFFICE_ENDINGS = ("管理委员会", "管委会", "管理处", "办事处", "管理局")

# Every form of place a body's name may be given for, with the levels where it occurs.
FORMS = {
    "province": Level.PROVINCE,
    "city": Level.CITY,
    "county": Level.COUNTY,
    "district": Level.COUNTY,
    "county_zone": Level.COUNTY,
    "town": Level.TOWNSHIP,
    "subdistrict": Level.TOWNSHIP,
    "zone_office": Level.TOWNSHIP,
    "zone": Level.TOWNSHIP,
    "village": Level.VILLAGE,
    "community": Level.VILLAGE,
    "settlement": Level.VILLAGE,
}

PLACES_TOLD_ABOVE = {Level.COUNTY: 1, Level.TOWNSHIP: 1, Level.VILLAGE: 2}


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What a pattern may say of a place.

    ``place`` is the formal place (宜昌市西陵区), ``name`` its own name (西陵区), ``short`` the spoken one (恩施州; 省 for the
    province), ``stem`` the name without its generic part (西陵), ``city`` the city-level unit above.
    """

    place: str
    name: str
    short: str
    stem: str
    city: str
    place_en: str
    own_en: str
    city_en: str

    def fill(self, pattern: str) -> str:
        return pattern.format(**{name: getattr(self, name) for name in self.__slots__})


def unknown_words(pattern: str) -> list[str]:
    """The words in braces that no place has; raises ``ValueError`` for braces that do not close."""
    words = [word for _, word, _, _ in Formatter().parse(pattern) if word is not None]
    return [word for word in words if word not in PlaceWords.__slots__]


def forms_of(row: DivisionRow) -> tuple[str, ...]:
    """The forms a place has, the most particular first."""
    name = _own_name(row)
    if row.level is Level.PROVINCE:
        return ("province",)
    if row.level is Level.CITY:
        return ("city",)
    if row.level is Level.COUNTY:
        return _county_forms(row)
    return (_township_form(name),) if row.level is Level.TOWNSHIP else (_village_form(name),)


def words_of(row: DivisionRow) -> PlaceWords:
    city = next((place for place in (row, *row.above) if place.level is Level.CITY), row)
    name = _own_name(row)
    return PlaceWords(
        place=_formal_place(row),
        name=name,
        short="省" if row.level is Level.PROVINCE else _spoken(name),
        stem=_stem(name),
        city=city.name,
        place_en=_place_en(row),
        own_en=_own_english_name(row),
        city_en=city.name_en,
    )


def _county_forms(row: DivisionRow) -> tuple[str, ...]:
    if row.kind == "zone":
        return ("county_zone", "county")
    return ("district", "county") if row.name.endswith("区") else ("county",)


def _township_form(name: str) -> str:
    if name.endswith(("镇", "乡")):
        return "town"
    if name.endswith(("街道", "街")):
        return "subdistrict"
    return "zone_office" if name.endswith(OFFICE_ENDINGS) else "zone"


def _village_form(name: str) -> str:
    if name.endswith("村"):
        return "village"
    return "community" if name.endswith("社区") else "settlement"


def _formal_place(row: DivisionRow) -> str:
    """The place as seals say it: a district after its city, a township after its county, without saying a name twice."""
    name = _own_name(row)
    parent = row.parent
    if parent is None or row.level is Level.CITY or (row.level is Level.COUNTY and not name.endswith("区")):
        return name
    if row.kind == "zone" and row.level is not Level.VILLAGE and _names_a_place_above(name, row):
        return name
    return _formal_place(parent) + name


def _names_a_place_above(name: str, row: DivisionRow) -> bool:
    return name.startswith(tuple(_stem(place.name) for place in row.above))


def _place_en(row: DivisionRow) -> str:
    """Own name, then as many places above as tell namesakes apart."""
    above = row.above[: PLACES_TOLD_ABOVE.get(row.level, 0)]
    return ", ".join([_own_english_name(row), *(place.name_en for place in above)])


def _own_name(row: DivisionRow) -> str:
    return ASIDE.sub("", row.name)


def _own_english_name(row: DivisionRow) -> str:
    return ASIDE_EN.sub("", row.name_en)


def _spoken(name: str) -> str:
    return AUTONOMOUS.sub("", name).replace("经济技术开发区", "经开区")


def _stem(name: str) -> str:
    spoken = _spoken(name)
    if len(spoken) == 2 or spoken.endswith(("经开区", "管理区")):
        return spoken
    return spoken[:-1] if spoken[-1] in "省市州县区" else spoken
