"""Signed tree heads, written as C2SP signed notes so that tools outside this program can check them.

    yangguang.hubei/ledger
    1234
    <root hash, base64>
    sealed at 2026-11-02T01:00:00.000000Z

    — yangguang.hubei/ledger <base64 of four bytes of key id and 64 bytes of Ed25519 signature>

The signature covers everything above the empty line. The first three lines are a C2SP tlog-checkpoint; the fourth is an
extension line of ours.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_ED25519 = b"\x01"  # algorithm byte of a signed note
_KEY_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class TreeHead:
    size: int
    root_hash: bytes
    sealed_at: datetime

    def body(self, origin: str) -> str:
        """What is signed: origin, size, root, moment, one a line."""
        root = base64.b64encode(self.root_hash).decode()
        moment = self.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"{origin}\n{self.size}\n{root}\nsealed at {moment}\n"


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation (``LEDGER_SIGNING_KEY``, 32 bytes in hex)."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LEDGER_SIGNING_KEY))


def key_id(public: Ed25519PublicKey, origin: str) -> str:
    """Eight hex digits that name a key in the signature line of a note."""
    digest = sha256(origin.encode() + b"\n" + _ED25519 + public.public_bytes_raw()).digest()
    return digest[:_KEY_ID_BYTES].hex()


def sign(head: TreeHead) -> tuple[str, bytes]:
    """The key id and the signature of a tree head."""
    key, origin = signing_key(), settings.LEDGER_ORIGIN
    return key_id(key.public_key(), origin), key.sign(head.body(origin).encode())


def signature_holds(head: TreeHead, signer: str, signature: bytes) -> bool:
    """Whether this installation's key made the signature over the tree head."""
    public, origin = signing_key().public_key(), settings.LEDGER_ORIGIN
    if signer != key_id(public, origin):
        return False
    try:
        public.verify(signature, head.body(origin).encode())
    except InvalidSignature:
        return False
    return True


def note(head: TreeHead, signer: str, signature: bytes) -> str:
    """The checkpoint as the text that is published and kept elsewhere."""
    origin = settings.LEDGER_ORIGIN
    signed = base64.b64encode(bytes.fromhex(signer) + signature).decode()
    return f"{head.body(origin)}\n— {origin} {signed}\n"


def parse_note(text: str) -> tuple[TreeHead, str, bytes]:
    """The tree head, key id and signature in a published checkpoint. Raises ``ValueError`` when it is not one."""
    try:
        body, _, signed = text.partition("\n\n")
        origin, size, root, moment = body.split("\n")
        dash, signer, encoded = signed.strip().split(" ")
        raw = base64.b64decode(encoded, validate=True)
        sealed_at = datetime.strptime(moment, "sealed at %Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        head = TreeHead(int(size), base64.b64decode(root, validate=True), sealed_at)
    except ValueError as error:
        raise ValueError("this is not a checkpoint of a ledger") from error
    if dash != "—" or signer != origin or origin != settings.LEDGER_ORIGIN:
        raise ValueError(f"this is not a checkpoint of {settings.LEDGER_ORIGIN}")
    return head, raw[:_KEY_ID_BYTES].hex(), raw[_KEY_ID_BYTES:]


def public_key_text() -> str:
    """The verifier key of a signed note, to be published beside the checkpoints."""
    public, origin = signing_key().public_key(), settings.LEDGER_ORIGIN
    encoded = base64.b64encode(_ED25519 + public.public_bytes_raw()).decode()
    return f"{origin}+{key_id(public, origin)}+{encoded}"
