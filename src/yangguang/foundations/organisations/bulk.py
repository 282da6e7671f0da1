"""Many rows at once: COPY into a passing table, then one INSERT that adds what is new and mends what differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Changes:
    """What a load did to one table, in rows."""

    inserted: int
    updated: int
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated)


@dataclass(frozen=True, slots=True)
class Target:
    """A table to load: its ``key`` is unique, ``first_only`` columns keep what they hold once a row exists.

    ``unless`` is a column that, once filled, closes a row to loads (a body that has ceased).
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    first_only: tuple[str, ...] = ()
    unless: str | None = None


def load(target: Target, rows: Iterable[Sequence[Any]]) -> Changes:
    """Bring the table to ``rows`` (values in the order of ``target.columns``); rows not given stay as they are.

    Must run inside a transaction, and ``rows`` must not ask the database while it is being copied to: that would wait
    for ever. A key that occurs twice in ``rows`` is an error of the database.
    """
    incoming = sql.Identifier(f"incoming_{target.table}")
    with connection.cursor() as cursor:
        cursor.execute(_create(target, incoming))
        with cursor.copy(_copy(target, incoming)) as copy:
            for row in rows:
                copy.write_row(row)
        total = _count(cursor, incoming)
        cursor.execute(_merge(target, incoming))
        inserted, changed = cursor.fetchone()
        cursor.execute(sql.SQL("DROP TABLE {}").format(incoming))
    return Changes(inserted, changed - inserted, total - changed)


def _create(target: Target, incoming: sql.Identifier) -> sql.Composed:
    statement = "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
    return sql.SQL(statement).format(incoming, _list(target.columns), sql.Identifier(target.table))


def _copy(target: Target, incoming: sql.Identifier) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(incoming, _list(target.columns))


def _count(cursor: Any, incoming: sql.Identifier) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(incoming))
    return int(cursor.fetchone()[0])


def _merge(target: Target, incoming: sql.Identifier) -> sql.Composed:
    """``xmax`` is 0 in a row that was inserted and the updating transaction in one that was already there."""
    statement = """
        WITH written AS (
            INSERT INTO {table} AS present ({columns}) SELECT {columns} FROM {incoming}
            ON CONFLICT ({key}) {action}
            RETURNING present.xmax = 0 AS inserted
        )
        SELECT count(*) FILTER (WHERE inserted), count(*) FROM written
    """
    return sql.SQL(statement).format(
        table=sql.Identifier(target.table),
        columns=_list(target.columns),
        incoming=incoming,
        key=_list(target.key),
        action=_action(target),
    )


def _action(target: Target) -> sql.Composable:
    mended = [column for column in target.columns if column not in (*target.key, *target.first_only)]
    if not mended:
        return sql.SQL("DO NOTHING")
    statement = "DO UPDATE SET ({new}) = ROW ({excluded}) WHERE ({present}) IS DISTINCT FROM ({excluded})"
    action = sql.SQL(statement).format(
        new=_list(mended), present=_list(mended, "present"), excluded=_list(mended, "excluded")
    )
    if target.unless is None:
        return action
    open_row = sql.SQL(" AND {} IS NULL").format(sql.Identifier("present", target.unless))
    return sql.Composed([action, open_row])


def _list(columns: Iterable[str], table: str | None = None) -> sql.Composed:
    prefix = () if table is None else (table,)
    return sql.SQL(", ").join(sql.Identifier(*prefix, column) for column in columns)
