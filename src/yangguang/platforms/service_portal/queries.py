"""What the portal's pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents.queries import EvidenceFile
from yangguang.foundations.web.wording import either_language
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case, Correction
from yangguang.platforms.power_operation.states import CaseState

from .models import ApplicationDraft, Rating


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A listed material of a draft: the file that stands for it, or why the last upload was refused."""

    material: library.Material
    file: EvidenceFile | None
    refusal: Refusal | None

    @property
    def missing(self) -> bool:
        return self.file is None and self.material.necessity == "required"


@dataclass(frozen=True, slots=True)
class Responsible:
    """谁在办: the step in hand, the body and the people who hold the post, with a phone to ring."""

    step: str
    body: str
    names: Sequence[str]
    phone: str


def popular_items(*, on: date, most: int = 8) -> list[library.ItemCard]:
    """What people apply for most, by counted cases of the last quarter; filled up in catalogue order."""
    counted = (
        Case.objects.values_list("item_version__item_id")
        .annotate(cases=Count("pk"))
        .order_by("-cases", "item_version__item_id")
        .values_list("item_version__item_id", flat=True)[:most]
    )
    return library.item_cards(list(counted), on=on, fill_to=most)


def initial_values(actor: Actor, draft: ApplicationDraft) -> dict[str, Any]:
    """What the form starts with: the draft, else what the account and the last case of this item already say."""
    me = accounts.identity_of(actor.account_id)
    definition = library.definition_of(draft.item_version)
    known: dict[str, Any] = {}
    for field in definition.fields:
        if field.kind == "phone":
            known[field.key] = me.phone
        elif (field.kind == "id_number" and me.kind == "citizen") or (
            field.kind == "uscc" and me.kind == "company"
        ):
            known.setdefault(field.key, me.identity)
    last = (
        Case.objects.filter(applicant_id=actor.account_id, item_version__item=draft.item_version.item_id)
        .order_by("-received_at")
        .values_list("form", flat=True)
        .first()
    )
    return {**known, **(last or {}), **{key: value for key, value in draft.data.items() if value != ""}}


def material_rows(draft: ApplicationDraft, refusals: Mapping[str, Refusal]) -> list[MaterialRow]:
    files = {str(file.pk): file for file in EvidenceFile.objects.filter(pk__in=draft.files.values())}
    return [
        MaterialRow(material, files.get(draft.files.get(material.key, "")), refusals.get(material.key))
        for material in library.definition_of(draft.item_version).materials
    ]


def correction_rows(file: operation.CaseFile, correction: Correction) -> list[dict[str, str]]:
    """What was asked for, with the material's name as the guide has it."""
    names = {m.key: either_language(m.name, m.name_en) for m in file.definition.materials}
    return [{**item, "name": names.get(item["material"], "")} for item in correction.items]


def open_cases_for(actor: Actor, entry_id: int) -> list[Case]:
    """Cases of the same person for the same entry that are not concluded: shown before a second is begun."""
    return list(
        Case.objects.filter(applicant_id=actor.account_id, entry_id=entry_id)
        .exclude(state__in=[CaseState.CONCLUDED, CaseState.DELIVERED])
        .order_by("-received_at")[:5]
    )


def rating_of(case_id: int) -> Rating | None:
    return Rating.objects.filter(case_id=case_id).first()


def responsible_for(file: operation.CaseFile, *, at: datetime) -> list[Responsible]:
    """Who has the case in hand: the window before acceptance, then the posts of the active steps."""
    case = file.case
    if case.state in {CaseState.CONCLUDED, CaseState.DELIVERED}:
        return []
    if not file.open_steps:
        window = either_language("窗口收件", "Window")
        names = accounts.names_at_centre(case.centre_id, at=at)
        return [
            Responsible(
                window, either_language(case.centre.name, case.centre.name_en), names, case.centre.phone
            )
        ]
    return [
        Responsible(
            either_language(step.name, step.name_en),
            either_language(step.body.name, step.body.name_en),
            accounts.names_in_post(role=step.role, body_id=step.body_id, at=at),
            step.body.consult_phone,
        )
        for step in file.open_steps
    ]
