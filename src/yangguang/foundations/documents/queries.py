"""Reads of documents and evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yangguang.foundations.accounts.masking import mask_name
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import shanghai_date

from .kinds import DocumentKind
from .models import EvidenceFile, OfficialDocument


def documents_of(subject: str, kinds: Collection[DocumentKind] | None = None) -> list[OfficialDocument]:
    """The documents of one ledger stream in the order they were issued, of ``kinds`` when given."""
    found = OfficialDocument.objects.filter(subject=subject).select_related("body")
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    return list(found.order_by("issued_at", "pk"))


def verified_document(verification_code: str) -> OfficialDocument:
    """The document behind a QR code; raises `NotFound`. Small letters are read as capitals."""
    code = verification_code.strip().upper()
    document = OfficialDocument.objects.filter(verification_code=code).select_related("body").first()
    if document is None:
        raise NotFound
    return document


def evidence_by_id(ids: Collection[object]) -> dict[object, EvidenceFile]:
    """Evidence files by id; ids that are not there are left out."""
    return dict(EvidenceFile.objects.in_bulk(list(ids)))


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What whoever holds a document's code may read: enough to compare the paper with, no more of the person."""

    document: OfficialDocument
    addressee: str  # masked
    valid_from: date | None
    valid_until: date | None  # the last day; None without an end
    in_force: bool | None  # None for documents that do not run


def public_facts(verification_code: str, *, at: datetime) -> PublicFacts:
    """The public side of a document. Raises `NotFound`."""
    document = verified_document(verification_code)
    start, end = (_day(document.facts.get(name)) for name in ("valid_from", "valid_to"))
    today = shanghai_date(at)
    return PublicFacts(
        document=document,
        addressee=mask_name(document.addressee),
        valid_from=start,
        valid_until=end - timedelta(days=1) if end else None,
        in_force=start <= today and (end is None or today < end) if start else None,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
