"""An item through time: its versions, what was in force on a day, and two of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from yangguang.law.refusals import NotFound

from .comparison import SECTIONS, Difference, Direction, differences
from .models import Ending, ItemVersion, VersionState
from .reading import definition_of


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A published version; in force from ``from_date`` up to, not including, ``until``."""

    id: int
    number: int
    name: str
    name_en: str
    from_date: date
    until: date | None
    published_at: datetime | None
    governs: bool
    ended_by: str = ""
    ended_reason: str = ""

    @property
    def last_day(self) -> date | None:
        return date.fromordinal(self.until.toordinal() - 1) if self.until else None


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """Versions, latest first; ``governing`` is the one in force on ``on``, None where none was."""

    key: str
    on: date
    versions: tuple[VersionCard, ...]
    governing: VersionCard | None

    @property
    def latest(self) -> VersionCard:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and their differences by section; ``better`` and ``worse`` count those that an applicant feels."""

    key: str
    before: VersionCard
    after: VersionCard
    sections: tuple[tuple[str, tuple[Difference, ...]], ...]

    @property
    def better(self) -> int:
        return self._felt(Direction.BETTER)

    @property
    def worse(self) -> int:
        return self._felt(Direction.WORSE)

    @property
    def all(self) -> tuple[Difference, ...]:
        return tuple(one for _section, rows in self.sections for one in rows)

    def _felt(self, direction: Direction) -> int:
        return sum(one.direction is direction for one in self.all)


def item_history(key: str, *, on: date) -> ItemHistory:
    """Every version ever published. Raises `NotFound` for an item that never had one."""
    cards = [_card(version, on) for version in _published(key)]
    if not cards:
        raise NotFound
    return ItemHistory(key, on, tuple(cards), next((card for card in cards if card.governs), None))


def compared(key: str, before: int, after: int, *, on: date) -> Comparison:
    """Two versions by their numbers. Raises `NotFound` where either was never published."""
    versions = {version.number: version for version in _published(key)}
    if before not in versions or after not in versions:
        raise NotFound
    old, new = versions[before], versions[after]
    return Comparison(
        key, _card(old, on), _card(new, on), by_section(differences(definition_of(old), definition_of(new)))
    )


def by_section(found: Sequence[Difference]) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
    """Differences under the names of their sections, in the order given."""
    return tuple(
        (str(SECTIONS[section]), tuple(rows)) for section, rows in groupby(found, lambda one: one.section)
    )


def _published(key: str) -> list[ItemVersion]:
    return list(
        ItemVersion.objects.filter(item_id=key, state=VersionState.PUBLISHED)
        .defer("search_text", "search_vector")
        .order_by("-number")
    )


def _card(version: ItemVersion, on: date) -> VersionCard:
    return VersionCard(
        id=version.pk,
        number=version.number,
        name=version.name,
        name_en=version.name_en,
        from_date=version.in_force.lower,
        until=version.in_force.upper,
        published_at=version.published_at,
        governs=on in version.in_force,
        ended_by=str(Ending(version.ended_by).label) if version.ended_by else "",
        ended_reason=version.ended_reason,
    )
