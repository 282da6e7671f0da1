"""Issuing official documents and taking in evidence."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from .numbering import NUMBER_AFTER, new_verification_code, number_before
from .signatures import Signature

TEMPLATE_VERSION = "1"

# One statement numbers and keeps the documents of an act, however many are issued at once. The series of a body, kind and
# year stays locked until the act's transaction ends, so that a number is never skipped by an act that fails; series are
# locked in the order of their kinds, so that two acts never wait for each other.
_ISSUE = """
WITH issued AS (
    SELECT * FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(marks)s::text[], %(facts)s::text[], %(hashes)s::text[],
        %(codes)s::text[]) AS one (id, kind, mark, facts, hash, code)
), series AS (
    INSERT INTO documents_numberseries AS series (body_id, kind, year, last_number)
    SELECT %(body)s, kind, %(year)s, 1 FROM issued ORDER BY kind
    ON CONFLICT (body_id, kind, year) DO UPDATE SET last_number = series.last_number + 1
    RETURNING kind, last_number
)
INSERT INTO documents_officialdocument (id, kind, number, body_id, subject, addressee, facts, facts_sha256,
    template_version, verification_code, issued_at)
SELECT issued.id, issued.kind, body.short_name || issued.mark || series.last_number || %(after)s, body.id, %(subject)s,
    %(addressee)s, issued.facts::jsonb, issued.hash, %(template)s, issued.code, %(at)s
FROM issued JOIN series USING (kind) JOIN organisations_body AS body ON body.id = %(body)s
RETURNING id, number
"""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """``facts`` hold what `contents.CONTENTS` demands of the kind, moments and days as ISO 8601 text."""

    kind: DocumentKind
    facts: Mapping[str, Any]


def issue_document(
    *,
    kind: DocumentKind,
    body_id: int,
    subject: str,
    addressee: str,
    facts: Mapping[str, Any],
    at: datetime,
) -> OfficialDocument:
    """Number a document and keep its facts; see `issue_documents`."""
    (document,) = issue_documents(
        [NewDocument(kind, facts)], body_id=body_id, subject=subject, addressee=addressee, at=at
    )
    return document


def issue_documents(
    new: Sequence[NewDocument], *, body_id: int, subject: str, addressee: str, at: datetime
) -> list[OfficialDocument]:
    """Number documents of different kinds and keep their facts; the PDF is drawn from them whenever it is wanted.

    ``subject`` is the ledger stream they belong to. Returns them in the order given. Raises `IncompleteDocument` for a
    missing fact, `NotCanonical` for a fraction, ``LookupError`` for a body that does not exist.
    """
    for one in new:
        require_contents(one.kind, one.facts)
    written = [canonical_json(dict(one.facts)) for one in new]
    made = [
        OfficialDocument(
            kind=one.kind,
            body_id=body_id,
            subject=subject,
            addressee=addressee,
            facts=dict(one.facts),
            facts_sha256=sha256(facts).hexdigest(),
            template_version=TEMPLATE_VERSION,
            verification_code=new_verification_code(),
            issued_at=at,
        )
        for one, facts in zip(new, written, strict=True)
    ]
    _number_and_keep(made, written, at=at)
    return made


def _number_and_keep(made: Sequence[OfficialDocument], written: Sequence[bytes], *, at: datetime) -> None:
    first, year = made[0], shanghai_date(at).year
    parameters: dict[str, Any] = {
        "ids": [document.id for document in made],
        "kinds": [document.kind for document in made],
        "marks": [number_before(DocumentKind(document.kind), year) for document in made],
        "facts": [facts.decode() for facts in written],
        "hashes": [document.facts_sha256 for document in made],
        "codes": [document.verification_code for document in made],
        "body": first.body_id,
        "year": year,
        "after": NUMBER_AFTER,
        "subject": first.subject,
        "addressee": first.addressee,
        "template": TEMPLATE_VERSION,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, parameters)
        numbers = dict(cursor.fetchall())
    if not numbers:
        raise LookupError(f"no body {first.body_id}")
    for document in made:
        document.number = numbers[document.id]
        document._state.adding = False


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
