"""Merkle trees as RFC 6962 defines them (section 2.1), over stored subtrees. Pure: whoever calls brings the hashes.

A tree of ``size`` leaves is read through a `HashSource`, which holds the leaf hashes (height 0) and the hashes of full
subtrees of 256, 65,536, 16,777,216 … leaves (heights 8, 16, 24 …). So a proof reads a few rows of at most 256 hashes
however long the log is, and a seal touches only the right edge.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

# hashes(height, first, end): hashes of the full subtrees first … end-1 of 2**height leaves each.
HashSource = Callable[[int, int, int], Sequence[bytes]]

STRIDE = 8  # heights that are stored are multiples of this
TILE = 1 << STRIDE
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def full_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def root(source: HashSource, size: int) -> bytes:
    """The tree head over the first ``size`` leaves."""
    return EMPTY_ROOT if size == 0 else _range_hash(source, 0, size)


def inclusion_proof(source: HashSource, index: int, size: int) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves, from the leaf upwards (2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_range_hash(source, middle, end))
            end = middle
        else:
            path.append(_range_hash(source, first, middle))
            first = middle
    return path[::-1]


def consistency_proof(source: HashSource, old_size: int, size: int) -> list[bytes]:
    """The proof that the tree of ``old_size`` leaves is the beginning of the tree of ``size`` (2.1.2)."""
    if not 0 < old_size <= size:
        raise ValueError(f"a tree of {old_size} leaves cannot be the beginning of one of {size}")
    path: list[bytes] = []
    first, end, whole = 0, size, True  # whole: the old tree's root is known to the verifier already
    while old_size != end:
        middle = first + _split(end - first)
        if old_size <= middle:
            path.append(_range_hash(source, middle, end))
            end = middle
        else:
            path.append(_range_hash(source, first, middle))
            first, whole = middle, False
    if not whole:
        path.append(_range_hash(source, first, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether ``proof`` leads from the leaf hash at ``index`` to the root of a tree of ``size`` leaves."""
    if not 0 <= index < size:
        return False
    node, last, reached = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == root_hash


def verify_consistency(
    old_size: int, size: int, old_root: bytes, root_hash: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows the tree of ``old_size`` to be the beginning of the tree of ``size``."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root_hash
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    reached_old = reached = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached_old, reached = node_hash(sibling, reached_old), node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached == root_hash


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _range_hash(source: HashSource, first: int, end: int) -> bytes:
    """The hash over the leaves first … end-1, where ``first`` is where RFC 6962 would split."""
    pieces: list[bytes] = []
    while first < end:
        height = (end - first).bit_length() - 1
        pieces.append(_subtree_hash(source, height, first >> height))
        first += 1 << height
    reached = pieces.pop()
    while pieces:
        reached = node_hash(pieces.pop(), reached)
    return reached


def _subtree_hash(source: HashSource, height: int, index: int) -> bytes:
    stored = height - height % STRIDE
    width = 1 << height - stored
    return full_root(source(stored, index * width, (index + 1) * width))
