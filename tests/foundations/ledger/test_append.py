"""Recording a fact: the chain, its guards, and what is refused."""

import importlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.foundations.ledger import queries
from yangguang.foundations.ledger.canonical import NotCanonical, event_hash, sha256_of
from yangguang.foundations.ledger.models import LedgerEvent, StreamHead
from yangguang.foundations.ledger.services import ActorRef, NewEvent, append

LEDGER_ONLY = ["yangguang.foundations.ledger"]  # the tables emptied after each test
AT = datetime(2026, 3, 2, 1, 30, 0, 123456, tzinfo=UTC)
ACTOR = ActorRef(account_id=7, post_id=31)
GUARDED = ["ledger_ledgerevent", "ledger_sealedleaf", "ledger_sealedsubtree", "ledger_checkpoint"]


def record(stream: str = "case:1", *kinds: str, at: datetime = AT) -> int:
    events = [NewEvent(kind, {"number": index}) for index, kind in enumerate(kinds or ("case.received",))]
    return append(stream, events, actor=ACTOR, at=at, place_path="42.4201")


def hash_in_python(event: LedgerEvent) -> bytes:
    return event_hash(
        previous_hash=bytes(event.previous_hash),
        stream=event.stream,
        position=event.position,
        kind=event.kind,
        version=event.version,
        actor_id=event.actor_id,
        post_id=event.post_id,
        place_path=event.place_path,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        payload_hash=sha256_of(event.payload),
    )


@pytest.mark.django_db
def test_events_of_a_stream_are_chained_from_one_on() -> None:
    assert record("case:1", "case.received", "case.accepted") == 2
    assert record("case:2") == 1
    assert record("case:1", "case.decided") == 3
    rows = list(LedgerEvent.objects.filter(stream="case:1").order_by("position"))
    assert [(row.position, row.kind) for row in rows] == [
        (1, "case.received"), (2, "case.accepted"), (3, "case.decided"),
    ]  # fmt: skip
    assert bytes(rows[0].previous_hash) == bytes(32)
    assert all(bytes(after.previous_hash) == bytes(before.event_hash) for before, after in pairwise(rows))
    head = StreamHead.objects.get(stream="case:1")
    assert (head.position, bytes(head.event_hash)) == (3, bytes(rows[-1].event_hash))


@pytest.mark.django_db
def test_the_act_is_recorded_with_actor_place_and_both_times() -> None:
    earlier = AT - timedelta(days=3)
    append(
        "case:1", [NewEvent("case.accepted", {"名": "张三", "limit": 20}, version=2)],
        actor=ACTOR, at=AT, occurred_at=earlier, place_path="42.4201.420102",
    )  # fmt: skip
    (row,) = queries.history("case:1")
    assert (row.actor_id, row.post_id, row.place_path, row.version) == (7, 31, "42.4201.420102", 2)
    assert (row.occurred_at, row.recorded_at) == (earlier, AT)
    assert row.payload == {"名": "张三", "limit": 20}


@pytest.mark.django_db
def test_the_system_acts_without_account_or_post() -> None:
    append("case:1", [NewEvent("case.deemed_accepted", {})], actor=None, at=AT, place_path="")
    event = LedgerEvent.objects.get()
    assert (event.actor_id, event.post_id) == (None, None)
    assert bytes(event.event_hash) == hash_in_python(event)


MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NUMBERS = st.none() | st.integers(0, 2**63 - 1)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    stream=WORDS, kind=WORDS, place=WORDS, actor=NUMBERS, post=NUMBERS, happened=MOMENTS,
    payload=st.dictionaries(WORDS, WORDS | st.integers() | st.none() | st.lists(st.booleans())),
)  # fmt: skip
def test_database_and_python_compute_the_same_hash(
    stream: str,
    kind: str,
    place: str,
    actor: int | None,
    post: int | None,
    happened: datetime,
    payload: dict[str, object],
) -> None:
    position = append(
        stream, [NewEvent(kind, payload)],
        actor=ActorRef(actor, post), at=AT, occurred_at=happened, place_path=place,
    )  # fmt: skip
    event = LedgerEvent.objects.get(stream=stream, position=position)
    assert bytes(event.payload_hash) == sha256_of(event.payload)
    assert bytes(event.event_hash) == hash_in_python(event)


@pytest.mark.django_db
def test_one_statement_however_many_events(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        record("case:1", "a", "b", "c", "d")


@pytest.mark.django_db
def test_fractions_and_naive_moments_are_refused_and_leave_nothing() -> None:
    with pytest.raises(NotCanonical, match=r"\$\.fee is the fraction 0\.5"):
        append("case:1", [NewEvent("a", {"fee": 0.5})], actor=None, at=AT, place_path="")
    with pytest.raises(NotCanonical, match="names no time zone"):
        append("case:1", [NewEvent("a", {})], actor=None, at=AT.replace(tzinfo=None), place_path="")
    with pytest.raises(ValueError, match="nothing to append"):
        append("case:1", [], actor=None, at=AT, place_path="")
    assert not LedgerEvent.objects.exists()


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_a_fact_outside_the_transaction_of_its_act_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction of the act"):
        record()
    with transaction.atomic():
        assert record() == 1


@pytest.mark.django_db(transaction=True, available_apps=LEDGER_ONLY)
def test_an_act_that_fails_leaves_no_trace() -> None:
    def act() -> None:
        with transaction.atomic():
            record()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not LedgerEvent.objects.exists()
    with transaction.atomic():
        assert record() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_nobody_changes_a_row(table: str, statement: str) -> None:
    """Whoever runs the tests may be a superuser, whom grants do not bind: the trigger does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
        )
        (column,) = cursor.fetchone()
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
            cursor.execute(statement.format(table, column))


@pytest.mark.django_db
def test_the_owner_of_the_tables_has_no_right_to_change_them_and_taking_it_does_not_help() -> None:
    """The guards of the migration, laid by an owner who is no superuser."""
    guards = importlib.import_module("yangguang.foundations.ledger.migrations.0003_append_only")
    table = "ledger_ledgerevent"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:  # else whoever runs the tests is plain enough
            cursor.execute(f"CREATE ROLE plain_owner; GRANT SELECT ON {table} TO plain_owner")
            cursor.execute("CREATE SCHEMA owned AUTHORIZATION plain_owner; SET LOCAL ROLE plain_owner")
        else:
            cursor.execute("CREATE SCHEMA owned")
        cursor.execute("SET LOCAL search_path = owned, public")
        cursor.execute(f"CREATE TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING IDENTITY)")
        cursor.execute(guards.FUNCTION)
        cursor.execute(guards.GUARD.format(table=table))
        for statement in ("UPDATE {0} SET position = 1", "DELETE FROM {0}", "TRUNCATE {0}"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement.format(f"owned.{table}"))
        cursor.execute(f"GRANT ALL ON owned.{table} TO CURRENT_USER")
        for statement in ("UPDATE {0} SET position = 1", "DELETE FROM {0}", "TRUNCATE {0}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(statement.format(f"owned.{table}"))
        transaction.set_rollback(True)
