"""Keeping the search index of published versions; the index is derived and may be rebuilt at any time."""

from dataclasses import dataclass

from django.db import connection

from yangguang.foundations.organisations import queries as organisations

from .models import ItemVersion, VersionState
from .reading import definition_of
from .search_terms import index_of
from .themes import themes

_WRITE = """
UPDATE power_library_itemversion SET search_text = %(text)s, search_vector = %(vector)s::tsvector
WHERE id = %(id)s AND (search_text, search_vector) IS DISTINCT FROM (%(text)s, %(vector)s::tsvector)
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names of departments and themes, by their keys: people search for 「民政局」 too."""

    departments: dict[str, tuple[str, str]]
    themes: dict[str, tuple[str, str]]

    @classmethod
    def now(cls) -> "Surroundings":
        return cls(
            {one.key: (one.name, one.name_en) for one in organisations.department_cards()},
            {one.key: (one.name, one.name_en) for one in themes()},
        )

    def of(self, version: ItemVersion) -> list[str]:
        names = [*self.departments[version.item.department_id]]
        for theme in version.themes:
            names += self.themes.get(theme, ())
        return names


def write_index(version: ItemVersion, surroundings: Surroundings) -> bool:
    """Index one version by the words of today; whether anything changed."""
    index = index_of(definition_of(version), surroundings.of(version))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"id": version.pk, "text": index.text, "vector": index.vector})
        return bool(cursor.rowcount)


def refresh_index() -> int:
    """Index every published version anew where the words of the search have changed; returns how many."""
    surroundings = Surroundings.now()
    published = ItemVersion.objects.filter(state=VersionState.PUBLISHED).select_related("item")
    return sum(write_index(version, surroundings) for version in published)
