"""What the desks of the editor show: drafts on their way, items to be changed, lists to be bettered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound

from .access import departments_drafted_by, may_draft, may_read_proposals, reads_proposals_of
from .comparison import Difference, differences
from .draft_checks import findings_of, readable
from .item_checks import RULES, Finding, limit_parts
from .item_definitions import ItemDefinition
from .models import Ending, ImplementingEntry, ItemVersion, PowerItem, Proposal, ProposalState, VersionState
from .reading import adapted_versions, definition_of
from .themes import themes

CLOSED_SHOWN = 10  # of the latest drafts that were published or withdrawn

NEXT_FOR = {
    Role.LEGAL_OFFICER: ProposalState.SUBMITTED,
    Role.GOVERNMENT_HEAD: ProposalState.LAWFUL,
    Role.ADMINISTRATOR: ProposalState.APPROVED,
}
"""Whose turn it is."""


@dataclass(frozen=True, slots=True)
class DraftCard:
    id: int
    key: str
    name: str
    name_en: str
    number: int
    state: str
    state_name: str
    changed_at: datetime
    remark: str
    mine: bool  # the reader is the one to act next


@dataclass(frozen=True, slots=True)
class StandingItem:
    """An item as last published. ``draft_id``: its open draft; ``ended``: why nothing governs, "" where something does."""

    key: str
    name: str
    name_en: str
    number: int
    from_date: date
    ended: str
    draft_id: int | None
    may_draft: bool


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of the reader's own body; ``adapted`` where it holds itself to better terms."""

    code: str
    name: str
    name_en: str
    promised: str
    adapted: bool


@dataclass(frozen=True, slots=True)
class Desk:
    open: tuple[DraftCard, ...]
    closed: tuple[DraftCard, ...]
    items: tuple[StandingItem, ...]
    entries: tuple[OwnEntry, ...]
    may_start: bool
    may_end: bool
    may_adapt: bool


def desk(actor: Actor, *, on: date) -> Desk:
    """Everything one official may do with the library, by post and place."""
    proposals = list(_readable_proposals(actor))
    cards = [_card(one, actor) for one in proposals]
    closed = [card for card in cards if card.state not in Proposal.OPEN]
    provincial = may_read_proposals(actor)
    return Desk(
        open=tuple(card for card in cards if card.state in Proposal.OPEN),
        closed=tuple(closed[:CLOSED_SHOWN]),
        items=tuple(_items(actor, proposals, on)) if provincial else (),
        entries=() if provincial else tuple(_entries(actor, on)),
        may_start=bool(departments_drafted_by(actor)),
        may_end=provincial and actor.holds(Role.ADMINISTRATOR),
        may_adapt=actor.holds(Role.AGENCY_HEAD),
    )


def proposal_for(actor: Actor, proposal_id: int) -> Proposal:
    """Raises `NotFound` for whoever may not read it, as if it did not exist."""
    found = Proposal.objects.filter(pk=proposal_id).first() if may_read_proposals(actor) else None
    only = reads_proposals_of(actor)
    if found is None or (only is not None and found.department_id != only):
        raise NotFound
    return found


def may_write(actor: Actor, proposal: Proposal) -> bool:
    return proposal.state == ProposalState.DRAFT and may_draft(actor, proposal.department_id)


def is_new_item(proposal: Proposal) -> bool:
    return not PowerItem.objects.filter(key=proposal.item_key).exists()


def findings_in(proposal: Proposal) -> list[Finding]:
    return findings_of(
        proposal.content,
        departments=organisations.department_keys(),
        themes=[theme.key for theme in themes()],
    )


def checks_run() -> int:
    """How many rules an item is read against: those of the list, and that nothing is missing."""
    return len(RULES) + 1


def changes_against_the_last(proposal: Proposal) -> tuple[ItemVersion, list[Difference]] | None:
    """The version last published and everything in which the draft differs; None for a new item or one with gaps."""
    former = (
        ItemVersion.objects.filter(item_id=proposal.item_key, state=VersionState.PUBLISHED)
        .exclude(number__gte=proposal.number)
        .order_by("-number")
        .first()
    )
    read = readable(proposal.content)
    if former is None or not _comparable(read.definition):
        return None
    return former, differences(definition_of(former), read.definition)


def _comparable(definition: ItemDefinition) -> bool:
    """Limits are compared by their days; a draft in which one is unreadable waits."""
    limits = [definition.limits.statutory, definition.limits.promised]
    limits += [step.limit for step in definition.steps]
    limits += [one.check_within for one in definition.commitments]
    return all(limit_parts(limit) for limit in limits)


def _readable_proposals(actor: Actor) -> Sequence[Proposal]:
    if not may_read_proposals(actor):
        return ()
    found = Proposal.objects.order_by("-changed_at")
    only = reads_proposals_of(actor)
    return list(found if only is None else found.filter(department_id=only))


def _card(one: Proposal, actor: Actor) -> DraftCard:
    drafts = one.state == ProposalState.DRAFT and may_draft(actor, one.department_id)
    turn = actor.role is not None and NEXT_FOR.get(actor.role) == one.state
    return DraftCard(
        id=one.pk,
        key=one.item_key,
        name=str(one.content.get("name") or one.item_key),
        name_en=str(one.content.get("name_en") or ""),
        number=one.number,
        state=one.state,
        state_name=str(one.get_state_display()),
        changed_at=one.changed_at,
        remark=one.remark,
        mine=drafts or turn,
    )


def _items(actor: Actor, proposals: Sequence[Proposal], on: date) -> list[StandingItem]:
    """The last version of each item that the reader's department answers for; of all, for those who serve all."""
    only = reads_proposals_of(actor)
    latest = (
        ItemVersion.objects.filter(state=VersionState.PUBLISHED)
        .order_by("item_id", "-number")
        .distinct("item_id")
        .defer("search_text", "search_vector", "content")
        .select_related("item")
    )
    if only is not None:
        latest = latest.filter(item__department_id=only)
    drafts = {one.item_key: one.pk for one in proposals if one.state in Proposal.OPEN}
    rows = sorted(latest, key=lambda one: (one.item.department_id, one.item.basic_code))
    return [_standing(one, actor, drafts, on) for one in rows]


def _standing(one: ItemVersion, actor: Actor, drafts: dict[str, int], on: date) -> StandingItem:
    until = one.in_force.upper
    over = until is not None and until <= on and one.ended_by
    return StandingItem(
        key=one.item_id,
        name=one.name,
        name_en=one.name_en,
        number=one.number,
        from_date=one.in_force.lower,
        ended=str(Ending(one.ended_by).label) if over else "",
        draft_id=drafts.get(one.item_id),
        may_draft=may_draft(actor, one.item.department_id) and one.ended_by != Ending.CANCELLED,
    )


def _entries(actor: Actor, on: date) -> list[OwnEntry]:
    if actor.post is None:
        return []
    entries = list(
        ImplementingEntry.objects.filter(body_id=actor.post.body_id, in_force__contains=on).order_by("code")
    )
    own = adapted_versions([one.pk for one in entries], on=on)
    unified = ItemVersion.objects.filter(
        item_id__in=[one.item_id for one in entries], state=VersionState.PUBLISHED, in_force__contains=on
    ).defer("search_text", "search_vector", "content")
    versions = {one.item_id: one for one in unified}
    return [
        _own(one, own.get(one.pk) or versions[one.item_id], adapted=one.pk in own)
        for one in entries
        if one.item_id in versions
    ]


def _own(entry: ImplementingEntry, version: ItemVersion, *, adapted: bool) -> OwnEntry:
    return OwnEntry(entry.code, version.name, version.name_en, version.promised_limit, adapted)
