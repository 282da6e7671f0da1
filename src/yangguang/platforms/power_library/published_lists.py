"""清单: the lists that the law wants published, each read from the items in force and never kept beside them.

What lists there are and what stands in their rows is said in `list_kinds`.
"""

from dataclasses import dataclass
from datetime import date

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound

from .list_kinds import KINDS, Cells, ListedItem, ListKind
from .reading import definition_of, versions_in_force


@dataclass(frozen=True, slots=True)
class ListRow:
    item_key: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list as it stood on a day; ``columns`` head the cells of each row."""

    key: str
    title: str
    rule: str
    on: date
    columns: Cells
    rows: tuple[ListRow, ...]

    @property
    def items(self) -> int:
        return len({row.item_key for row in self.rows})


@dataclass(frozen=True, slots=True)
class ListCard:
    key: str
    title: str
    rule: str
    rows: int


def published_list(key: str, *, on: date) -> PublishedList:
    """The list of that name as it stood on a day. Raises `NotFound` for a name that none has."""
    kind = KINDS.get(key)
    if kind is None:
        raise NotFound
    return _drawn(kind, _listed(on), on)


def list_cards(*, on: date) -> list[ListCard]:
    """Every list with the number of its rows."""
    listed = _listed(on)
    drawn = [_drawn(kind, listed, on) for kind in KINDS.values()]
    return [ListCard(one.key, one.title, one.rule, len(one.rows)) for one in drawn]


def _drawn(kind: ListKind, listed: list[ListedItem], on: date) -> PublishedList:
    rows = tuple(ListRow(one.item.key, cells) for one in listed for cells in kind.rows(one))
    return PublishedList(
        kind.key, str(kind.title), str(kind.rule), on, tuple(str(column) for column in kind.columns), rows
    )


def _listed(on: date) -> list[ListedItem]:
    names = {one.key: in_language(one) for one in organisations.department_cards()}
    versions = (
        versions_in_force(on=on)
        .select_related("item")
        .order_by("item__department__ordinal", "item__basic_code")
    )
    return [
        ListedItem(definition_of(version), names[version.item.department_id], version) for version in versions
    ]
