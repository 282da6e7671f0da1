"""The supervisor over the desk of 江岸区: cases are handled as in the tests of operation, and watched at moments of choice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from cast import JIANGAN
from desk import Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import end_of_day
from yangguang.platforms.electronic_supervision import tasks
from yangguang.platforms.electronic_supervision.models import Card
from yangguang.platforms.power_operation.models import Case

# 食品经营许可 accepted on Monday 2026-03-02: promise 8, statutory limit 20 working days, no holiday in between.
WARN_AT = end_of_day(date(2026, 3, 10))
YELLOW_AT = end_of_day(date(2026, 3, 12))
RED_AT = end_of_day(date(2026, 3, 30))
LONG_AFTER = datetime(2026, 5, 29, 1, 0, tzinfo=UTC)


@dataclass
class Watch:
    """Short ways to let the supervisor look and to see what came of it."""

    desk: Desk

    def at(self, at: datetime) -> dict[str, int]:
        return tasks.supervise(at)

    def cards(
        self, case: Case | int | None = None, matter: str = "case_time"
    ) -> list[tuple[str, int, datetime]]:
        """Rule, level and moment of the cards of a matter, in the order of the moments."""
        cards = Card.objects.filter(matter=matter).order_by("fell_due_at", "level")
        if case is not None:
            cards = cards.filter(case_id=case.pk if isinstance(case, Case) else case)
        return [(card.rule_id, card.level, card.fell_due_at) for card in cards]

    def card(self, level: int, matter: str = "case_time") -> Card:
        return Card.objects.get(level=level, matter=matter)

    @property
    def supervisor(self) -> Actor:
        return self.desk.cast.officer(Role.SUPERVISOR)

    @property
    def manager(self) -> Actor:
        return self.desk.cast.officer(Role.CENTRE_MANAGER)

    def late_case(self) -> Case:
        """A case that nobody decides, and everybody who is told of it."""
        cast = self.desk.cast
        cast.officer(Role.GOVERNMENT_HEAD, JIANGAN)
        assert self.supervisor.post
        assert self.manager.post
        return self.desk.accepted()


@pytest.fixture
def watch(desk: Desk, events_read_at_once: None) -> Watch:
    return Watch(desk)
