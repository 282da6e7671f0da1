"""Issuing official documents and taking in evidence."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from django.db import connection, transaction

from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.law.time_limits import shanghai_date

from . import signing
from .contents import require_contents
from .evidence import checked_content, clean_name, keep_bytes
from .kinds import DocumentKind
from .models import DocumentSignature, EvidenceFile, OfficialDocument
from .numbering import document_number, new_verification_code
from .signatures import Signature

TEMPLATE_VERSION = "1"

# One statement numbers the document however many are issued at once; the series of a body, kind and year stays locked
# until the act's transaction ends, so that a number is never skipped by an act that fails.
_NEXT_NUMBER = """
INSERT INTO documents_numberseries AS series (body_id, kind, year, last_number) VALUES (%s, %s, %s, 1)
ON CONFLICT (body_id, kind, year) DO UPDATE SET last_number = series.last_number + 1
RETURNING last_number, (SELECT short_name FROM organisations_body WHERE id = series.body_id)
"""


def issue_document(
    *,
    kind: DocumentKind,
    body_id: int,
    subject: str,
    addressee: str,
    facts: Mapping[str, Any],
    at: datetime,
) -> OfficialDocument:
    """Number a document and keep its facts; the PDF is drawn from them whenever it is wanted.

    ``subject`` is the ledger stream it belongs to. ``facts`` hold what `contents.CONTENTS` demands of the kind, moments
    and days as ISO 8601 text. Raises `IncompleteDocument` for a missing fact, `NotCanonical` for a fraction.
    """
    require_contents(kind, facts)
    canonical = canonical_json(dict(facts))
    return OfficialDocument.objects.create(
        kind=kind,
        number=_next_number(body_id, kind, shanghai_date(at).year),
        body_id=body_id,
        subject=subject,
        addressee=addressee,
        facts=dict(facts),
        facts_sha256=sha256(canonical).hexdigest(),
        template_version=TEMPLATE_VERSION,
        verification_code=new_verification_code(),
        issued_at=at,
    )


@transaction.atomic
def signed_document(document: OfficialDocument, *, at: datetime) -> dict[str, Any]:
    """The document with its detached signatures, as `signing.signed_file` writes it; signed now if it never was.

    SM2 signs with a random number: the first signatures are kept, so that every download is the same.
    """
    made = [
        DocumentSignature(
            document=document,
            algorithm=signature.algorithm,
            key_id=signature.key_id,
            value=signature.value,
            signed_at=at,
        )
        for signature in _unsigned_by(document)
    ]
    DocumentSignature.objects.bulk_create(made, ignore_conflicts=True)
    kept = DocumentSignature.objects.filter(document=document).order_by("algorithm", "key_id")
    return signing.signed_file(
        document, [Signature(row.algorithm, row.key_id, bytes(row.value)) for row in kept]
    )


def _unsigned_by(document: OfficialDocument) -> list[Signature]:
    signed = set(DocumentSignature.objects.filter(document=document).values_list("algorithm", "key_id"))
    if all((key.algorithm, key.key_id) in signed for key in signing.public_keys()):
        return []
    return [one for one in signing.sign(document) if (one.algorithm, one.key_id) not in signed]


def store_evidence(*, owner_id: int, name: str, data: bytes | BinaryIO, at: datetime) -> EvidenceFile:
    """Keep a file that a person hands in. Its type is what its content shows, whatever its name says.

    Raises `Refusal` when it is too large, empty, broken, of a type not taken in, or harmful.
    """
    content = checked_content(data, name=name)
    return EvidenceFile.objects.create(
        id=uuid.uuid4(),
        name=clean_name(name, content.type),
        content_type=content.type.value,
        size=len(content.data),
        sha256=keep_bytes(content.data),
        owner_id=owner_id,
        uploaded_at=at,
    )


def _next_number(body_id: int, kind: DocumentKind, year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [body_id, kind.value, year])
        serial, short_name = cursor.fetchone()
    if short_name is None:
        raise LookupError(f"no body {body_id}")
    return document_number(short_name, kind, year, serial)
