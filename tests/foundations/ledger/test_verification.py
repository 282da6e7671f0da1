"""`ledger verify` against somebody who holds the database: each way of tampering is found and the row is named."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from append_only import guards_lifted
from yangguang.foundations.ledger import proofs
from yangguang.foundations.ledger.models import Checkpoint
from yangguang.foundations.ledger.sealing import seal
from yangguang.foundations.ledger.services import NewEvent, append
from yangguang.foundations.ledger.verification import verify, verify_ledger

LEDGER_ONLY = ["yangguang.foundations.ledger"]  # the tables emptied after each test
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)

Sql = Callable[..., None]


@pytest.fixture
def ledger() -> None:
    """Two streams of four and three events, sealed together, and one event since."""
    with transaction.atomic():
        for stream, count in (("case:1", 4), ("case:2", 3)):
            events = [NewEvent("case.accepted", {"days": 20 + n}) for n in range(count)]
            append(stream, events, actor=None, at=AT, place_path="42")
    seal(AT)
    with transaction.atomic():
        append("case:3", [NewEvent("case.accepted", {})], actor=None, at=AT, place_path="42")


@pytest.fixture
def tamper(ledger: None) -> Iterator[Sql]:
    """Run SQL as somebody who has put the guards aside."""

    def run(*statements: str) -> None:
        with guards_lifted(connection), connection.cursor() as cursor:
            cursor.execute("GRANT UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO CURRENT_USER")
            for statement in statements:
                cursor.execute(statement)

    yield run
    with connection.cursor() as cursor:
        for table in ("ledgerevent", "sealedleaf", "sealedsubtree", "checkpoint"):
            cursor.execute(f"REVOKE UPDATE, DELETE ON ledger_{table} FROM CURRENT_USER")


def found(published: str | None = None) -> list[str]:
    return [problem.where for problem in verify(lambda line: None, published=published)]


def test_an_untouched_ledger_is_whole(ledger: None) -> None:
    lines: list[str] = []
    assert verify_ledger(lines.append) == 0
    assert lines == ["台账共 8 条记录，已封存 7 条：完整无误"]


def test_an_empty_ledger_is_whole() -> None:
    assert found() == []


def test_what_is_found_is_written_and_counted(tamper: Sql) -> None:
    tamper(
        "UPDATE ledger_ledgerevent SET payload = '{\"days\": 45}' WHERE stream = 'case:1' AND position = 2"
    )
    lines: list[str] = []
    assert verify_ledger(lines.append) == 1
    assert lines == ["case:1 #2: 内容被改动：与内容哈希不符", "台账共 8 条记录，已封存 7 条：发现 1 处问题"]


def test_a_payload_changed_together_with_its_hash(tamper: Sql) -> None:
    tamper(
        "UPDATE ledger_ledgerevent SET payload = '{}', payload_hash = sha256('{}') "
        "WHERE stream = 'case:1' AND position = 2"
    )
    assert found() == ["case:1 #2"]


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'case.declined'", "version = 9", "actor_id = 1", "post_id = 1", "place_path = '43'",
        "occurred_at = occurred_at - interval '1 microsecond'", "recorded_at = recorded_at + interval '1 day'",
    ],
)  # fmt: skip
def test_any_other_field_changed(tamper: Sql, change: str) -> None:
    tamper(f"UPDATE ledger_ledgerevent SET {change} WHERE stream = 'case:1' AND position = 3")
    assert found() == ["case:1 #3"]


def test_a_fraction_slipped_into_a_payload(tamper: Sql) -> None:
    tamper(
        "UPDATE ledger_ledgerevent SET payload = '{\"days\": 2.5}' WHERE stream = 'case:2' AND position = 1"
    )
    assert found() == ["case:2 #1"]


def test_the_middle_row_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_ledgerevent WHERE stream = 'case:1' AND position = 2")
    assert found() == ["case:1 #2", "leaf 1"]


def test_the_last_row_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_ledgerevent WHERE stream = 'case:1' AND position = 4")
    assert found() == ["case:1 #4–#4", "leaf 3"]


def test_the_last_row_deleted_and_the_head_set_back(tamper: Sql) -> None:
    tamper(
        "DELETE FROM ledger_ledgerevent WHERE stream = 'case:1' AND position = 4",
        "UPDATE ledger_streamhead h SET position = 3, event_hash = e.event_hash "
        "FROM ledger_ledgerevent e WHERE h.stream = 'case:1' AND e.stream = 'case:1' AND e.position = 3",
    )
    assert found() == ["leaf 3"]


def test_an_unsealed_last_row_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_ledgerevent WHERE stream = 'case:3'")
    assert found() == ["case:3"]


def test_a_whole_stream_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_ledgerevent WHERE stream = 'case:2'")
    assert found() == ["case:2", "leaf 4", "leaf 5", "leaf 6"]


def test_a_whole_stream_deleted_with_its_head(tamper: Sql) -> None:
    tamper(
        "DELETE FROM ledger_ledgerevent WHERE stream = 'case:2'",
        "DELETE FROM ledger_streamhead WHERE stream = 'case:2'",
    )
    assert found() == ["leaf 4", "leaf 5", "leaf 6"]


def test_a_whole_stream_deleted_with_head_and_leaves(tamper: Sql) -> None:
    tamper(
        "DELETE FROM ledger_ledgerevent WHERE stream = 'case:2'",
        "DELETE FROM ledger_streamhead WHERE stream = 'case:2'",
        "DELETE FROM ledger_sealedleaf WHERE leaf_index >= 4",
    )
    assert found() == ["checkpoint 7", "checkpoint 4"]


def test_head_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_streamhead WHERE stream = 'case:2'")
    assert found() == ["case:2"]


def test_two_rows_swapped(tamper: Sql) -> None:
    tamper(
        "UPDATE ledger_ledgerevent SET position = position + 100 WHERE stream = 'case:1' AND position IN (2, 3)",
        "UPDATE ledger_ledgerevent SET position = 105 - position WHERE stream = 'case:1' AND position > 100",
    )
    assert {"case:1 #2", "case:1 #3"} <= set(found())


def test_a_row_rewritten_with_every_hash_after_it(tamper: Sql) -> None:
    """The forger knows the whole scheme and recomputes the chain: the sealed leaves still tell."""
    tamper(
        "DELETE FROM ledger_ledgerevent WHERE stream = 'case:2'",
        "DELETE FROM ledger_streamhead WHERE stream = 'case:2'",
    )
    with transaction.atomic():
        append(
            "case:2",
            [NewEvent("case.accepted", {"days": n}) for n in range(3)],
            actor=None,
            at=AT,
            place_path="42",
        )
    tamper(
        "UPDATE ledger_ledgerevent SET sequence = sequence - 4, transaction_id = "
        "(SELECT min(transaction_id) FROM ledger_ledgerevent) WHERE stream = 'case:2'"
    )
    assert found() == ["case:2 #1", "case:2 #2", "case:2 #3"]


def test_a_row_slipped_in_behind_the_seal(tamper: Sql) -> None:
    with transaction.atomic():
        append("case:9", [NewEvent("case.accepted", {})], actor=None, at=AT, place_path="42")
    tamper("UPDATE ledger_ledgerevent SET transaction_id = 1 WHERE stream = 'case:9'")
    assert found() == ["case:9 #1"]


def test_leaf_and_event_rewritten_together(tamper: Sql) -> None:
    tamper("UPDATE ledger_sealedleaf SET leaf_hash = sha256('x') WHERE leaf_index = 2")
    assert found() == ["case:1 #3", "checkpoint 7"]


def test_a_checkpoint_rewritten(tamper: Sql) -> None:
    tamper("UPDATE ledger_checkpoint SET root_hash = sha256('x')")
    assert found() == ["checkpoint 7", "checkpoint 7"]  # its signature, and its root


def test_a_checkpoint_deleted(tamper: Sql) -> None:
    tamper("DELETE FROM ledger_checkpoint")
    assert found() == ["checkpoint 7"]


def test_a_stored_subtree_rewritten() -> None:
    with transaction.atomic():
        append("case:1", [NewEvent("a", {"n": n}) for n in range(300)], actor=None, at=AT, place_path="42")
    seal(AT)
    assert found() == []
    with guards_lifted(connection), connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON ledger_sealedsubtree TO CURRENT_USER")
        cursor.execute("UPDATE ledger_sealedsubtree SET node_hash = sha256('x')")
        cursor.execute("REVOKE UPDATE ON ledger_sealedsubtree FROM CURRENT_USER")
    assert found() == ["subtree 8/0"]


def test_a_history_rewritten_and_signed_again_is_caught_by_a_checkpoint_kept_elsewhere(tamper: Sql) -> None:
    kept = proofs.checkpoint_note(Checkpoint.objects.get())
    assert found(kept) == []
    tamper(
        "TRUNCATE ledger_ledgerevent, ledger_streamhead, ledger_sealedleaf, ledger_checkpoint, ledger_consumerposition"
    )
    with transaction.atomic():
        append(
            "case:1",
            [NewEvent("case.accepted", {"n": n}) for n in range(9)],
            actor=None,
            at=AT,
            place_path="42",
        )
    seal(AT, limit=7)
    assert found() == []
    assert found(kept) == ["published checkpoint 7"]
    assert found(kept.replace("\n7\n", "\n6\n")) == ["published checkpoint 6", "published checkpoint 6"]
    assert found("no such thing") == ["published checkpoint"]
