"""Drafts, submission and rating: the acts of a citizen on the portal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef, NewEvent
from yangguang.foundations.web.uploads import Upload
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.queries import case_by_id, licence_of_holder, require_applicant
from yangguang.platforms.power_operation.services import Applicant, Intake, ReceivedCase
from yangguang.platforms.power_operation.states import CaseState, Channel, Matter

from .access import draft_to_work_on
from .events import CaseRated
from .models import ApplicationDraft, Rating


@transaction.atomic
def start_draft(*, actor: Actor, entry_code: str, at: datetime) -> ApplicationDraft:
    """Begin an application, or come back to the one begun before for the same entry."""
    return _begun(actor, library.entry_id_of(entry_code), {"matter": Matter.NEW.value}, {}, at)


@transaction.atomic
def start_from_licence(*, actor: Actor, licence_id: int, matter: Matter, at: datetime) -> ApplicationDraft:
    """Begin the renewal or change of one's own licence, with what was answered when it was given. Raises `NotFound`."""
    licence = licence_of_holder(actor, licence_id)
    about = {"matter": matter.value, "licence": licence}
    return _begun(actor, licence.entry_id, about, dict(licence.case.form), at)


def _begun(
    actor: Actor, entry_id: int, about: Mapping[str, Any], data: dict[str, Any], at: datetime
) -> ApplicationDraft:
    filed = library.filing_terms(entry_id, on=shanghai_date(at))
    listed = {field.key for field in filed.definition.fields}
    known = {key: value for key, value in data.items() if key in listed}
    draft, _created = ApplicationDraft.objects.get_or_create(
        account_id=actor.account_id,
        entry=filed.entry,
        case=None,
        **about,
        defaults={"item_version": filed.version, "data": known, "started_at": at, "saved_at": at},
    )
    if draft.item_version_id != filed.version.pk:
        draft.item_version = filed.version
        draft.save(update_fields=["item_version"])
    return draft


@transaction.atomic
def save_draft(*, actor: Actor, draft_id: UUID, data: Mapping[str, Any], at: datetime) -> ApplicationDraft:
    """Keep what was typed, complete or not; only fields of the published form are kept."""
    draft = _open_draft(actor, draft_id)
    listed = {field.key for field in library.definition_of(draft.item_version).fields}
    draft.data = {**draft.data, **{key: value for key, value in data.items() if key in listed}}
    draft.saved_at = at
    draft.save(update_fields=["data", "saved_at"])
    return draft


@transaction.atomic
def attach_file(
    *, actor: Actor, draft_id: UUID, material: str, name: str, content: bytes, at: datetime
) -> ApplicationDraft:
    """Put an uploaded file to a listed material; the failure of one file never touches the form."""
    draft = _open_draft(actor, draft_id)
    if material not in {m.key for m in library.definition_of(draft.item_version).materials}:
        raise Refusal(
            asked=_("上传清单之外的材料"),
            rule=_("只收取办事指南列明的材料（行政许可法第三十一条）"),
            way_out=_("请对照材料清单上传"),
        )
    file = documents.store_evidence(owner_id=actor.account_id, name=name, data=content, at=at)
    draft.files = {**draft.files, material: str(file.pk)}
    draft.saved_at = at
    draft.save(update_fields=["files", "saved_at"])
    return draft


@transaction.atomic
def remove_file(*, actor: Actor, draft_id: UUID, material: str, at: datetime) -> ApplicationDraft:
    draft = _open_draft(actor, draft_id)
    draft.files = {key: value for key, value in draft.files.items() if key != material}
    draft.saved_at = at
    draft.save(update_fields=["files", "saved_at"])
    return draft


@transaction.atomic
def delete_draft(*, actor: Actor, draft_id: UUID) -> None:
    _open_draft(actor, draft_id).delete()


@transaction.atomic
def submit_draft(
    *, actor: Actor, draft_id: UUID, applicant: Applicant, electronic_service: bool, at: datetime
) -> ReceivedCase:
    """File the application. The draft's own id is the request key: pressing twice files once."""
    draft = draft_to_work_on(actor, draft_id)
    received = operation.receive_case(
        actor=actor,
        entry_id=draft.entry_id,
        applicant=applicant,
        form=draft.data,
        intake=Intake(
            channel=Channel.ONLINE,
            received_in=draft.entry.division_id,
            files={key: UUID(value) for key, value in draft.files.items()},
            electronic_service=electronic_service,
            matter=Matter(draft.matter),
            licence=draft.licence_id,
        ),
        at=at,
        request_key=draft.pk,
    )
    ApplicationDraft.objects.filter(pk=draft.pk, case__isnull=True).update(
        case_id=received.case_id, saved_at=at
    )
    return received


def _open_draft(actor: Actor, draft_id: UUID) -> ApplicationDraft:
    draft = draft_to_work_on(actor, draft_id)
    if draft.case_id is not None:
        raise Refusal(
            asked=_("修改已提交的申请"),
            rule=_("申请提交后内容已固定"),
            way_out=_("请在“我的办件”中查看；需要补正时窗口会一次性告知"),
        )
    return draft


@transaction.atomic
def rate_case(*, actor: Actor, case_id: int, stars: int, text: str, at: datetime) -> Rating:
    """一次一评: once per case, by the person served (国办发〔2019〕51号); never by staff, never by default."""
    case = case_by_id(case_id)
    if case is None or actor.post is not None:
        raise NotFound
    require_applicant(actor, case)
    if case.state not in {CaseState.CONCLUDED, CaseState.DELIVERED}:
        raise Refusal(
            asked=_("评价办件 %(number)s") % {"number": case.number},
            rule=_("服务办结后评价，一事一评（国办发〔2019〕51号）"),
            way_out=_("请在办结后再评价"),
        )
    if Rating.objects.filter(case=case).exists():
        raise Refusal(
            asked=_("再次评价办件 %(number)s") % {"number": case.number},
            rule=_("一件办件评价一次（国办发〔2019〕51号）"),
            way_out=_("您已评价过；如有新的意见请拨打投诉电话"),
        )
    if not 1 <= stars <= 5:
        raise Refusal(
            asked=_("提交评价"),
            rule=_("评价分为五级：非常满意、满意、基本满意、不满意、非常不满意"),
            way_out=_("请选择其中一级"),
        )
    rating = Rating.objects.create(
        case=case, stars=stars, text=text.strip(), account_id=actor.account_id, rated_at=at
    )
    event = CaseRated(case_id=case.pk, number=case.number, stars=stars)
    ledger.append(
        f"case:{case.pk}",
        [NewEvent(kind="portal.CaseRated", payload=event.as_payload())],
        actor=ActorRef(account_id=actor.account_id, post_id=None),
        at=at,
        place_path=case.place_path,
    )
    return rating


@transaction.atomic
def replace_answers(*, actor: Actor, draft_id: UUID, data: Mapping[str, Any], at: datetime) -> None:
    """Set the checked answers in place of what was typed, just before submitting."""
    draft = draft_to_work_on(actor, draft_id)
    if draft.case_id is None:
        draft.data, draft.saved_at = dict(data), at
        draft.save(update_fields=["data", "saved_at"])


@transaction.atomic
def hand_in_correction(
    *,
    actor: Actor,
    case_id: int,
    uploads: Mapping[str, Upload],
    form: Mapping[str, Any],
    at: datetime,
) -> None:
    """Store the files and answer the correction notice in one act. ``uploads``: material → file."""
    files = _stored(actor, uploads, at)
    operation.submit_correction(actor=actor, case_id=case_id, files=files, form=form, at=at)


@transaction.atomic
def hand_in_promised(*, actor: Actor, case_id: int, uploads: Mapping[str, Upload], at: datetime) -> None:
    """Store the files and hand in what was promised on acceptance. ``uploads``: material → file."""
    operation.supply_tolerated(actor=actor, case_id=case_id, files=_stored(actor, uploads, at), at=at)


def _stored(actor: Actor, uploads: Mapping[str, Upload], at: datetime) -> dict[str, UUID]:
    return {
        key: documents.store_evidence(
            owner_id=actor.account_id, name=upload.name, data=upload.content, at=at
        ).pk
        for key, upload in uploads.items()
    }
