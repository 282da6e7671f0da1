"""A version on its way: drafted by the department, submitted, found lawful, approved, published from a day.

Each act is one function here; `rules.WAYS` says which may follow which. Nothing that was submitted changes afterwards:
to change it, it is returned and comes again.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.law.refusals import NotFound, Refusal

from .access import (
    require_approver,
    require_drafter,
    require_legal_checker,
    require_publisher,
    require_submitter,
)
from .draft_checks import missing_in, readable
from .events import (
    LibraryEvent,
    VersionApproved,
    VersionFoundLawful,
    VersionReturned,
    VersionSubmitted,
    VersionWithdrawn,
)
from .item_files import Finding, ItemDefinition, ItemFilesError, definition_as_json, definition_from_json
from .models import Ending, ItemVersion, May, PowerItem, Proposal, ProposalState
from .publishing import check, put_in_force, record
from .publishing_rights import require_right
from .rules import Act, leads_to


@transaction.atomic
def save_proposal(content: Mapping[str, Any], *, actor: Actor, at: datetime) -> Proposal:
    """Keep a draft for the item ``content["key"]``, complete or not; the open draft of the item, where there is one.

    The number is the next one, whatever ``content`` says. Raises `Refusal` for whoever may not draft for the department
    and while the item's proposal is being checked.
    """
    key, department = str(content.get("key", "")), str(content.get("department", ""))
    require_drafter(actor, department)
    _nameable(key)
    _same_department(key, department)
    number = _next_number(key)
    kept = {**content, "version": number}
    proposal = Proposal.objects.select_for_update().filter(item_key=key, state__in=Proposal.OPEN).first()
    if proposal is None:
        return Proposal.objects.create(
            item_key=key,
            department_id=department,
            number=number,
            content=kept,
            drafted_by_id=actor.account_id,
            changed_at=at,
        )
    _move(proposal, Act.SAVE)
    proposal.content, proposal.number, proposal.changed_at = kept, number, at
    proposal.save(update_fields=["content", "number", "changed_at"])
    return proposal


@transaction.atomic
def submit(proposal_id: int, *, actor: Actor, at: datetime) -> Proposal:
    """The department's head puts the draft forward. Raises `NotPublishable` with every finding, `Refusal`, `NotFound`."""
    proposal = _locked(proposal_id)
    require_submitter(actor, proposal.department_id)
    _move(proposal, Act.SUBMIT)
    definition = _complete(proposal)
    check(definition)
    _filled_in(proposal)
    proposal.content = definition_as_json(definition)
    proposal.submitted_by_id, proposal.submitted_at, proposal.remark = actor.account_id, at, ""
    _save(proposal, at)
    digest = sha256(canonical_json(proposal.content)).hexdigest()
    _record(
        VersionSubmitted(item=proposal.item_key, number=proposal.number, content_sha256=digest), actor, at
    )
    return proposal


@transaction.atomic
def find_lawful(proposal_id: int, *, opinion: str, actor: Actor, at: datetime) -> Proposal:
    """The legal check, by somebody who did not submit it; ``opinion`` is kept and must say something."""
    proposal = _locked(proposal_id)
    require_legal_checker(actor)
    _move(proposal, Act.FIND_LAWFUL)
    _said(opinion, _("通过合法性审核"), _("写明审核意见"))
    if actor.account_id == proposal.submitted_by_id:
        raise Refusal(
            asked=_("审核“%(key)s”的合法性") % {"key": proposal.item_key},
            rule=_("报送人不得审核自己报送的事项(国办发〔2018〕115号)"),
            way_out=_("请由另一名法制审核人员办理"),
        )
    proposal.checked_by_id, proposal.remark = actor.account_id, opinion.strip()
    _save(proposal, at)
    found = VersionFoundLawful(item=proposal.item_key, number=proposal.number, opinion=opinion.strip())
    _record(found, actor, at)
    return proposal


@transaction.atomic
def approve(proposal_id: int, *, actor: Actor, at: datetime) -> Proposal:
    proposal = _locked(proposal_id)
    require_approver(actor)
    _move(proposal, Act.APPROVE)
    proposal.approved_by_id = actor.account_id
    _save(proposal, at)
    _record(VersionApproved(item=proposal.item_key, number=proposal.number), actor, at)
    return proposal


@transaction.atomic
def return_to_department(proposal_id: int, *, reason: str, actor: Actor, at: datetime) -> Proposal:
    """By whoever has to act on it next, to the department, with the reason; the draft may be changed again."""
    proposal = _locked(proposal_id)
    before = proposal.state
    _move(proposal, Act.RETURN)
    {
        ProposalState.SUBMITTED: require_legal_checker,
        ProposalState.LAWFUL: require_approver,
        ProposalState.APPROVED: require_publisher,
    }[ProposalState(before)](actor)
    _said(reason, _("退回事项"), _("写明要修改什么"))
    proposal.remark = reason.strip()
    proposal.checked_by_id = proposal.approved_by_id = proposal.submitted_by_id = None
    proposal.submitted_at = None
    _save(proposal, at)
    returned = VersionReturned(
        item=proposal.item_key, number=proposal.number, from_state=before, reason=reason.strip()
    )
    _record(returned, actor, at)
    return proposal


@transaction.atomic
def withdraw(proposal_id: int, *, actor: Actor, at: datetime) -> Proposal:
    """By the department, before its legality was found."""
    proposal = _locked(proposal_id)
    require_drafter(actor, proposal.department_id)
    _move(proposal, Act.WITHDRAW)
    _save(proposal, at)
    _record(VersionWithdrawn(item=proposal.item_key, number=proposal.number), actor, at)
    return proposal


@transaction.atomic
def publish_proposal(proposal_id: int, *, from_date: date, actor: Actor, at: datetime) -> ItemVersion:
    """Put what was approved in force from a day, at the earliest the day after; with it the proposal is closed."""
    proposal = _locked(proposal_id)
    require_publisher(actor)
    require_right(actor, May.PUBLISH, proposal.department_id, at=at)
    _move(proposal, Act.PUBLISH)
    _not_cancelled(proposal)
    definition = definition_from_json({**proposal.content, "in_force_from": from_date.isoformat()})
    proposal.version = put_in_force(definition, actor=actor, at=at)
    _save(proposal, at)
    return proposal.version


def definition_in(proposal: Proposal) -> ItemDefinition:
    """Raises `ItemFilesError` while the draft is incomplete."""
    return definition_from_json(proposal.content)


def _complete(proposal: Proposal) -> ItemDefinition:
    try:
        return definition_from_json(proposal.content)
    except ItemFilesError as error:
        raise _incomplete(proposal, error.findings) from error


def _filled_in(proposal: Proposal) -> None:
    missing = missing_in(readable(proposal.content))
    if missing:
        raise _incomplete(proposal, missing)


def _incomplete(proposal: Proposal, findings: Sequence[Finding]) -> Refusal:
    return Refusal(
        asked=_("报送“%(key)s”") % {"key": proposal.item_key},
        rule="\n".join(f"{one.field}: {one.rule}({one.article})" for one in findings),
        way_out="\n".join(f"{one.field}: {one.remedy}" for one in findings),
    )


def _nameable(key: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,59}", key):
        raise Refusal(
            asked=_("以“%(key)s”为标识保存事项") % {"key": key[:60]},
            rule=_("标识是事项的公开地址，由小写字母、数字和下划线组成，3 至 60 个字符"),
            way_out=_("例如 food_business"),
        )


def _next_number(key: str) -> int:
    latest = ItemVersion.objects.filter(item_id=key).order_by("-number").values_list("number", flat=True)
    return (latest.first() or 0) + 1


def _same_department(key: str, department: str) -> None:
    item = PowerItem.objects.filter(key=key).first()
    if item and item.department_id != department:
        raise Refusal(
            asked=_("修改事项“%(key)s”的部门") % {"key": key},
            rule=_("同一事项的基本编码、类型和部门不得变更(GB/T 39554.1):%(fields)s")
            % {"fields": "department"},
            way_out=_("取消原事项,用新的标识和编码公布新事项"),
        )


def _not_cancelled(proposal: Proposal) -> None:
    if ItemVersion.objects.filter(item_id=proposal.item_key, ended_by=Ending.CANCELLED).exists():
        raise Refusal(
            asked=_("公布“%(key)s”的新版本") % {"key": proposal.item_key},
            rule=_("取消的事项不得恢复或者变相继续实施(优化营商环境条例第四十条)"),
            way_out=_("确需新设的，依法另行设定，用新的标识和编码"),
        )


def _locked(proposal_id: int) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound
    return proposal


def _move(proposal: Proposal, act: Act) -> None:
    state = leads_to(act, proposal.state)
    if state is None:
        raise Refusal(
            asked=_("办理“%(key)s”第 %(number)d 版") % {"key": proposal.item_key, "number": proposal.number},
            rule=_("现在的状态是“%(state)s”：先报送，再审核合法性，再批准，然后公布(国办发〔2018〕115号)")
            % {"state": proposal.get_state_display()},
            way_out=_("请按顺序办理；要修改的，先退回部门"),
        )
    proposal.state = state


def _said(text: str, asked: str, way_out: str) -> None:
    if not text.strip():
        raise Refusal(asked=asked, rule=_("意见和理由应当写明并留存(国办发〔2018〕115号)"), way_out=way_out)


def _save(proposal: Proposal, at: datetime) -> None:
    proposal.changed_at = at
    proposal.save()


def _record(event: LibraryEvent, actor: Actor, at: datetime) -> None:
    record(event.item, event, actor=actor, at=at)
