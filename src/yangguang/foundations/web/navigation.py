"""The front doors in the page head. Each app registers its own in ``AppConfig.ready()``."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """Shown to everybody, unless ``roles`` or ``citizens`` name for whom it is. Lower ``ordinal`` stands further left."""

    label: str | Promise
    url_name: str
    roles: Collection[Role] = ()
    citizens: bool = False
    ordinal: int = 50

    def is_for(self, actor: Actor | None) -> bool:
        if not self.roles and not self.citizens:
            return True
        if actor is None:
            return False
        return actor.holds(*self.roles) or (self.citizens and actor.kind in {"citizen", "company"})


@dataclass(frozen=True, slots=True)
class NavigationLink:
    label: str
    url: str
    current: bool = field(default=False)


_entries: list[NavigationEntry] = []


def register_navigation(*entries: NavigationEntry) -> None:
    for entry in entries:
        if entry not in _entries:
            _entries.append(entry)
    _entries.sort(key=lambda entry: entry.ordinal)


def navigation_for(actor: Actor | None, path: str) -> list[NavigationLink]:
    """The links of ``actor``; the one whose address begins ``path`` most closely is the current one."""
    shown = [(entry, reverse(entry.url_name)) for entry in _entries if entry.is_for(actor)]
    holding = [url for _, url in shown if path == url or (url != "/" and path.startswith(url))]
    current = max(holding, key=len, default=None)
    return [NavigationLink(str(entry.label), url, url == current) for entry, url in shown]
