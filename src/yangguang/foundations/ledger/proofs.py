"""Proofs that anybody can check without this database: that an event is in the log, that the log only grew."""

from dataclasses import dataclass

from . import merkle
from .checkpoints import TreeHead, note
from .models import Checkpoint, LedgerEvent, SealedLeaf
from .tree_store import TreeStore


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Leads from one event to a signed checkpoint: leaf = SHA-256(00 ‖ event hash), then the audit path of RFC 6962."""

    stream: str
    position: int
    event_hash: bytes
    leaf_index: int
    path: tuple[bytes, ...]
    tree_size: int
    root_hash: bytes
    checkpoint: str

    def holds(self) -> bool:
        leaf = merkle.leaf_hash(self.event_hash)
        return merkle.verify_inclusion(leaf, self.leaf_index, self.tree_size, self.path, self.root_hash)


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """Leads from an earlier checkpoint to a later one: nothing that was sealed was changed or taken away."""

    old_size: int
    size: int
    old_root: bytes
    root_hash: bytes
    path: tuple[bytes, ...]

    def holds(self) -> bool:
        return merkle.verify_consistency(self.old_size, self.size, self.old_root, self.root_hash, self.path)


class NotSealedYet(LookupError):
    """The event is not under a checkpoint; the sealer runs every minute."""


def inclusion_proof(sequence: int) -> InclusionProof:
    """The proof for one event against the newest checkpoint. Raises `NotSealedYet`."""
    leaf = SealedLeaf.objects.filter(event_sequence=sequence).first()
    if leaf is None:
        raise NotSealedYet(sequence)
    event = LedgerEvent.objects.only("stream", "position", "event_hash").get(pk=sequence)
    newest = Checkpoint.objects.latest("tree_size")
    path = merkle.inclusion_proof(TreeStore(), leaf.leaf_index, newest.tree_size)
    return InclusionProof(
        stream=event.stream,
        position=event.position,
        event_hash=bytes(event.event_hash),
        leaf_index=leaf.leaf_index,
        path=tuple(path),
        tree_size=newest.tree_size,
        root_hash=bytes(newest.root_hash),
        checkpoint=checkpoint_note(newest),
    )


def consistency_proof(old_size: int, size: int) -> ConsistencyProof:
    """The proof between two checkpoints of this ledger. Raises ``Checkpoint.DoesNotExist`` for sizes never signed."""
    old, new = (Checkpoint.objects.get(pk=wanted) for wanted in (old_size, size))
    path = merkle.consistency_proof(TreeStore(), old_size, size)
    return ConsistencyProof(old_size, size, bytes(old.root_hash), bytes(new.root_hash), tuple(path))


def checkpoint_note(checkpoint: Checkpoint) -> str:
    """A stored checkpoint as the signed text that is published."""
    head = TreeHead(checkpoint.tree_size, bytes(checkpoint.root_hash), checkpoint.sealed_at)
    return note(head, checkpoint.key_id, bytes(checkpoint.signature))
