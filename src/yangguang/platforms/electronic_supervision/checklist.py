"""The checklist of an inspection, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    key: str
    text: str
    text_en: str
    root: str
    root_en: str


@dataclass(frozen=True, slots=True)
class Checklist:
    version: str
    items: tuple[ChecklistItem, ...]

    def item(self, key: str) -> ChecklistItem:
        """Raises `LookupError`."""
        for item in self.items:
            if item.key == key:
                return item
        raise LookupError(f"checklist {self.version} has no item {key!r}")


@cache
def checklist() -> Checklist:
    """The checklist that ships. Raises ``ValueError`` when two of its items share a key."""
    read = loads((files(__package__) / "checklist.toml").read_text(encoding="utf-8"))
    items = tuple(ChecklistItem(**entry) for entry in read["item"])
    if len({item.key for item in items}) != len(items):
        raise ValueError("two items of the checklist share a key")
    return Checklist(read["version"], items)


def failed(answers: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Keys of the items that were not as they should be, in the order of the checklist."""
    return [item.key for item in checklist().items if answers.get(item.key, {}).get("found") == "no"]
