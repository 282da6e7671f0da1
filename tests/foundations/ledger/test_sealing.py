"""The seal: one tree over everything committed, its head signed, and proofs that need nothing but the texts."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connections, transaction

from yangguang.foundations.ledger import merkle, proofs, tasks
from yangguang.foundations.ledger.checkpoints import (
    TreeHead,
    note,
    parse_note,
    public_key_text,
    sign,
    signature_holds,
)
from yangguang.foundations.ledger.models import Checkpoint, LedgerEvent, SealedLeaf, SealedSubtree
from yangguang.foundations.ledger.sealing import SEALER, seal
from yangguang.foundations.ledger.services import NewEvent, append
from yangguang.foundations.ledger.tree_store import TreeStore

LEDGER_ONLY = ["yangguang.foundations.ledger"]  # the tables emptied after each test
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def record(count: int, stream: str = "case:1") -> None:
    with transaction.atomic():
        append(
            stream,
            [NewEvent("case.accepted", {"n": n}) for n in range(count)],
            actor=None,
            at=AT,
            place_path="",
        )


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_a_seal_in_several_steps_gives_the_tree_of_all_leaves() -> None:
    for count in (
        3,
        252,
        1,
        1,
        300,
    ):  # up to the edge of a stored row of 256, onto it, past it, over the next
        record(count)
        assert seal(AT) == count
    leaves = [bytes(leaf) for (leaf,) in SealedLeaf.objects.order_by("leaf_index").values_list("leaf_hash")]
    events = [bytes(hash_) for (hash_,) in LedgerEvent.objects.order_by("sequence").values_list("event_hash")]
    assert leaves == [merkle.leaf_hash(event) for event in events]
    for checkpoint in Checkpoint.objects.all():
        size = checkpoint.tree_size
        assert bytes(checkpoint.root_hash) == merkle.root(lambda h, a, b: _rows(leaves, h, a, b), size)
    assert SealedSubtree.objects.count() == 2
    assert list(Checkpoint.objects.order_by("pk").values_list("pk", flat=True)) == [3, 255, 256, 257, 557]


def _rows(leaves: list[bytes], height: int, first: int, end: int) -> list[bytes]:
    width = 1 << height
    return [merkle.full_root(leaves[i * width : (i + 1) * width]) for i in range(first, end)]


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_batches_become_one_checkpoint_each_and_nothing_new_becomes_none() -> None:
    record(5)
    assert seal(AT, limit=2) == 5
    assert sorted(Checkpoint.objects.values_list("pk", flat=True)) == [2, 4, 5]
    assert seal(AT + timedelta(minutes=1)) == 0
    assert Checkpoint.objects.count() == 3


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_a_second_sealer_leaves_the_first_alone() -> None:
    record(1)
    seal(AT)
    record(1)
    other = connections.create_connection("default")
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM ledger_consumerposition WHERE name = %s FOR UPDATE", [SEALER])
        assert seal(AT) == 0
    finally:
        other.rollback()
        other.close()
    assert seal(AT) == 1


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_every_event_has_a_proof_and_the_log_only_grows() -> None:
    record(10)
    seal(AT)
    record(290, "case:2")
    seal(AT)
    for event in LedgerEvent.objects.filter(pk__in=[*LedgerEvent.objects.values_list("pk", flat=True)[::37]]):
        proof = proofs.inclusion_proof(event.pk)
        assert proof.holds()
        assert (proof.stream, proof.position) == (event.stream, event.position)
        assert not replace(proof, event_hash=bytes(32)).holds()
        head, signer, signature = parse_note(proof.checkpoint)
        assert (head.size, head.root_hash) == (300, proof.root_hash)
        assert signature_holds(head, signer, signature)
    grown = proofs.consistency_proof(10, 300)
    assert grown.holds()
    assert not replace(grown, old_root=bytes(32)).holds()
    record(1)
    newest = LedgerEvent.objects.latest("pk")
    with pytest.raises(proofs.NotSealedYet):
        proofs.inclusion_proof(newest.pk)


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_a_proof_in_a_long_log_reads_few_rows(django_assert_max_num_queries: Any) -> None:
    record(600)
    seal(AT)
    tree = TreeStore()
    with django_assert_max_num_queries(4):
        merkle.inclusion_proof(tree, 3, 600)


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_the_task_of_every_minute_seals() -> None:
    record(2)
    tasks.seal(AT)
    assert Checkpoint.objects.get().sealed_at == AT


def test_a_checkpoint_can_be_checked_by_whoever_knows_the_published_key(settings: Any) -> None:
    settings.LEDGER_SIGNING_KEY = "01" * 32
    settings.LEDGER_ORIGIN = "example.org/ledger"
    head = TreeHead(1234, bytes(range(32)), AT)
    text = note(head, *sign(head))
    assert text.split("\n")[:4] == [
        "example.org/ledger",
        "1234",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "sealed at 2026-03-02T01:30:00.000000Z",
    ]
    origin, key_name, encoded = public_key_text().split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    body, _, signature_line = text.partition("\n\n")
    raw = base64.b64decode(signature_line.split()[2])
    assert (origin, raw[:4].hex()) == ("example.org/ledger", key_name)
    public.verify(raw[4:], (body + "\n").encode())  # raises when it does not hold
    assert parse_note(text) == (head, key_name, raw[4:])


def test_a_signature_holds_for_its_own_head_only(settings: Any) -> None:
    head = TreeHead(5, bytes(32), AT)
    signer, signature = sign(head)
    assert signature_holds(head, signer, signature)
    assert not signature_holds(replace(head, size=6), signer, signature)
    assert not signature_holds(replace(head, sealed_at=AT + timedelta(microseconds=1)), signer, signature)
    assert not signature_holds(head, "00000000", signature)
    settings.LEDGER_SIGNING_KEY = "02" * 32
    assert not signature_holds(head, signer, signature)


@pytest.mark.parametrize("text", ["", "x\n1\n2\n", "a\n1\nAAAA\nsealed at x\n\n— a b\n"])
def test_what_is_no_checkpoint_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a checkpoint"):
        parse_note(text)
