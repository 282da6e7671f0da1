"""办事指南: everything the public is told about one item at one body, put together once for page, PDF and JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.time_limits import TimeLimit, shanghai_date

from .comparison import Difference, Direction, differences
from .item_definitions import Help, ItemDefinition, Material, MaterialSource, Necessity, Step
from .local_codes import local_code_for
from .reading import definition_of, entry_in_force, version_for, version_in_force

# Who answers for an item at its body; in a village room the agent is everybody.
RESPONSIBLE_ROLES = (Role.CHIEF_REPRESENTATIVE, Role.DECIDER, Role.REVIEWER, Role.VILLAGE_AGENT)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step at this place; ``body`` is the organ that takes it."""

    step: Step
    body: organisations.BodyCard


@dataclass(frozen=True, slots=True)
class Responsible:
    """A post and who holds it today."""

    role: Role
    title: str
    title_en: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remedies:
    consult_phone: str
    complaint_phone: str
    reconsideration: str
    reconsideration_en: str
    litigation: str
    litigation_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    code: str
    entry_id: int
    version_id: int
    version_number: int
    in_force_from: date
    item: ItemDefinition
    department: organisations.DepartmentCard
    body: organisations.BodyCard
    place: organisations.PlaceCard
    trail: tuple[organisations.PlaceCard, ...]
    centre: organisations.CentreCard | None
    stages: tuple[tuple[StepView, ...], ...]
    responsible: tuple[Responsible, ...]
    window_staff: tuple[str, ...]
    remedies: Remedies
    local_code: str = ""  # what the place, or the nearest above that has a scheme of its own, calls the item
    improved: tuple[Difference, ...] = ()  # in what this body is better than the unified terms

    @property
    def shortened_by(self) -> int:
        """How many per cent the promise is below the statutory limit; 0 where the two cannot be compared."""
        try:
            statutory, promised = (
                TimeLimit.parse(limit) for limit in (self.item.limits.statutory, self.item.limits.promised)
            )
        except ValueError:  # only in the preview of a draft (`draft_guide`)
            return 0
        if statutory.unit != promised.unit or not statutory.amount:
            return 0
        return round(100 * (statutory.amount - promised.amount) / statutory.amount)

    @property
    def to_bring(self) -> tuple[Material, ...]:
        """What everybody has to hand in: not what the window fetches itself, nor what only some need."""
        return tuple(
            material
            for material in self.item.materials
            if material.source is not MaterialSource.GOVERNMENT
            and material.necessity is not Necessity.CONDITIONAL
        )

    @property
    def taken_in_below(self) -> tuple[Level, ...]:
        """Levels below the deciding body whose windows take the item in as well."""
        return tuple(Level(level) for level in self.item.accepted_at if level > self.body.level)


def guide(code_or_id: str | int, *, at: datetime) -> GuideView:
    """The guide of an entry as it stands at ``at``. Raises `NotFound`."""
    today = shanghai_date(at)
    entry = entry_in_force(code_or_id, on=today)
    version = version_for(entry, on=today)
    unified = definition_of(version_in_force(entry.item_id, on=today))
    definition = definition_of(version)
    trail = organisations.places_to(entry.division_id)
    body = organisations.body_card_of(entry.body)
    departments = {one.key: one for one in organisations.department_cards()}
    return GuideView(
        code=entry.code,
        entry_id=entry.pk,
        version_id=version.pk,
        version_number=version.number,
        in_force_from=version.in_force.lower,
        item=definition,
        department=departments[definition.department],
        body=body,
        place=trail[-1],
        trail=tuple(trail),
        centre=organisations.centre_cards([entry.division_id]).get(entry.division_id),
        stages=tuple(stages_of(definition.steps, body)),
        responsible=tuple(responsible_at(body, at)),
        window_staff=tuple(window_staff_at(body, at)),
        remedies=remedies_of(definition.help, body, trail),
        local_code=local_code_for(entry.item_id, [place.code for place in trail], on=today),
        improved=tuple(d for d in differences(unified, definition) if d.direction is Direction.BETTER),
    )


def remedies_of(
    texts: Help, body: organisations.BodyCard, trail: Sequence[organisations.PlaceCard]
) -> Remedies:
    """The item's contacts and remedies with the names of this place filled in."""
    bodies = organisations.remedy_bodies(body.id)
    chinese = {
        "department_phone": body.consult_phone,
        "level_government": bodies.government,
        "superior_department": bodies.superior_department,
        "court": bodies.court,
    }
    english = {**chinese, **_in_english(body, trail)}
    return Remedies(
        consult_phone=texts.consult_phone.format(**chinese),
        complaint_phone=texts.complaint_phone.format(**chinese),
        reconsideration=texts.reconsideration.format(**chinese),
        reconsideration_en=texts.reconsideration_en.format(**english),
        litigation=texts.litigation.format(**chinese),
        litigation_en=texts.litigation_en.format(**english),
    )


def _in_english(body: organisations.BodyCard, trail: Sequence[organisations.PlaceCard]) -> dict[str, str]:
    """English names of the bodies that `organisations.remedy_bodies` names in Chinese."""
    seat = [place for place in trail if place.level <= Level.COUNTY][-1]
    government = organisations.body_card("government", seat.code)
    named = government.name_en if government else f"the People's Government of {seat.name_en}"
    above = organisations.body_card(body.department, trail[-1].parent_code or "")
    court = (
        "the People's Court of"
        if seat.level == Level.COUNTY
        else "the basic people's court with jurisdiction in"
    )
    return {
        "level_government": named,
        "superior_department": above.name_en if above else named,
        "court": f"{court} {seat.name_en}",
    }


def stages_of(steps: Sequence[Step], body: organisations.BodyCard) -> Iterator[tuple[StepView, ...]]:
    """Neighbours of one parallel group run at the same time and stand in one stage."""
    stage: list[StepView] = []
    for step in steps:
        joins = stage and step.parallel_group and step.parallel_group == stage[-1].step.parallel_group
        if stage and not joins:
            yield tuple(stage)
            stage = []
        other = organisations.body_card(step.department, body.division_code) if step.department else None
        stage.append(StepView(step, other or body))
    if stage:
        yield tuple(stage)


def responsible_at(body: organisations.BodyCard, at: datetime) -> Iterator[Responsible]:
    for role in RESPONSIBLE_ROLES:
        holders = accounts.holders_of(role=role, body_id=body.id, at=at)
        titles = {holder.post.title: holder.post.title_en for holder in holders if holder.post}
        for title, title_en in titles.items():
            names = tuple(h.name for h in holders if h.post and h.post.title == title)
            yield Responsible(role, title, title_en, names)


def window_staff_at(body: organisations.BodyCard, at: datetime) -> list[str]:
    return accounts.names_at_centre(body.division_code, at=at)
