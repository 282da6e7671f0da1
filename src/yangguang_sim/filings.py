"""Applications to be made: for which entry, by whom, through which door, with which papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import AccountKind
from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_library.queries import ItemDefinition
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.services import Applicant, Intake
from yangguang.platforms.power_operation.states import Channel
from yangguang.platforms.service_portal import services as portal

from .applications import filled_form
from .card_fates import Fate
from .committing import choice_of_commitment
from .office_time import windows_open
from .papers import PAPER
from .people import Person
from .plots import ON_COMMITMENT, Plot, Stop, fits
from .setting import Filing, Setting, Story

SHARE_OF_LEVEL = {
    Level.PROVINCE: 0.05,
    Level.CITY: 0.17,
    Level.COUNTY: 0.42,
    Level.TOWNSHIP: 0.22,
    Level.VILLAGE: 0.14,
}
MOST_TRIES = 200
Someone = tuple[Actor, Person]


@dataclass
class Town:
    """The people and places of the run."""

    rng: Random
    setting: Setting
    people: list[Someone]
    companies: list[Someone]
    named: dict[str, Someone] = field(default_factory=dict)  # by user name: those whom scenes name
    papers: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offered:
    """An entry that somebody may apply for, with what it demands."""

    entry: ImplementingEntry
    definition: ItemDefinition


def fitting_entry(plot: Plot, entries: Mapping[Level, Sequence[Offered]], rng: Random) -> Offered | None:
    """Something that people ask for and to which the plot can happen; None where there is nothing such."""
    levels = [level for level in SHARE_OF_LEVEL if entries[level]]
    weights = [SHARE_OF_LEVEL[level] for level in levels]
    for _attempt in range(MOST_TRIES if levels else 0):
        there = entries[rng.choices(levels, weights)[0]]
        # Most of what people come for is simple: of five items that might be asked for, the one with fewest steps.
        five = rng.sample(there, min(5, len(there)))
        possible = [one for one in five if fits(plot, one.definition, one.entry.level)]
        if possible:
            return min(possible, key=lambda one: len(one.definition.steps))
    return None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of an application: see `Filing`; ``who`` applies where it matters who does."""

    plot: Plot
    stop: Stop | None = None
    fate: Fate = Fate.CONFIRMED
    incomplete: bool = False
    brisk: bool = False
    who: Someone | None = None


def filing_for(town: Town, offered: Offered, wish: Wish, at: datetime) -> Filing:
    """An application as it will be made at ``at``."""
    definition, rng = offered.definition, town.rng
    citizen, who = wish.who or _somebody(town, definition)
    firm = citizen.kind == AccountKind.COMPANY
    channel = Channel.ONLINE if wish.who else _channel(town, offered, at)
    answers = filled_form(definition, who, rng, shanghai_date(town.setting.staff.at))
    if wish.stop in ON_COMMITMENT:
        answers |= choice_of_commitment(definition)
    registered = channel == Channel.ONLINE or rng.random() < 0.6
    applicant = Applicant(
        kind="company" if firm else "citizen",
        name=who.name,
        identity=who.identity,
        phone=who.phone,
        account_id=citizen.account_id if registered else None,
    )
    wanted = sorted(
        (one for one in definition.materials if one.necessity != "conditional"),
        key=lambda one: one.necessity != "required",  # one that must be there is the one left out
    )
    keys = [one.key for one in wanted]

    def submit(at: datetime, leave_one_out: bool) -> int:
        held = keys[1:] if leave_one_out else keys
        actor = citizen if channel == Channel.ONLINE else _window(town, offered.entry)
        received = operation.receive_case(
            actor=actor,
            entry_id=offered.entry.pk,
            applicant=applicant,
            form=answers,
            intake=_intake(town, channel, held, citizen, actor, offered.entry, at),
            at=at,
        )
        return received.case_id

    def complete_later(case_id: int, at: datetime) -> None:
        missing = keys[:1]
        if registered:
            files = {key: _paper(town, citizen, at) for key in missing}
            operation.submit_correction(actor=citizen, case_id=case_id, files=files, at=at)
        else:
            clerk = _window(town, offered.entry)
            operation.submit_correction(actor=clerk, case_id=case_id, on_paper=frozenset(missing), at=at)

    return Filing(
        plot=wish.plot,
        definition=definition,
        citizen=citizen if registered else None,
        submit=submit,
        complete_later=complete_later,
        stop=wish.stop,
        incomplete=wish.incomplete,
        brisk=wish.brisk,
        fate=wish.fate,
    )


def _somebody(town: Town, definition: ItemDefinition) -> Someone:
    """A person or a company whom the item serves."""
    both = {"natural_person", "legal_person"} <= set(definition.service_object)
    firm = town.rng.random() < 0.5 if both else "legal_person" in definition.service_object
    return town.rng.choice(town.companies if firm else town.people)


def leave_draft(offered: Offered, who: Someone, rng: Random, at: datetime) -> Story:
    """Begin an application, fill half of it, attach one paper and go away."""
    at = yield at
    citizen, person = who
    draft = portal.start_draft(actor=citizen, entry_code=offered.entry.code, at=at)
    answers = filled_form(offered.definition, person, rng, shanghai_date(at))
    half = dict(list(answers.items())[: (len(answers) + 1) // 2])
    portal.save_draft(actor=citizen, draft_id=draft.pk, data=half, at=at)
    wanted = next((m for m in offered.definition.materials if m.necessity == "required"), None)
    if wanted:
        name = f"{wanted.name[:40]}.pdf"
        portal.attach_file(
            actor=citizen, draft_id=draft.pk, material=wanted.key, name=name, content=PAPER, at=at
        )


def _channel(town: Town, offered: Offered, at: datetime) -> Channel:
    """How it comes in: online when the windows are closed, and where the list names none at the place that decides."""
    entry = offered.entry
    if entry.level not in offered.definition.accepted_at or not windows_open(at, town.setting.calendar):
        return Channel.ONLINE
    if entry.level == Level.VILLAGE:
        return town.rng.choices((Channel.ONLINE, Channel.AGENT, Channel.WINDOW), (15, 55, 30))[0]
    return town.rng.choices((Channel.ONLINE, Channel.WINDOW), (45, 55))[0]


def _window(town: Town, entry: ImplementingEntry) -> Actor:
    role = Role.VILLAGE_AGENT if entry.level == Level.VILLAGE else Role.WINDOW_CLERK
    return town.setting.staff.one(town.setting.staff.at_place(role, entry.division_id))


def _intake(
    town: Town,
    channel: Channel,
    held: Sequence[str],
    citizen: Actor,
    actor: Actor,
    entry: ImplementingEntry,
    at: datetime,
) -> Intake:
    if channel == Channel.ONLINE:
        files = {key: _paper(town, citizen, at) for key in held}
        return Intake(channel=channel, received_in=entry.division_id, files=files)
    authorisation: UUID | None = _paper(town, actor, at) if channel == Channel.AGENT else None
    return Intake(
        channel=channel,
        received_in=actor.post.division_code if actor.post else entry.division_id,
        on_paper=frozenset(held),
        authorisation=authorisation,
        electronic_service=False,
    )


def _paper(town: Town, owner: Actor, at: datetime) -> UUID:
    kept = town.papers.get(owner.account_id)
    if kept is None:
        file = documents.store_evidence(owner_id=owner.account_id, name="材料扫描件.pdf", data=PAPER, at=at)
        kept = town.papers[owner.account_id] = str(file.pk)
    return UUID(kept)
