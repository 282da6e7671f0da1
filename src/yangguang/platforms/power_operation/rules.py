"""Decisions about a case that need no database: what a form must hold, which role works at which level, which stages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yangguang.foundations.organisations.levels import Level, Role
from yangguang.platforms.power_library.queries import CaseKind, Commitment, ItemDefinition, Step


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the pinned version as it will run in a case; equal ``stage`` = at the same time."""

    definition: Step
    stage: int
    ordinal: int
    decides: bool


def plan_steps(definition: ItemDefinition) -> list[PlannedStep]:
    """The stages of an item: neighbours of one parallel group share a stage; the last step decides."""
    planned: list[PlannedStep] = []
    stage = 0
    previous_group: str | None = None
    last = len(definition.steps) - 1
    for ordinal, step in enumerate(definition.steps):
        joins = bool(step.parallel_group) and step.parallel_group == previous_group
        stage = stage if joins else stage + 1
        planned.append(PlannedStep(step, stage, ordinal, decides=ordinal == last))
        previous_group = step.parallel_group
    return planned


def role_at_level(role: str, level: Level) -> Role:
    """The post that works a step at a level: in a village room the agent is everybody, a township has no chief."""
    if level == Level.VILLAGE:
        return Role.VILLAGE_AGENT
    if level == Level.TOWNSHIP and role == Role.CHIEF_REPRESENTATIVE:
        return Role.DECIDER
    return Role(role)


def decided_at_window(definition: ItemDefinition, level: int, role: str) -> bool:
    """当场办结: an immediate item (即办件) whose only step is the decision, and that step the post's at this level."""
    if definition.case_kind != CaseKind.IMMEDIATE or len(definition.steps) != 1:
        return False
    return role_at_level(definition.steps[0].role, Level(level)) == role


def missing_materials(definition: ItemDefinition, held: Iterable[str]) -> list[str]:
    """Keys of required materials that the case does not hold."""
    have = set(held)
    return [m.key for m in definition.materials if m.necessity == "required" and m.key not in have]


def tolerable_materials(definition: ItemDefinition) -> list[str]:
    """Keys of the tolerance list (容缺受理清单) of the item: what may come after acceptance."""
    return [m.key for m in definition.materials if m.necessity == "tolerable"]


def missing_tolerable(definition: ItemDefinition, held: Iterable[str]) -> list[str]:
    """Keys of tolerable materials that the case does not hold."""
    have = set(held)
    return [key for key in tolerable_materials(definition) if key not in have]


def commitment_chosen(definition: ItemDefinition, form: Mapping[str, Any]) -> Commitment | None:
    """The listed commitment (告知承诺) that the applicant chose in the form, if the item has one and he did."""
    for commitment in definition.commitments:
        key, _equals, value = commitment.when.partition("=")
        if str(form.get(key.strip(), "")) == value.strip():
            return commitment
    return None


def listed_proofs(definition: ItemDefinition) -> set[str]:
    """Names on the proof list (证明事项清单) of the item: what others than the applicant issue, intermediaries aside."""
    return {m.name for m in definition.materials if m.source != "applicant" and not m.intermediary}


def listed_intermediaries(definition: ItemDefinition) -> set[str]:
    """Names on the intermediary services list (中介服务事项清单) of the item."""
    return {m.name for m in definition.materials if m.intermediary}


def unlisted_materials(definition: ItemDefinition, keys: Iterable[str]) -> list[str]:
    """Keys that the published list does not name."""
    listed = {material.key for material in definition.materials}
    return [key for key in keys if key not in listed]


def unlisted_fields(definition: ItemDefinition, form: Mapping[str, Any]) -> list[str]:
    listed: dict[str, set[str]] = {}
    for field in definition.fields:
        listed.setdefault(field.group, set()).add(field.key)
    groups = {field.key for field in definition.fields if field.kind == "group"}
    unlisted = [key for key in form if key not in listed.get("", ())]
    for group in groups & form.keys():
        unlisted += [f"{group}.{key}" for row in form[group] for key in row if key not in listed[group]]
    return unlisted
