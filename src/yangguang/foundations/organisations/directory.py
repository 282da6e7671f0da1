"""Reads for whoever shows the organisation: places, bodies, centres as values that templates and JSON can take."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from .levels import CentreKind, Level
from .models import Body, Department, Division, ServiceCentre


@dataclass(frozen=True, slots=True)
class PlaceCard:
    code: str
    name: str
    name_en: str
    full_name: str
    level: Level
    path: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class DepartmentCard:
    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class BodyCard:
    id: int
    name: str
    name_en: str
    department: str
    level: Level
    division_code: str
    consult_phone: str
    complaint_phone: str


@dataclass(frozen=True, slots=True)
class CentreCard:
    """``division_code`` names the place; ``office_hours`` as the centre posts them."""

    division_code: str
    kind: CentreKind
    name: str
    name_en: str
    address: str
    phone: str
    office_hours: str


@dataclass(frozen=True, slots=True)
class BodyInBeing:
    """What decides which powers a body may hold; ``has_counties`` tells a city from a direct-administered one."""

    id: int
    uscc: str
    department: str
    level: Level
    division_code: str
    has_counties: bool


def department_cards() -> list[DepartmentCard]:
    return [
        DepartmentCard(*row)
        for row in Department.objects.order_by("ordinal").values_list("key", "name", "name_en")
    ]


def department_keys() -> frozenset[str]:
    return frozenset(Department.objects.values_list("key", flat=True))


def bodies_in_being() -> list[BodyInBeing]:
    """Every body that has not ceased."""
    counties = Division.objects.filter(parent_id=OuterRef("division_id"), level=Level.COUNTY)
    rows = (
        Body.objects.filter(valid_to__isnull=True)
        .annotate(has_counties=Exists(counties))
        .values_list("id", "uscc", "department_id", "level", "division_id", "has_counties")
    )
    return [
        BodyInBeing(pk, uscc, dept, Level(level), place, counties)
        for pk, uscc, dept, level, place, counties in rows
    ]


def place_card(code: str) -> PlaceCard | None:
    return next(iter(_cards(Division.objects.filter(pk=code))), None)


def province_card() -> PlaceCard | None:
    return next(iter(_cards(Division.objects.filter(level=Level.PROVINCE))), None)


def places_to(code: str) -> list[PlaceCard]:
    """From the province down to the place itself; empty when there is no such place."""
    path = Division.objects.filter(pk=code).values_list("path", flat=True).first()
    if path is None:
        return []
    parts = path.split(".")
    return _cards(
        Division.objects.filter(path__in=[".".join(parts[: n + 1]) for n in range(len(parts))]).order_by(
            "level"
        )
    )


def places_in(code: str) -> list[PlaceCard]:
    """The places directly below, in the order of their codes."""
    return _cards(Division.objects.filter(parent_id=code).order_by("code"))


def places_named(text: str, *, limit: int) -> list[PlaceCard]:
    """Places whose name holds ``text``, or whose pinyin or initials begin with it; exact names and larger places first."""
    wanted = text.strip()
    sound = "".join(wanted.lower().split())
    if not wanted:
        return []
    found = Division.objects.filter(
        Q(name__contains=wanted) | Q(pinyin__startswith=sound) | Q(initials__startswith=sound)
    )
    exact = Case(When(name=wanted, then=0), When(Q(pinyin=sound) | Q(initials=sound), then=1), default=2)
    return _cards(found.order_by(exact, "level", "code")[:limit])


def body_card(department: str, division_code: str) -> BodyCard | None:
    """The body of a line of work at a place, where there is one."""
    body = Body.objects.filter(
        department_id=department, division_id=division_code, valid_to__isnull=True
    ).first()
    return body_card_of(body) if body else None


def body_card_of(body: Body) -> BodyCard:
    return BodyCard(
        id=body.pk,
        name=body.name,
        name_en=body.name_en,
        department=body.department_id,
        level=Level(body.level),
        division_code=body.division_id,
        consult_phone=body.consult_phone,
        complaint_phone=body.complaint_phone,
    )


def centre_cards(division_codes: Collection[str]) -> dict[str, CentreCard]:
    """Centres by the place they stand in."""
    fields = ("division_id", "kind", "name", "name_en", "address", "phone", "office_hours")
    rows = ServiceCentre.objects.filter(pk__in=division_codes).values_list(*fields)
    return {code: CentreCard(code, CentreKind(kind), *rest) for code, kind, *rest in rows}


def _cards(places: QuerySet[Division]) -> list[PlaceCard]:
    fields = ("code", "name", "name_en", "full_name", "level", "path", "parent_id")
    return [
        PlaceCard(code, name, name_en, full_name, Level(level), path, parent)
        for code, name, name_en, full_name, level, path, parent in places.values_list(*fields)
    ]
