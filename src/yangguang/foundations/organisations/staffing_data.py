"""Service centres, their windows, and the posts of the demonstration, as their data files give them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from .body_data import BodyRow, area_code_of, pattern
from .data_files import DATA, Entry, read_toml
from .division_data import DivisionRow
from .levels import BodyKind, CentreKind, Level, Role
from .naming import words_of

CENTRES_FILE = DATA / "centres.toml"
STAFFING_FILE = DATA / "demonstration_staffing.toml"
CENTRE_FIELDS = frozenset({"level", "kind", "name", "name_en", "office_hours", "windows"})
POST_FIELDS = frozenset({"role", "bodies", "levels", "where", "titles", "titles_en"})
ALL_DEPARTMENTS = "departments"


class Where(StrEnum):
    BODY = "body"
    CENTRE = "centre"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class CentreForm:
    """What the centres of one level have in common (八统一)."""

    kind: CentreKind
    name: str
    name_en: str
    office_hours: str
    windows: int
    hotline: str


@dataclass(frozen=True, slots=True)
class CentreRow:
    division: str
    kind: CentreKind
    name: str
    name_en: str
    address: str
    phone: str
    office_hours: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    centre: str
    number: str


@dataclass(frozen=True, slots=True)
class PostForm:
    role: Role
    bodies: frozenset[str]
    levels: frozenset[Level]
    where: Where
    titles: tuple[str, ...]
    titles_en: tuple[str, ...]

    def fits(self, body: BodyRow) -> bool:
        named = body.department in self.bodies
        return body.level in self.levels and (
            named or (ALL_DEPARTMENTS in self.bodies and is_department(body))
        )


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of the body ``uscc``; ``window`` is the number of a window of the division's centre."""

    uscc: str
    division: str
    centre: str | None
    window: str | None
    role: Role
    ordinal: int
    title: str
    title_en: str


def is_department(body: BodyRow) -> bool:
    return body.kind is BodyKind.DEPARTMENT


def read_centres(file: Path = CENTRES_FILE, *, on: date) -> Mapping[Level, CentreForm]:
    """The form of the centres of each of the five levels; raises ``DataFileError``."""
    whole = read_toml(file, on=on)
    hotline = whole.get("hotline", str)
    forms: dict[Level, CentreForm] = {}
    for entry in whole.tables("centre"):
        level = _level(entry, "level", entry.get("level", int))
        if level in forms:
            raise entry.fault("level", _("%(level)s已有名称") % {"level": level.label})
        forms[level] = _centre_form(entry, hotline)
    if missing := [level.label for level in Level if level not in forms]:
        raise whole.fault("centre", _("缺少：%(levels)s") % {"levels": "、".join(map(str, missing))})
    return forms


def centre_rows(
    forms: Mapping[Level, CentreForm], divisions: Iterable[DivisionRow], area_codes: Mapping[str, str]
) -> Iterator[CentreRow]:
    for division in divisions:
        form, words = forms[division.level], words_of(division)
        yield CentreRow(
            division=division.code,
            kind=form.kind,
            name=words.fill(form.name),
            name_en=words.fill(form.name_en),
            address=division.full_name,
            phone=f"{area_code_of(division, area_codes)}-{form.hotline}",
            office_hours=form.office_hours,
        )


def window_rows(forms: Mapping[Level, CentreForm], divisions: Iterable[DivisionRow]) -> Iterator[WindowRow]:
    for division in divisions:
        for number in range(1, forms[division.level].windows + 1):
            yield WindowRow(division.code, str(number))


def read_staffing(
    file: Path = STAFFING_FILE, *, departments: frozenset[str], on: date
) -> tuple[PostForm, ...]:
    """The posts to create; ``departments`` are the keys a post may name. Raises ``DataFileError``."""
    known = departments | {ALL_DEPARTMENTS}
    return tuple(_post_form(entry, known) for entry in read_toml(file, on=on).tables("post"))


def post_rows(
    posts: Iterable[PostForm], centres: Mapping[Level, CentreForm], bodies: Iterable[BodyRow]
) -> Iterator[PostRow]:
    forms = tuple(posts)
    for body in bodies:
        for form in forms:
            if form.fits(body):
                yield from _posts_of(form, body, centres[body.level].windows)


def _posts_of(form: PostForm, body: BodyRow, windows: int) -> Iterator[PostRow]:
    if form.where is Where.WINDOW:
        numbers = [str(number) for number in range(1, windows + 1)]
        places = [(number, form.titles[0], form.titles_en[0]) for number in numbers]
    else:
        places = [("", title, title_en) for title, title_en in zip(form.titles, form.titles_en, strict=True)]
    centre = None if form.where is Where.BODY else body.division
    for ordinal, (number, title, title_en) in enumerate(places, start=1):
        yield PostRow(
            uscc=body.uscc,
            division=body.division,
            centre=centre,
            window=number or None,
            role=form.role,
            ordinal=ordinal,
            title=title.replace("{number}", number),
            title_en=title_en.replace("{number}", number),
        )


def _centre_form(entry: Entry, hotline: str) -> CentreForm:
    entry.only(CENTRE_FIELDS)
    windows = entry.get("windows", int)
    if not 0 <= windows <= 999:
        raise entry.fault("windows", _("须为 0 至 999"))
    return CentreForm(
        kind=CentreKind(_one_of(entry, "kind", CentreKind.values)),
        name=pattern(entry, "name"),
        name_en=pattern(entry, "name_en"),
        office_hours=entry.get("office_hours", str),
        windows=windows,
        hotline=hotline,
    )


def _post_form(entry: Entry, known: frozenset[str]) -> PostForm:
    entry.only(POST_FIELDS)
    form = PostForm(
        role=Role(_one_of(entry, "role", Role.values)),
        bodies=frozenset(entry.texts("bodies")),
        levels=frozenset(_level(entry, "levels", value) for value in entry.get("levels", list)),
        where=Where(_one_of(entry, "where", [where.value for where in Where])),
        titles=entry.texts("titles"),
        titles_en=entry.texts("titles_en"),
    )
    _check_post(entry, form, known)
    return form


def _check_post(entry: Entry, form: PostForm, known: frozenset[str]) -> None:
    if unknown := sorted(form.bodies - known):
        raise entry.fault("bodies", _("没有部门 %(key)s") % {"key": unknown[0]})
    if len(form.titles) != len(form.titles_en):
        raise entry.fault("titles_en", _("须与 titles 一一对应"))
    if form.where is Where.WINDOW and len(form.titles) != 1:
        raise entry.fault("titles", _("窗口岗位只写一个名称，每个窗口一岗"))


def _one_of(entry: Entry, name: str, allowed: Iterable[str]) -> str:
    value = entry.get(name, str)
    if value not in set(allowed):
        raise entry.fault(name, _("须为 %(allowed)s 之一") % {"allowed": ", ".join(allowed)})
    return value


def _level(entry: Entry, name: str, value: object) -> Level:
    if value not in Level.values:
        raise entry.fault(name, _("须为 2 省、3 市、4 县、5 乡、6 村之一"))
    return Level(value)
