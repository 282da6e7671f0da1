"""Issuing official documents and taking in evidence."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from django.db import connection

from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.law.time_limits import shanghai_date

from .contents import require_contents
from .evidence import checked_content, clean_name, keep_bytes
from .kinds import DocumentKind
from .models import EvidenceFile, OfficialDocument
from .numbering import document_number, new_verification_code

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
