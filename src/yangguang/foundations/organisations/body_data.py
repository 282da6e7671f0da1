"""Lines of work and the names of their bodies, as ``departments.toml`` gives them, and the bodies that follow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from .credit_codes import constructed_credit_code
from .data_files import DATA, DataFileError, Entry, read_toml
from .division_data import DivisionRow
from .levels import BodyKind, Level
from .naming import FORMS, forms_of, unknown_words, words_of

DEPARTMENTS_FILE = DATA / "departments.toml"
TELEPHONE_CODES_FILE = DATA / "telephone_codes.toml"
FIELDS = frozenset({"key", "ordinal", "name", "name_en", "hotline", "kind", *FORMS})
GRASSROOTS = frozenset({Level.TOWNSHIP, Level.VILLAGE})


@dataclass(frozen=True, slots=True)
class NamePatterns:
    name: str
    short: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A line of work; ``names`` holds the patterns of its bodies by form of place (see ``naming.FORMS``)."""

    key: str
    ordinal: int
    name: str
    name_en: str
    hotline: str
    kind: BodyKind
    names: Mapping[str, NamePatterns]


@dataclass(frozen=True, slots=True)
class Departments:
    rows: tuple[DepartmentRow, ...]
    valid_from: date
    complaint_hotline: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    uscc: str
    name: str
    name_en: str
    short_name: str
    kind: BodyKind
    department: str
    division: str
    level: Level
    consult_phone: str
    complaint_phone: str
    valid_from: date


def read_departments(file: Path = DEPARTMENTS_FILE, *, on: date) -> Departments:
    """Raises ``DataFileError`` for the first field that breaks a rule."""
    whole = read_toml(file, on=on)
    rows = tuple(_department(entry) for entry in whole.tables("department"))
    _told_apart(file, rows)
    _one_body_at_the_grassroots(file, rows)
    return Departments(rows, whole.get("valid_from", date), whole.get("complaint_hotline", str))


def read_telephone_codes(file: Path = TELEPHONE_CODES_FILE, *, on: date) -> Mapping[str, str]:
    """Area codes by division code of the province and its city-level units."""
    entry = read_toml(file, on=on).table("area_codes")
    return {code: entry.get(code, str) for code in entry.fields}


def body_rows(
    departments: Departments, divisions: Iterable[DivisionRow], area_codes: Mapping[str, str]
) -> Iterator[BodyRow]:
    """One body for every department at every place that has a form the department names."""
    for division in divisions:
        words, forms = words_of(division), forms_of(division)
        area_code = area_code_of(division, area_codes)
        for department in departments.rows:
            form = next((form for form in forms if form in department.names), None)
            if form is None:
                continue
            patterns = department.names[form]
            yield BodyRow(
                uscc=constructed_credit_code(division, department.ordinal, department.kind),
                name=words.fill(patterns.name),
                name_en=words.fill(patterns.name_en),
                short_name=words.fill(patterns.short),
                kind=department.kind,
                department=department.key,
                division=division.code,
                level=division.level,
                consult_phone=f"{area_code}-{department.hotline}",
                complaint_phone=f"{area_code}-{departments.complaint_hotline}",
                valid_from=departments.valid_from,
            )


def area_code_of(division: DivisionRow, area_codes: Mapping[str, str]) -> str:
    for place in (division, *division.above):
        if place.code in area_codes:
            return area_codes[place.code]
    rule = _("%(place)s没有长途区号") % {"place": division.full_name}
    raise DataFileError(TELEPHONE_CODES_FILE, "area_codes", rule)


def _department(entry: Entry) -> DepartmentRow:
    entry.only(FIELDS)
    names = {form: _patterns(entry.table(form)) for form in FORMS if form in entry.fields}
    if not names:
        rule = _("至少须有一级的名称：%(forms)s") % {"forms": ", ".join(FORMS)}
        raise entry.fault("", rule)
    return DepartmentRow(
        key=entry.get("key", str),
        ordinal=_ordinal(entry),
        name=entry.get("name", str),
        name_en=entry.get("name_en", str),
        hotline=entry.get("hotline", str),
        kind=_kind(entry),
        names=names,
    )


def _ordinal(entry: Entry) -> int:
    ordinal = entry.get("ordinal", int)
    if not 1 <= ordinal <= 99:
        raise entry.fault("ordinal", _("须为 1 至 99"))
    return ordinal


def _kind(entry: Entry) -> BodyKind:
    kind = entry.get("kind", str)
    if kind not in BodyKind.values:
        rule = _("须为 %(allowed)s 之一") % {"allowed": ", ".join(BodyKind.values)}
        raise entry.fault("kind", rule)
    return BodyKind(kind)


def _patterns(entry: Entry) -> NamePatterns:
    entry.only(frozenset(NamePatterns.__slots__))
    return NamePatterns(**{name: pattern(entry, name) for name in NamePatterns.__slots__})


def pattern(entry: Entry, name: str) -> str:
    """The name pattern in field ``name``, its words in braces known."""
    text = entry.get(name, str)
    try:
        unknown = unknown_words(text)
    except ValueError:
        raise entry.fault(name, _("花括号不成对")) from None
    if unknown:
        raise entry.fault(name, _("名称中没有 {%(word)s} 这个词") % {"word": unknown[0]})
    return text


def _told_apart(file: Path, rows: Iterable[DepartmentRow]) -> None:
    keys: set[str] = set()
    ordinals: set[int] = set()
    for row in rows:
        place = f"department {row.key}"
        if row.key in keys:
            raise DataFileError(file, f"{place} key", _("部门代号重复"))
        if row.ordinal in ordinals:
            raise DataFileError(file, f"{place} ordinal", _("序号 %(number)d 重复") % {"number": row.ordinal})
        keys.add(row.key)
        ordinals.add(row.ordinal)


def _one_body_at_the_grassroots(file: Path, rows: Iterable[DepartmentRow]) -> None:
    """Constructed codes of townships and villages have no room for a second body."""
    holder: dict[str, str] = {}
    for row in rows:
        for form in row.names:
            if FORMS[form] in GRASSROOTS and holder.setdefault(form, row.key) != row.key:
                rule = _("乡、村两级每处只设一个实施主体，%(key)s 已占此类地方") % {"key": holder[form]}
                raise DataFileError(file, f"department {row.key} {form}", rule)
