"""The supervisor's board: what burns now, by place and by department, down to the case.

Counts come from the rows themselves. An open case burns when its statutory limit or its promise has passed, or when the
promise ends within the next working days; a case whose clock a special procedure holds does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Func, Q, QuerySet, TextField, When

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.queries import DepartmentCard, PlaceCard, at_or_below
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import end_of_day, last_day_before, shanghai_date
from yangguang.law.working_days import WorkingCalendar
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case

from .access import visible_cards
from .levels import AlertLevel, CardState
from .models import Card

SOON_DAYS = 2  # working days, as the early warning has it
URGENCIES = ("statutory", "promised", "soon")


@dataclass(slots=True)
class Heat:
    """What burns in one row of the board: open cases by how late, cards by what they wait for."""

    statutory: int = 0
    promised: int = 0
    soon: int = 0
    unanswered: int = 0
    to_judge: int = 0

    @property
    def any(self) -> bool:
        return bool(self.statutory or self.promised or self.soon or self.unanswered or self.to_judge)

    @property
    def rank(self) -> tuple[int, ...]:
        return (-self.statutory, -self.promised, -self.soon, -self.unanswered, -self.to_judge)

    def add(self, counts: Mapping[str, Any]) -> None:
        for name in ("statutory", "promised", "soon", "unanswered", "to_judge"):
            setattr(self, name, getattr(self, name) + counts.get(name, 0))


@dataclass(frozen=True, slots=True)
class PlaceRow:
    place: PlaceCard
    heat: Heat
    own: bool = False  # the bodies of the place itself, without those below


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    department: DepartmentCard
    heat: Heat


@dataclass(frozen=True, slots=True)
class BurningCase:
    """``left``: working days to the promise, negative once past."""

    case: Case
    left: int
    past_statutory: bool


@dataclass(frozen=True, slots=True)
class Board:
    place: PlaceCard
    trail: Sequence[PlaceCard]
    total: Heat
    places: Sequence[PlaceRow]
    quiet_places: int
    departments: Sequence[DepartmentRow]
    warnings: int
    yellow: int
    red: int


def board(actor: Actor, code: str, *, at: datetime) -> Board:
    """The board of a place at or below the actor's own. Raises `NotFound` for any other."""
    place = place_within(actor, code)
    children = organisations.places_in(place.code)
    burning, waiting = _burning(actor, place.path, at), _waiting(actor, place.path)
    rows = _place_rows(place, children, _by_place(burning, waiting, place.path, at))
    trail = [one for one in organisations.places_to(place.code) if actor.answers_for(one.path)]
    return Board(
        place=place,
        trail=trail,
        total=_total(rows),
        places=rows,
        quiet_places=len(children) - sum(not row.own for row in rows),
        departments=_department_rows(_by_department(burning, waiting, at)),
        **_standing(actor, place.path),
    )


def place_within(actor: Actor, code: str) -> PlaceCard:
    """The place asked for, the actor's own when none is; NotFound when it lies elsewhere."""
    own = actor.post.division_code if actor.post else ""
    place = organisations.place_card(code or own)
    if place is None or not actor.answers_for(place.path):
        raise NotFound
    return place


def burning_cases(
    actor: Actor, place: PlaceCard, *, department: str, urgency: str, at: datetime
) -> QuerySet[Case]:
    """The burning cases of a place and below, the most urgent first."""
    cases = (
        _burning(actor, place.path, at)
        .select_related("item_version", "body")
        .defer("form", "item_version__content")
    )
    if department:
        cases = cases.filter(body__department_id=department)
    if urgency in URGENCIES:
        cases = cases.filter(_urgencies(at)[urgency])
    past_statutory = When(_urgencies(at)["statutory"], then=0)
    return cases.order_by(Choice(past_statutory, default=1), "promised_due_at", "pk")


def in_words(cases: Iterable[Case], *, at: datetime) -> list[BurningCase]:
    """Cases with the working days that are left to their promise, as the place that handles each counts them."""
    _version, calendar = calendars.calendar_in_force()
    counted = calendar.provisional()
    return [
        BurningCase(
            case=case,
            left=_left(case.promised_due_at, counted.for_region(case.centre_id), at)
            if case.promised_due_at
            else 0,
            past_statutory=bool(case.statutory_due_at and case.statutory_due_at <= at),
        )
        for case in cases
    ]


def _left(due_at: datetime, calendar: WorkingCalendar, at: datetime) -> int:
    days = calendar.working_days_between(shanghai_date(at), last_day_before(due_at))
    return min(days, -1) if due_at <= at else days


def _burning(actor: Actor, path: str, at: datetime) -> QuerySet[Case]:
    return operation.visible_cases(actor).filter(
        at_or_below(path, field="place_path"),
        concluded_at__isnull=True,
        suspended=False,
        promised_due_at__lte=_soon(path, at),
    )


def _soon(path: str, at: datetime) -> datetime:
    """The end of the last day whose promises are warned of: today, or the next working day, is the first of them.

    The days are those of the place whose board it is.
    """
    _version, calendar = calendars.calendar_in_force()
    counted = calendar.provisional().for_region(path.rpartition(".")[2])
    today = counted.next_working_day(shanghai_date(at))
    return end_of_day(counted.add_working_days(today, SOON_DAYS - 1))


def _urgencies(at: datetime) -> dict[str, Q]:
    statutory = Q(statutory_due_at__lte=at)
    return {
        "statutory": statutory,
        "promised": Q(promised_due_at__lte=at) & ~statutory,
        "soon": Q(promised_due_at__gt=at) & ~statutory,
    }


# Cards that somebody still has to do something about; a warning is settled when its case is.
OPEN_WARNING = Q(level=AlertLevel.WARN, state=CardState.ISSUED, case__concluded_at__isnull=True)
OPEN_CARD = Q(level__gt=AlertLevel.WARN, state__in=[CardState.ISSUED, CardState.ANSWERED, CardState.APPEALED])
UNSETTLED = OPEN_WARNING | OPEN_CARD


def _waiting(actor: Actor, path: str) -> QuerySet[Card]:
    """Yellow and red cards that wait for an answer or for a judgement."""
    return visible_cards(actor).filter(OPEN_CARD, at_or_below(path, field="place_path"))


def _standing(actor: Actor, path: str) -> dict[str, int]:
    """Unsettled cards by level."""
    unsettled = visible_cards(actor).filter(UNSETTLED, at_or_below(path, field="place_path"))
    return unsettled.aggregate(
        warnings=Count("pk", filter=Q(level=AlertLevel.WARN)),
        yellow=Count("pk", filter=Q(level=AlertLevel.YELLOW)),
        red=Count("pk", filter=Q(level=AlertLevel.RED)),
    )


def _by_place(burning: QuerySet[Case], waiting: QuerySet[Card], path: str, at: datetime) -> dict[str, Heat]:
    """Path of each place directly below (or of the place itself, for its own bodies) → what burns there."""
    depth = path.count(".") + 2
    child = PathDownTo(F("place_path"), depth=depth)
    return _merged(
        burning.annotate(key=child).order_by().values("key").annotate(**_case_counts(at)),
        waiting.annotate(key=child).order_by().values("key").annotate(**CARD_COUNTS),
    )


def _by_department(burning: QuerySet[Case], waiting: QuerySet[Card], at: datetime) -> dict[str, Heat]:
    key = F("body__department_id")
    return _merged(
        burning.annotate(key=key).order_by().values("key").annotate(**_case_counts(at)),
        waiting.annotate(key=key).order_by().values("key").annotate(**CARD_COUNTS),
    )


class PathDownTo(Func):
    """The first ``depth`` steps of a place's path: the place at that depth on the way to it."""

    function = "array_to_string"
    template = "array_to_string((string_to_array(%(expressions)s, '.'))[1:%(depth)s], '.')"
    output_field = TextField()


def _case_counts(at: datetime) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in _urgencies(at).items()}


CARD_COUNTS = {
    "unanswered": Count("pk", filter=Q(state=CardState.ISSUED)),
    "to_judge": Count("pk", filter=Q(state=CardState.ANSWERED)),
}


def _merged(*queries: Iterable[Mapping[str, Any]]) -> dict[str, Heat]:
    found: dict[str, Heat] = defaultdict(Heat)
    for rows in queries:
        for row in rows:
            found[row["key"]].add(row)
    return found


def _place_rows(place: PlaceCard, children: Sequence[PlaceCard], heat: dict[str, Heat]) -> list[PlaceRow]:
    rows = [PlaceRow(child, heat[child.path]) for child in children if child.path in heat]
    if place.path in heat:
        rows.append(PlaceRow(place, heat[place.path], own=True))
    return sorted((row for row in rows if row.heat.any), key=lambda row: row.heat.rank)


def _department_rows(heat: dict[str, Heat]) -> list[DepartmentRow]:
    cards = {card.key: card for card in organisations.department_cards()}
    rows = [DepartmentRow(cards[key], found) for key, found in heat.items() if key in cards and found.any]
    return sorted(rows, key=lambda row: row.heat.rank)


def _total(rows: Iterable[PlaceRow]) -> Heat:
    total = Heat()
    for row in rows:
        total.add(asdict(row.heat))
    return total
