"""RFC 6962: the published vectors, every proof up to some size against a naive reading of the definition, and forgeries."""

from collections.abc import Sequence

import pytest

from yangguang.foundations.ledger import merkle

# The eight leaves and tree heads that implementations of Certificate Transparency are tested with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def source_over(leaves: Sequence[bytes]) -> merkle.HashSource:
    def hashes(height: int, first: int, end: int) -> list[bytes]:
        width = 1 << height
        return [naive_root(leaves[i * width : (i + 1) * width]) for i in range(first, end)]

    return hashes


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_tree_heads(size: int) -> None:
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert merkle.root(source_over(hashes), size).hex() == HEADS[size - 1]


def test_the_empty_tree() -> None:
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(source_over([]), 0).hex() == expected


SMALL = [merkle.leaf_hash(b"%d" % i) for i in range(24)]
LARGE = [merkle.leaf_hash(b"%d" % i) for i in range(700)]


@pytest.mark.parametrize("size", range(1, 25))
def test_every_inclusion_proof_leads_to_the_root_and_to_no_other(size: int) -> None:
    source, root = source_over(SMALL), naive_root(SMALL[:size])
    for index in range(size):
        proof = merkle.inclusion_proof(source, index, size)
        assert merkle.verify_inclusion(SMALL[index], index, size, proof, root)
        assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, root)
        assert not merkle.verify_inclusion(SMALL[index], index + 1, size, proof, root)
        assert not merkle.verify_inclusion(SMALL[index], index, size, [*proof, root], root)
        if proof:
            assert not merkle.verify_inclusion(SMALL[index], index, size, proof[:-1], root)


@pytest.mark.parametrize("size", range(1, 25))
def test_every_consistency_proof_holds_and_its_forgeries_do_not(size: int) -> None:
    source, root = source_over(SMALL), naive_root(SMALL[:size])
    for old_size in range(1, size + 1):
        old_root = naive_root(SMALL[:old_size])
        proof = merkle.consistency_proof(source, old_size, size)
        assert merkle.verify_consistency(old_size, size, old_root, root, proof)
        assert not merkle.verify_consistency(old_size, size, merkle.leaf_hash(old_root), root, proof)
        assert not merkle.verify_consistency(old_size, size, old_root, merkle.leaf_hash(root), proof)
        assert not merkle.verify_consistency(old_size, size, old_root, root, [*proof, root])
        if proof:
            assert not merkle.verify_consistency(old_size, size, old_root, root, proof[:-1])


@pytest.mark.parametrize(
    ("index", "size"), [(0, 257), (255, 256), (256, 257), (511, 513), (512, 700), (699, 700)]
)
def test_proofs_across_the_stored_rows_of_256(index: int, size: int) -> None:
    source, root = source_over(LARGE), naive_root(LARGE[:size])
    assert merkle.root(source, size) == root
    assert merkle.verify_inclusion(
        LARGE[index], index, size, merkle.inclusion_proof(source, index, size), root
    )
    old_root = naive_root(LARGE[: index + 1])
    proof = merkle.consistency_proof(source, index + 1, size)
    assert merkle.verify_consistency(index + 1, size, old_root, root, proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        merkle.inclusion_proof(source_over(SMALL), index, size)
