"""Reads of documents and evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.masking import mask_name
from yangguang.law.time_limits import shanghai_date

from .access import document_for, evidence_for, may_read, verified_document
from .binding import Cover, Paper, Table, bind
from .evidence import read_bytes
from .kinds import DocumentKind
from .models import EvidenceFile, OfficialDocument
from .rendering import render_pdf, verification_address
from .signing import public_keys

__all__ = [
    "Cover",
    "EvidenceFile",
    "OfficialDocument",
    "Paper",
    "PublicFacts",
    "Table",
    "bind",
    "documents_of",
    "drawn_document",
    "evidence_by_id",
    "evidence_content",
    "may_read",
    "public_facts",
    "public_keys",
    "readable_document",
    "render_pdf",
    "verification_address",
    "verified_document",
]


def documents_of(subject: str, kinds: Collection[DocumentKind] | None = None) -> list[OfficialDocument]:
    """The documents of one ledger stream in the order they were issued, of ``kinds`` when given."""
    found = OfficialDocument.objects.filter(subject=subject).select_related("body")
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    return list(found.order_by("issued_at", "pk"))


def evidence_by_id(ids: Collection[object]) -> dict[object, EvidenceFile]:
    """Evidence files by id; ids that are not there are left out."""
    return dict(EvidenceFile.objects.in_bulk(list(ids)))


def drawn_document(actor: Actor, verification_code: str) -> tuple[OfficialDocument, bytes]:
    """A document and its PDF, for those it concerns and the officers of its matter; raises `NotFound` for others."""
    document = readable_document(actor, verification_code)
    return document, render_pdf(document)


def readable_document(actor: Actor, verification_code: str) -> OfficialDocument:
    """A document for those it concerns and the officers of its matter; raises `NotFound` for others."""
    return document_for(actor, verification_code)


def evidence_content(actor: Actor, file_id: UUID) -> tuple[EvidenceFile, bytes]:
    """An evidence file and its bytes, for its owner and whom a rule lets in; raises `NotFound` for others.

    Raises ``FileNotFoundError`` when the bytes are gone and ``ValueError`` when they are no longer what was handed in.
    """
    file = evidence_for(actor, file_id)
    return file, read_bytes(file.sha256)


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What whoever holds a document's code may read: enough to compare the paper with, no more of the person."""

    document: OfficialDocument
    addressee: str  # masked where it is a person
    valid_from: date | None
    valid_until: date | None  # the last day; None without an end
    in_force: bool | None  # None for documents that do not run; False once it was taken back
    revocation: OfficialDocument | None = None


# The names of companies and public bodies are public; a document that does not say is taken to name a person.
NOT_PEOPLE = frozenset({"company", "body"})


def public_facts(verification_code: str, *, at: datetime) -> PublicFacts:
    """The public side of a document. Raises `NotFound`."""
    document = verified_document(verification_code)
    start, end = (_day(document.facts.get(name)) for name in ("valid_from", "valid_to"))
    today = shanghai_date(at)
    revocation = _revocation_of(document)
    runs = start is not None and start <= today and (end is None or today < end)
    return PublicFacts(
        document=document,
        addressee=mask_name(document.addressee, company=document.facts.get("addressee_kind") in NOT_PEOPLE),
        valid_from=start,
        valid_until=end - timedelta(days=1) if end else None,
        in_force=runs and revocation is None if start else None,
        revocation=revocation,
    )


def _revocation_of(document: OfficialDocument) -> OfficialDocument | None:
    """The decision that took this document back; documents themselves never change."""
    if document.kind not in {DocumentKind.GRANT, DocumentKind.LICENCE}:
        return None
    revocations = OfficialDocument.objects.filter(
        subject=document.subject, kind__in=[DocumentKind.REVOCATION, DocumentKind.LICENCE_END]
    )
    return revocations.filter(facts__revoked__contains=[document.number]).first()


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
