"""The sealed tree, rebuilt from its leaves: every leaf is its event, every stored hash and signed head is what it must be."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import merkle
from .checkpoints import TreeHead, parse_note, signature_holds
from .models import Checkpoint
from .problems import Problem, read_rows
from .sealing import SEALER

_LEAVES = """
SELECT l.leaf_index, l.event_sequence, l.leaf_hash, e.event_hash, e.stream, e.position
FROM ledger_sealedleaf l LEFT JOIN ledger_ledgerevent e ON e.sequence = l.event_sequence ORDER BY l.leaf_index
"""
_UNSEALED = """
SELECT e.sequence, e.stream, e.position FROM ledger_ledgerevent e, ledger_consumerposition p
WHERE p.name = %s AND (e.transaction_id, e.sequence) <= (p.transaction_id, p.sequence)
    AND NOT EXISTS (SELECT FROM ledger_sealedleaf l WHERE l.event_sequence = e.sequence)
ORDER BY e.sequence
"""
_SUBTREES = "SELECT height, index, node_hash FROM ledger_sealedsubtree"


@dataclass(slots=True)
class GrowingTree:
    """A tree rebuilt leaf by leaf: ``peaks`` are (height, hash) of its full subtrees, the largest first."""

    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> list[tuple[int, bytes]]:
        """Take in a leaf hash; returns (height, hash) of every subtree that it makes full."""
        self.size += 1
        height, node, filled = 0, leaf, []
        while self.peaks and self.peaks[-1][0] == height:
            node, height = merkle.node_hash(self.peaks.pop()[1], node), height + 1
            filled.append((height, node))
        self.peaks.append((height, node))
        return filled

    def root(self) -> bytes:
        if not self.peaks:
            return merkle.EMPTY_ROOT
        *larger, (_height, reached) = self.peaks
        for _height, node in reversed(larger):
            reached = merkle.node_hash(node, reached)
        return reached


def tree_problems(published: str | None = None) -> Iterator[Problem]:
    """Every problem of the sealed tree, in the order of its leaves.

    ``published`` is a checkpoint kept elsewhere; the tree must still begin with what it signs.
    """
    yield from _head_signatures()
    signed: dict[int, list[tuple[str, bytes]]] = {
        size: [(f"checkpoint {size}", bytes(root))]
        for size, root in Checkpoint.objects.values_list("tree_size", "root_hash")
    }
    if published is not None:
        yield from _take_in_published(published, signed)
    tree = GrowingTree()
    stored = {(height, index): bytes(node) for height, index, node in read_rows(_SUBTREES)}
    for index, sequence, leaf, event_hash, stream, position in read_rows(_LEAVES):
        yield from _leaf_problems(
            tree.size, index, sequence, bytes(leaf), event_hash, f"{stream} #{position}"
        )
        for height, node in tree.add(bytes(leaf)):
            place = (height, (tree.size >> height) - 1)
            if height % merkle.STRIDE == 0 and stored.pop(place, None) != node:
                yield Problem(f"subtree {height}/{place[1]}", _("哈希不符"))
        for name, root in signed.pop(tree.size, ()):
            if root != tree.root():
                yield Problem(name, _("根哈希与封存的记录不符"))
    yield from _beyond_the_end(tree, signed)
    for height, place_index in stored:
        yield Problem(f"subtree {height}/{place_index}", _("没有对应的记录"))
    for sequence, stream, position in read_rows(_UNSEALED, (SEALER,)):
        yield Problem(f"{stream} #{position}", _("记录 %(sequence)d 在封存之后插入") % {"sequence": sequence})


def _head_signatures() -> Iterator[Problem]:
    for checkpoint in Checkpoint.objects.order_by("tree_size").iterator():
        head = TreeHead(checkpoint.tree_size, bytes(checkpoint.root_hash), checkpoint.sealed_at)
        if not signature_holds(head, checkpoint.key_id, bytes(checkpoint.signature)):
            yield Problem(f"checkpoint {checkpoint.tree_size}", _("签名无效"))


def _take_in_published(text: str, signed: dict[int, list[tuple[str, bytes]]]) -> Iterator[Problem]:
    try:
        head, signer, signature = parse_note(text)
    except ValueError as error:
        yield Problem("published checkpoint", str(error))
        return
    name = f"published checkpoint {head.size}"
    if not signature_holds(head, signer, signature):
        yield Problem(name, _("签名无效"))
    signed.setdefault(head.size, []).append((name, head.root_hash))


def _leaf_problems(
    expected: int, index: int, sequence: int, leaf: bytes, event_hash: bytes | None, where: str
) -> Iterator[Problem]:
    if index != expected:
        yield Problem(f"leaf {expected}", _("封存的叶缺失"))
    if event_hash is None:
        yield Problem(f"leaf {index}", _("已封存的记录 %(sequence)d 被删除") % {"sequence": sequence})
    elif merkle.leaf_hash(bytes(event_hash)) != leaf:
        yield Problem(where, _("与封存时不同（叶 %(index)d）") % {"index": index})


def _beyond_the_end(tree: GrowingTree, signed: dict[int, list[tuple[str, bytes]]]) -> Iterator[Problem]:
    for size in sorted(signed):
        for name, _root in signed[size]:
            yield Problem(name, _("封存的叶只有 %(count)d 个") % {"count": tree.size})
    if tree.size and not Checkpoint.objects.filter(pk=tree.size).exists():
        yield Problem(f"checkpoint {tree.size}", _("最后的检查点缺失"))
