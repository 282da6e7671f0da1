"""Writing a draft section by section, by as many people as there are.

Each section is saved by itself. Whoever saves says what stood there when their page was drawn (``base``); where somebody
else has written it since, nothing is overwritten and `WrittenMeanwhile` tells who and what.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .draft_values import blank_item, section_of
from .form_plan import Section
from .item_files import definition_as_json
from .models import ItemVersion, PowerItem, Proposal, ProposalState, VersionState
from .proposals import save_proposal
from .reading import definition_of

Content = dict[str, Any]
OF_OWN_MOTION: Content = {"depth": "I", "visits": 0, "case_kind": "promised"}  # what all such items say


@dataclass(frozen=True, slots=True)
class Mark:
    """Who wrote a section last: the name is that of the moment, ``page`` the drawn page that it came from."""

    account_id: int
    name: str
    at: str  # ISO 8601
    page: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


class WrittenMeanwhile(Refusal):
    """Somebody else saved the section since the page was drawn; ``theirs`` is what stands there now."""

    def __init__(self, mark: Mark, theirs: Content) -> None:
        super().__init__(
            asked=_("保存这一部分"),
            rule=_("%(name)s刚刚保存过这一部分，您的还没有保存，两边都没有丢") % {"name": mark.name},
            way_out=_("对照下面两边的内容，改好后再保存一次；要用对方的，重新打开这一部分"),
        )
        self.mark = mark
        self.theirs = theirs


def start_from_version(item_key: str, *, actor: Actor, at: datetime) -> Proposal:
    """A draft of what the item says now (or said last), to be changed. An open draft is handed out as it is."""
    item = PowerItem.objects.filter(key=item_key).first()
    if item is None:
        raise NotFound
    if current := _open_proposal(item_key):
        return current
    version = ItemVersion.objects.filter(item=item, state=VersionState.PUBLISHED).order_by("-number").first()
    if version is None:
        raise NotFound
    return save_proposal(definition_as_json(definition_of(version)), actor=actor, at=at)


def start_new(
    key: str, *, name: str, name_en: str, kind: str, department: str, actor: Actor, at: datetime
) -> Proposal:
    """A draft of an item that never was. Raises `Refusal` where the key is taken."""
    if _open_proposal(key) or PowerItem.objects.filter(key=key).exists():
        raise Refusal(
            asked=_("新设事项“%(name)s”") % {"name": name},
            rule=_("标识“%(key)s”已经有事项使用，同一事项只有一个标识(GB/T 39554.1)") % {"key": key},
            way_out=_("换一个标识；要修改已有事项的，从事项列表里开始"),
        )
    begun = (
        blank_item()
        | (OF_OWN_MOTION if not PowerKind(kind).on_application else {})
        | {
            "key": key,
            "name": name,
            "name_en": name_en,
            "kind": kind,
            "department": department,
            "in_force_from": (shanghai_date(at) + timedelta(days=1)).isoformat(),
        }
    )
    return save_proposal(begun, actor=actor, at=at)


@transaction.atomic
def save_section(
    proposal_id: int,
    section: Section,
    typed: Content,
    *,
    base: str,
    page: str,
    actor: Actor,
    at: datetime,
) -> Proposal:
    """Keep a section as typed, fit for publication or not.

    ``base`` is `digest_of` the section as the page showed it, ``page`` the name of that page: saving twice from one page
    is no conflict. Raises `WrittenMeanwhile`, `NotFound`, and `Refusal` as `save_proposal` does.
    """
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound
    stands = section_of(proposal.content, section)
    mark = mark_of(proposal, section)
    if mark and mark.page != page and digest_of(stands) not in (base, digest_of(typed)):
        raise WrittenMeanwhile(mark, stands)
    kept = {**proposal.content, **{name: typed[name] for name in section.names if name in typed}}
    saved = save_proposal(kept, actor=actor, at=at)
    ours = Mark(actor.account_id, actor.name, at.isoformat(), page)
    saved.marks = {**saved.marks, section.key: asdict(ours)}
    saved.save(update_fields=["marks"])
    return saved


def mark_of(proposal: Proposal, section: Section) -> Mark | None:
    stored = proposal.marks.get(section.key)
    return Mark(**stored) if stored else None


def digest_of(part: Mapping[str, Any]) -> str:
    return sha256(canonical_json(dict(part))).hexdigest()[:32]


def _open_proposal(key: str) -> Proposal | None:
    return Proposal.objects.filter(item_key=key, state__in=Proposal.OPEN).first()


def is_open_to_change(proposal: Proposal) -> bool:
    return proposal.state == ProposalState.DRAFT
