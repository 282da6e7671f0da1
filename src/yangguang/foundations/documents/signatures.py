"""Detached signatures over official documents, one by the national algorithm and one by a common one.

What is signed is the canonical JSON of a document's statement (`signing.statement`). Each signature stands by itself:
whoever trusts only SM2 (GB/T 32918, with SM3) or only Ed25519 (RFC 8032) needs no more than that one. A key is named by
the first sixteen hex digits of the SHA-256 of its public half. Nothing here needs a server or a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from gmssl_fast import SM2

from yangguang.foundations.ledger.canonical import canonical_json

ED25519, SM2_SM3 = "Ed25519", "SM2-SM3"
_SM2_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``public`` is hex: 32 bytes for Ed25519; 04, X and Y for SM2."""

    algorithm: str
    public: str

    @property
    def key_id(self) -> str:
        return sha256(bytes.fromhex(self.public)).hexdigest()[:16]

    def as_json(self) -> dict[str, str]:
        return {"algorithm": self.algorithm, "key_id": self.key_id, "public_key": self.public}


@dataclass(frozen=True, slots=True)
class Signature:
    algorithm: str
    key_id: str
    value: bytes

    def as_json(self) -> dict[str, str]:
        return {"algorithm": self.algorithm, "key_id": self.key_id, "signature": self.value.hex()}


class NotASignedDocument(ValueError):
    """A file that was to be checked is not what `signed_file` writes."""


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    algorithm: str
    key_id: str
    known: bool  # whether the key is among those given
    holds: bool


def check_file(file: Any, keys: Sequence[PublicKey]) -> list[CheckedSignature]:
    """Check every signature of a `signed_file` against ``keys``. Raises `NotASignedDocument`."""
    try:
        signed = canonical_json(file["statement"])
        signatures = [
            Signature(row["algorithm"], row["key_id"], bytes.fromhex(row["signature"]))
            for row in file["signatures"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise NotASignedDocument("no statement with signatures in it") from error
    if not signatures:
        raise NotASignedDocument("it carries no signature")
    by_id = {(key.algorithm, key.key_id): key for key in keys}
    checked = []
    for signature in signatures:
        key = by_id.get((signature.algorithm, signature.key_id))
        holds = key is not None and _holds(key, signed, signature.value)
        checked.append(CheckedSignature(signature.algorithm, signature.key_id, key is not None, holds))
    return checked


def read_keys(published: Any) -> list[PublicKey]:
    """The keys of a published key file. Raises `NotASignedDocument`."""
    try:
        return [PublicKey(str(row["algorithm"]), str(row["public_key"])) for row in published["keys"]]
    except (KeyError, TypeError) as error:
        raise NotASignedDocument("no list of keys in it") from error


def _holds(key: PublicKey, signed: bytes, signature: bytes) -> bool:
    if key.algorithm == SM2_SM3:
        # Zeros make the library complain on its own; no signature has such a part.
        halves = signature[:32], signature[32:]
        if len(signature) != _SM2_SIGNATURE_BYTES or not all(any(half) for half in halves):
            return False
        return bool(SM2(public_key=key.public).verify(signed, signature))
    if key.algorithm != ED25519:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public)).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
