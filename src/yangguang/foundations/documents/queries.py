"""Reads of documents and evidence."""

from collections.abc import Collection

from yangguang.law.refusals import NotFound

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
