"""Reading the ledger while others write: nothing lost, nothing twice, every stream in its own order."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction

from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.ledger.models import ConsumerPosition
from yangguang.foundations.ledger.services import NewEvent, append

LEDGER_ONLY = ["yangguang.foundations.ledger"]  # the tables emptied after each test
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)


class Reader:
    """An effect that remembers what it was given."""

    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def __call__(self, rows: Sequence[LedgerRow]) -> None:
        self.rows += rows

    @property
    def seen(self) -> list[str]:
        return [f"{row.stream}#{row.position}" for row in self.rows]


@pytest.fixture
def other() -> Iterator[Any]:
    """A second session on the same database, its transactions opened and closed by hand."""
    session = connections.create_connection("default")
    session.set_autocommit(False)
    yield session
    session.rollback()
    session.close()


def record(stream: str, kind: str = "case.accepted") -> None:
    with transaction.atomic():
        append(stream, [NewEvent(kind, {})], actor=None, at=AT, place_path="42")


def record_in(session: Any, stream: str) -> None:
    with session.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_append(%s, '{case.accepted}', '{1}', '{\"{}\"}', NULL, NULL, '42', %s, %s)",
            [stream, AT, AT],
        )


def test_each_row_is_read_once_and_in_order() -> None:
    for number in range(7):
        record(f"case:{number % 2}")
    reader = Reader()
    assert [consumers.consume("test", reader, limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert reader.seen == ["case:0#1", "case:1#1", "case:0#2", "case:1#2", "case:0#3", "case:1#3", "case:0#4"]
    record("case:0")
    assert consumers.consume_all("test", reader) == 1


def test_consumers_do_not_disturb_each_other() -> None:
    record("case:1")
    first, second = Reader(), Reader()
    consumers.consume_all("first", first)
    consumers.consume_all("second", second)
    assert first.seen == second.seen == ["case:1#1"]


def test_a_row_that_commits_late_is_not_stepped_over(other: Any) -> None:
    record_in(other, "case:slow")
    record("case:quick")
    reader = Reader()
    assert consumers.consume("test", reader) == 0  # the quick one waits behind the slow one
    other.commit()
    consumers.consume_all("test", reader)
    assert sorted(reader.seen) == ["case:quick#1", "case:slow#1"]


def test_a_stream_is_met_in_its_own_order_even_when_an_earlier_transaction_writes_later(other: Any) -> None:
    record_in(other, "case:elsewhere")  # gets the smaller transaction number
    record("case:1")
    record_in(other, "case:1")
    other.commit()
    reader = Reader()
    while consumers.consume("test", reader, limit=1):
        pass
    assert [place for place in reader.seen if place.startswith("case:1#")] == ["case:1#1", "case:1#2"]
    assert len(reader.seen) == 3


def test_an_effect_that_fails_is_given_the_same_rows_again() -> None:
    record("case:1")

    def fail(rows: Sequence[LedgerRow]) -> None:
        ConsumerPosition.objects.create(name="an effect of this batch")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consumers.consume("test", fail)
    assert not ConsumerPosition.objects.filter(name="an effect of this batch").exists()
    reader = Reader()
    assert consumers.consume("test", reader) == 1


def test_a_position_held_by_another_process_is_left_to_it(other: Any) -> None:
    record("case:1")
    consumers.consume_all("test", Reader())
    record("case:1")
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_consumerposition WHERE name = 'test' FOR UPDATE")
    reader = Reader()
    assert consumers.consume("test", reader) == 0
    other.rollback()
    assert consumers.consume("test", reader) == 1


def test_other_kinds_are_stepped_over_unread() -> None:
    for kind in ("case.accepted", "step.started", "case.accepted"):
        record("case:1", kind)
    reader = Reader()
    assert consumers.consume_all("test", reader, limit=2, kinds={"case.accepted"}) == 3
    assert reader.seen == ["case:1#1", "case:1#3"]
    record("case:1", "step.started")
    assert consumers.consume("test", reader, kinds={"case.accepted"}) == 1
    assert len(reader.seen) == 2


def test_consuming_inside_a_wider_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        consumers.consume("test", Reader())


def test_reading_on_from_a_far_position_uses_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + consumers._WINDOW.format(horizon=consumers.HORIZON), [0, 0, 500])
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET ALL")
    assert "ledger_reading_order" in plan
    assert "Sort" not in plan.split("Limit")[1]
