"""Signing official documents with the keys of this installation."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from gmssl_fast import SM2

from yangguang.foundations.ledger.canonical import canonical_json

from .models import OfficialDocument
from .signatures import ED25519, SM2_SM3, PublicKey, Signature


def statement(document: OfficialDocument) -> dict[str, Any]:
    """Everything that a document says, as it is signed."""
    return {
        "number": document.number,
        "kind": document.kind,
        "body": document.body.name,
        "addressee": document.addressee,
        "issued_at": document.issued_at.astimezone(UTC).isoformat(),
        "verification_code": document.verification_code,
        "facts": document.facts,
    }


@cache
def _ed25519() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.DOCUMENT_ED25519_KEY))


@cache
def _sm2() -> SM2:
    private, public = settings.DOCUMENT_SM2_KEY.split(":")
    return SM2(private_key=private, public_key=public)


@cache
def public_keys() -> tuple[PublicKey, ...]:
    """The keys of this installation, to be published and kept elsewhere."""
    return (
        PublicKey(SM2_SM3, str(_sm2().public_key_hex)),
        PublicKey(ED25519, _ed25519().public_key().public_bytes_raw().hex()),
    )


def sign(document: OfficialDocument) -> list[Signature]:
    """A signature with each key of this installation."""
    signed = canonical_json(statement(document))
    makers: Mapping[str, Callable[[bytes], bytes]] = {SM2_SM3: _sm2().sign, ED25519: _ed25519().sign}
    return [Signature(key.algorithm, key.key_id, makers[key.algorithm](signed)) for key in public_keys()]


def signed_file(document: OfficialDocument, signatures: Iterable[Signature]) -> dict[str, Any]:
    """What the holder downloads: the statement with its signatures, to be checked without this program's server."""
    return {
        "statement": statement(document),
        "signatures": [signature.as_json() for signature in signatures],
    }
