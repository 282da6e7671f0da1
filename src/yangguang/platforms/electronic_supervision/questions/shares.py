"""What the share signals count: which cases are looked at, which of them are marked. One definition counts and lists.

Each pattern names the moment by which a case falls into the period. Counting is one grouped query for each signal.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.fields import DateTimeField

from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation.queries import Case, CaseStep, Correction
from yangguang.platforms.power_operation.states import Outcome

from .statistics import Tally, total

REFILED_WITHIN = timedelta(days=15)
LAST_DAY = timedelta(days=1)
MINUTES = timedelta(minutes=10)


class Group(NamedTuple):
    """The cases of one body and item; ``path`` is the body's place."""

    body_id: int
    item: str
    path: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """``looked_at`` and ``marked`` are conditions on `_flagged` cases; ``against`` those of its own that it is compared with.

    Without ``against`` a group is compared with the same item at other bodies.
    """

    moment: str
    looked_at: Q
    marked: Q
    against: Q | None = None

    def cases(self, from_at: datetime, to_at: datetime) -> QuerySet[Case]:
        return self._between(from_at, to_at).filter(self.looked_at)

    def marked_cases(self, group: tuple[int, str], from_at: datetime, to_at: datetime) -> QuerySet[Case]:
        body_id, item = group
        return self.cases(from_at, to_at).filter(self.marked, body_id=body_id, item_version__item_id=item)

    def tallies(self, from_at: datetime, to_at: datetime) -> dict[Group, tuple[Tally, Tally]]:
        """Own tally of each body and item, and the tally it is compared with."""
        own = _counted(self.cases(from_at, to_at), self.marked)
        if self.against is not None:
            others = _counted(self._between(from_at, to_at).filter(self.against), self.marked)
            return {group: (tally, others.get(group, Tally(0, 0))) for group, tally in own.items()}
        of_item = _by_item(own)
        return {group: (tally, of_item[group.item].without(tally)) for group, tally in own.items()}

    def _between(self, from_at: datetime, to_at: datetime) -> QuerySet[Case]:
        return _flagged().filter(**{f"{self.moment}__gte": from_at, f"{self.moment}__lt": to_at})


def _counted(cases: QuerySet[Case], marked: Q) -> dict[Group, Tally]:
    rows = (
        cases.order_by()
        .values_list("body_id", "item_version__item_id", "place_path")
        .annotate(marked=Count("pk", filter=marked), looked_at=Count("pk"))
    )
    return {Group(body, item, path): Tally(found, every) for body, item, path, found, every in rows}


def _by_item(own: Mapping[Group, Tally]) -> dict[str, Tally]:
    found: dict[str, list[Tally]] = defaultdict(list)
    for group, tally in own.items():
        found[group.item].append(tally)
    return {item: total(tallies) for item, tallies in found.items()}


def _flagged() -> QuerySet[Case]:
    """Cases with what the patterns ask of them beside their own columns; what a pattern does not ask costs nothing."""
    reviewed = CaseStep.objects.filter(case=OuterRef("pk"), decides=False, state="done")
    return Case.objects.alias(
        stopped=Exists(Case.objects.filter(pk=OuterRef("pk"), suspensions__isnull=False)),
        corrected=Exists(Correction.objects.filter(case=OuterRef("pk"))),
        reviewed=Exists(reviewed.exclude(role__in=[Role.WINDOW_CLERK, Role.VILLAGE_AGENT])),
    )


def _refiled() -> QuerySet[Case]:
    """Cases withdrawn whose applicant filed the same again soon after; found as a whole, since no index has the people."""
    again = Case.objects.filter(
        applicant_identity=OuterRef("applicant_identity"),
        item_version__item=OuterRef("item_version__item"),
        received_at__gte=OuterRef("concluded_at"),
        received_at__lt=ExpressionWrapper(
            OuterRef("concluded_at") + REFILED_WITHIN, output_field=DateTimeField()
        ),
    )
    return Case.objects.filter(Exists(again), outcome=Outcome.WITHDRAWN)


DECIDED = Q(outcome__in=[Outcome.GRANTED, Outcome.REFUSED])
SENT_BACK = Q(corrected=True) | Q(outcome__in=[Outcome.DECLINED, Outcome.REFERRED])
AT_THE_END = Q(
    concluded_at__gte=F("promised_due_at") - LAST_DAY,
    concluded_at__lte=F("promised_due_at"),
)

PATTERNS: Mapping[str, Pattern] = {
    "stopped_clocks": Pattern("accepted_at", Q(), Q(stopped=True)),
    "refiled": Pattern("received_at", Q(), Q(pk__in=_refiled().values("pk"))),
    "refused_at_the_end": Pattern(
        "concluded_at",
        Q(outcome=Outcome.REFUSED, promised_due_at__isnull=False),
        AT_THE_END,
        against=Q(outcome=Outcome.GRANTED, promised_due_at__isnull=False),
    ),
    "refused_often": Pattern("concluded_at", DECIDED, Q(outcome=Outcome.REFUSED)),
    "sent_back": Pattern("received_at", Q(), SENT_BACK),
    "always_complete": Pattern("received_at", Q(accepted_at__isnull=False), Q(corrected=False)),
    "decided_in_minutes": Pattern(
        "concluded_at",
        DECIDED & Q(reviewed=True, accepted_at__isnull=False),
        Q(concluded_at__lt=F("accepted_at") + MINUTES),
    ),
}
