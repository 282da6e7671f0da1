"""一件事: what a matter file says, as frozen values. ``matters/README.md`` explains each field for maintainers.

A matter adds nothing to what its items may ask: every question and every material of its form stands for one of a
member's, or decides which members are needed.
"""

from dataclasses import dataclass

from .item_definitions import FormField


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One item of the matter. ``after`` names the members whose decision it waits for; none starts it at once.

    ``when``, written "question=answer", says who needs it; empty means everybody.
    """

    item: str
    after: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Asked once for all that it stands for, each written "item.key". Without a name it has the name of the first."""

    key: str
    stands_for: tuple[str, ...]
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer that choosing the matter already gives: ``field`` ("item.key") is not asked."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What the decision of member ``of`` stands for in later members: materials ("item.key") nobody need bring."""

    of: str
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """``lead`` is the department whose window takes all in and hands all out; it holds one of the members."""

    key: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    lead: str
    lead_basis: str
    lead_basis_en: str
    site_visit: bool
    members: tuple[Member, ...]
    asks: tuple[FormField, ...] = ()
    questions: tuple[Shared, ...] = ()
    materials: tuple[Shared, ...] = ()
    given: tuple[Given, ...] = ()
    passed: tuple[Passed, ...] = ()
