"""Keeping the search index of published versions; the index is derived and may be rebuilt at any time."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value

from yangguang.foundations.organisations import queries as organisations

from .item_files import read_themes
from .models import ItemVersion, VersionState
from .reading import definition_of
from .search_terms import index_of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names of departments and themes, by their keys: people search for 「民政局」 too."""

    departments: dict[str, tuple[str, str]]
    themes: dict[str, tuple[str, str]]

    @classmethod
    def now(cls) -> "Surroundings":
        return cls(
            {one.key: (one.name, one.name_en) for one in organisations.department_cards()},
            {one.key: (one.name, one.name_en) for one in read_themes()},
        )

    def of(self, version: ItemVersion) -> list[str]:
        names = [*self.departments[version.item.department_id]]
        for theme in version.themes:
            names += self.themes.get(theme, ())
        return names


def write_index(version: ItemVersion, surroundings: Surroundings) -> bool:
    """Index one version by the words of today; whether anything changed."""
    index = index_of(definition_of(version), surroundings.of(version))
    vector = Value(index.vector, output_field=SearchVectorField())
    changed = (
        ItemVersion.objects.filter(pk=version.pk)
        .exclude(search_text=index.text, search_vector=vector)
        .update(search_text=index.text, search_vector=vector)
    )
    return bool(changed)


def refresh_index() -> int:
    """Index every published version anew where the words of the search have changed; returns how many."""
    surroundings = Surroundings.now()
    published = ItemVersion.objects.filter(state=VersionState.PUBLISHED).select_related("item")
    return sum(write_index(version, surroundings) for version in published)
