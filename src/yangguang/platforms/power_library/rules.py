"""Decisions about the library that need no database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yangguang.foundations.organisations.levels import Level

GRASSROOTS_BODY = {Level.TOWNSHIP: "township_government", Level.VILLAGE: "village_committee"}


@dataclass(frozen=True, slots=True)
class BodyInPlace:
    """What decides whether a body exercises an item."""

    department: str
    level: Level
    has_counties: bool


def exercises(body: BodyInPlace, *, department: str, levels: Collection[int]) -> bool:
    """Whether an item of ``department``, decided at ``levels``, is this body's to exercise.

    A township or village has one body for every line of work. A direct-administered city (仙桃, 潜江, 天门, 神农架)
    stands at city level and has no counties, so that what counties decide elsewhere is decided by the city itself.
    """
    if body.department != GRASSROOTS_BODY.get(body.level, department):
        return False
    return decides(body.level, levels=levels, has_counties=body.has_counties)


def decides(level: Level, *, levels: Collection[int], has_counties: bool) -> bool:
    """Whether a place of ``level`` decides what is decided at ``levels``; a city without counties stands in for them."""
    return level in levels or (level == Level.CITY and not has_counties and Level.COUNTY in levels)


def begins_on(planned: date, *, published_on: date, follows: bool) -> date:
    """The day from which a version is in force.

    A first version may describe what was in force before it was entered here. A successor governs nothing that was
    filed before it was published: it begins on the day planned, but not before the day after publication.
    """
    return max(planned, published_on + timedelta(days=1)) if follows else planned


# ── the way of a proposal ────────────────────────────────────────────────────────────────


class Act(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    FIND_LAWFUL = "find_lawful"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


# Act → what it leads to from where. 国办发〔2018〕115号: nothing is put to approval before its legality was checked.
WAYS: dict[Act, dict[str, str]] = {
    Act.SAVE: {"draft": "draft"},
    Act.SUBMIT: {"draft": "submitted"},
    Act.FIND_LAWFUL: {"submitted": "lawful"},
    Act.APPROVE: {"lawful": "approved"},
    Act.RETURN: {"submitted": "draft", "lawful": "draft", "approved": "draft"},
    Act.PUBLISH: {"approved": "published"},
    Act.WITHDRAW: {"draft": "withdrawn", "submitted": "withdrawn"},
}


def leads_to(act: Act, state: str) -> str | None:
    """The state after an act; None where the act may not follow."""
    return WAYS[act].get(state)
