"""The stored hashes of the sealed tree."""

from collections.abc import Sequence

from .merkle import STRIDE, TILE, full_root
from .models import SealedLeaf, SealedSubtree


class TreeStore:
    """A `merkle.HashSource` over the tables, which reads whole rows of 256 hashes and keeps them while it lives."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, height: int, first: int, end: int) -> Sequence[bytes]:
        found: list[bytes] = []
        for tile in range(first // TILE, (end - 1) // TILE + 1):
            start = tile * TILE
            row = self._tile(height, tile)
            found += row[max(first - start, 0) : end - start]
        if len(found) != end - first:
            raise LookupError(f"the stored tree lacks hashes of height {height} between {first} and {end}")
        return found

    def extend(self, first_leaf: int, leaf_hashes: Sequence[bytes]) -> list[SealedSubtree]:
        """Take in new leaf hashes from index ``first_leaf`` on; returns the subtrees that became full with them."""
        completed: list[SealedSubtree] = []
        height, first, fresh = 0, first_leaf, list(leaf_hashes)
        while fresh:
            filled, first_filled = self._add(height, first, fresh), first // TILE
            height, first, fresh = height + STRIDE, first_filled, filled
            completed += [
                SealedSubtree(height=height, index=first + place, node_hash=node)
                for place, node in enumerate(filled)
            ]
        return completed

    def _add(self, height: int, first: int, fresh: Sequence[bytes]) -> list[bytes]:
        """Add hashes to the rows of a height; returns the root of each row that became full."""
        filled: list[bytes] = []
        for place, node in enumerate(fresh, start=first):
            row = self._tile(height, place // TILE)
            row.append(node)
            if len(row) == TILE:
                filled.append(full_root(row))
        return filled

    def _tile(self, height: int, tile: int) -> list[bytes]:
        key = (height, tile)
        if key not in self._tiles:
            self._tiles[key] = _stored_row(height, tile * TILE)
        return self._tiles[key]


def _stored_row(height: int, start: int) -> list[bytes]:
    span = (start, start + TILE - 1)
    if height == 0:
        leaves = SealedLeaf.objects.filter(leaf_index__range=span).order_by("leaf_index")
        return [bytes(node) for node in leaves.values_list("leaf_hash", flat=True)]
    subtrees = SealedSubtree.objects.filter(height=height, index__range=span).order_by("index")
    return [bytes(node) for node in subtrees.values_list("node_hash", flat=True)]
