"""Everything that the figures of a place, and of each of its child places, are counted from: read once, by the child.

One statement for each thing that is counted, whatever the number of children: a province has seventeen cities, a town
sixty villages, and a page shows them all.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value

from yangguang.foundations.organisations.queries import Division, at_or_below
from yangguang.platforms.electronic_supervision import queries as supervision
from yangguang.platforms.power_library.queries import HallCount
from yangguang.platforms.power_operation.states import Channel

from .counted_cases import concluded, concluded_otherwise, early, on_time, open_past_promise, received
from .definitions import (
    CARDS,
    COVERAGE,
    EARLY,
    INDICATORS,
    INSPECTIONS,
    ON_TIME,
    ONLINE,
    WARNINGS,
)
from .figure import Aside, Figure
from .list_figures import ListReading
from .periods import Period


class Reading:
    """``figures()`` are those of the place with all below it, ``figures(child_path)`` those of one child place."""

    def __init__(self, path: str, period: Period, at: datetime) -> None:
        self.path, self.period = path, period
        self.lists = ListReading(path, period)
        decided = concluded(path, period)
        self.cases = {
            "came": self._by_child(received(path, period)),
            "online": self._by_child(received(path, period).filter(channel=Channel.ONLINE)),
            "decided": self._by_child(decided),
            "on_time": self._by_child(on_time(path, period)),
            "immediate": self._by_child(decided.filter(item_version__case_kind="immediate")),
            "early": self._by_child(early(path, period)),
            "otherwise": self._by_child(concluded_otherwise(path, period)),
            "overdue": self._by_child(open_past_promise(path, period, at=at)),
        }
        span = (path, period.begins_at, period.ends_at)
        self.supervised = {
            "warnings": self._by_child(supervision.warnings_issued(*span)),
            "cards": self._by_child(supervision.cards_counted(*span)),
            "revoked": self._by_child(supervision.cards_revoked(*span)),
            "inspected": self._by_child(supervision.inspections_done(*span)),
            "missed": self._by_child(supervision.inspections_missed(*span)),
        }
        self.held = list(
            supervision.measures_taken(*span)
            .order_by()
            .annotate(part=self._child("record__order__place_path"))
            .values_list("part", "person_id", "body_id")
        )
        self.places = self._places()

    def figures(self, child: str = "") -> list[Figure]:
        part = child.rsplit(".", 1)[-1]
        counted = {name: _of(counts, part) for name, counts in (self.cases | self.supervised).items()}
        by_key = {
            **self.lists.figures(child),
            "S1": self._coverage(part),
            "S6": _on_time(counted),
            "S7": _early(counted),
            "S9": Figure(ONLINE, counted["online"], counted["came"]),
            "S10": Figure(WARNINGS, counted["warnings"], counted["came"]),
            "S11": Figure(CARDS, counted["cards"], counted["came"], (Aside("revoked", counted["revoked"]),)),
            "S12": self._inspections(counted, part),
        }
        return [by_key[indicator.key] for indicator in INDICATORS]

    def _child(self, field: str) -> Func:
        """The piece of a path that names the child place; empty in the place itself."""
        depth = self.path.count(".") + 2  # counted from one
        return Func(F(field), Value("."), Value(depth), function="split_part", output_field=CharField())

    def _by_child(self, rows: QuerySet[Any]) -> Counter[str]:
        counted = rows.order_by().annotate(part=self._child("place_path")).values("part")
        return Counter(dict(counted.annotate(many=Count("pk")).values_list("part", "many")))

    def _places(self) -> dict[tuple[str, int], tuple[int, int]]:
        """(child, level) → places with all eight unifications, and places."""
        counted = (
            Division.objects.filter(at_or_below(self.path))
            .order_by()
            .annotate(part=self._child("path"))
            .values("part", "level")
            .annotate(places=Count("pk"), met=Count("pk", filter=unified_by(self.period.last)))
        )
        return {(row["part"], row["level"]): (row["met"], row["places"]) for row in counted}

    def _coverage(self, part: str) -> Figure:
        departments = HallCount.together(self.lists.halls_by_level(part).values())
        by_level: dict[int, tuple[int, int]] = {}
        for (where, level), (met, places) in sorted(self.places.items()):
            if not part or where == part:
                so_far = by_level.get(level, (0, 0))
                by_level[level] = (so_far[0] + met, so_far[1] + places)
        return Figure(
            COVERAGE,
            sum(met for met, _places in by_level.values()),
            sum(places for _met, places in by_level.values()),
            (
                *(Aside(f"level_{level}", met, places) for level, (met, places) in sorted(by_level.items())),
                Aside("departments_served", departments.bodies_served, departments.bodies_that_must),
            ),
        )

    def _inspections(self, counted: Mapping[str, int], part: str) -> Figure:
        held = [(person, body) for where, person, body in self.held if not part or where == part]
        return Figure(
            INSPECTIONS,
            counted["inspected"],
            counted["inspected"] + counted["missed"],
            (
                Aside("held_persons", len({person for person, _body in held if person is not None})),
                Aside("held_bodies", len({body for person, body in held if person is None})),
            ),
        )


def unified_by(day: date) -> Q:
    """All eight in place on the day, and not found missing since."""
    return Q(centre__unified_on__lte=day)


def _of(counts: Counter[str], part: str) -> int:
    return counts[part] if part else counts.total()


def _on_time(counted: Mapping[str, int]) -> Figure:
    return Figure(
        ON_TIME,
        counted["on_time"],
        counted["decided"] + counted["overdue"],
        (
            Aside("open_past_promise", counted["overdue"]),
            Aside("ended_without_decision", counted["otherwise"]),
        ),
    )


def _early(counted: Mapping[str, int]) -> Figure:
    immediate = counted["immediate"]
    return Figure(EARLY, counted["early"], counted["decided"] - immediate, (Aside("immediate", immediate),))
