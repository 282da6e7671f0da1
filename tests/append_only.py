"""Tests that commit are emptied by TRUNCATE afterwards, which append-only tables refuse. Only here is that lifted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations

from yangguang.foundations.ledger import consumers

_GUARDED = """
SELECT DISTINCT c.relname, NOT has_table_privilege(c.oid, 'TRUNCATE') FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgtype & 32 <> 0 AND c.relnamespace = 'public'::regnamespace
"""


@contextmanager
def guards_lifted(connection: Any) -> Iterator[None]:
    """Without the triggers and revoked rights that keep rows from being changed; all of them stand again afterwards."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        guarded = cursor.fetchall()
        for table, revoked in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            if revoked:
                cursor.execute(f"GRANT TRUNCATE ON {table} TO CURRENT_USER")
        yield
        for table, revoked in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            if revoked:
                cursor.execute(f"REVOKE TRUNCATE ON {table} FROM CURRENT_USER")


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied() -> Iterator[None]:
    flush = DatabaseOperations.execute_sql_flush

    def flush_all(self: DatabaseOperations, sql_list: list[str]) -> None:
        with guards_lifted(self.connection):
            flush(self, sql_list)

    DatabaseOperations.execute_sql_flush = flush_all
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture
def events_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let consumers read events of the test's own, uncommitted transaction."""
    monkeypatch.setattr(consumers, "HORIZON", "9223372036854775807")
