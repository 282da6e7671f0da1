"""Acts a second through the services, by one process; beside them the rows that those acts leave, by bare psycopg.

A whole case is eight acts: filed with its materials, accepted, reviewed by three departments at once, reviewed legally,
decided with two documents, delivered. The bench has an installation of its own below ``var/bench``, with the whole
province in it, and every commit waits for the disk.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import JsonbDumper

from .installation import installation
from .report import Measurement, Section, rate

CASES, ROUNDS = 40, 3
TARGET = 700
METHOD = (
    f"{CASES} whole cases of eight acts, three departments in parallel, one after another in one process; case, steps, "
    "clocks, materials, documents, messages and ledger entries are all written, and `synchronous_commit` is on. The "
    "reference inserts the rows that these cases left into tables of the same columns and indexes, by prepared statements, "
    "in as many transactions, without reads, updates, triggers and foreign keys."
)
# Every table that a whole case writes to, and how its rows name the case.
_DOCUMENTS = "SELECT id FROM documents_officialdocument WHERE subject = ANY(%(streams)s)"
TABLES: Mapping[str, str] = {
    "power_operation_case": "id = ANY(%(cases)s)",
    "power_operation_casematerial": "case_id = ANY(%(cases)s)",
    "power_operation_casestep": "case_id = ANY(%(cases)s)",
    "power_operation_clock": "case_id = ANY(%(cases)s)",
    "power_operation_decision": "case_id = ANY(%(cases)s)",
    "power_operation_legalreviewrecord": "case_id = ANY(%(cases)s)",
    "documents_officialdocument": "subject = ANY(%(streams)s)",
    "notices_servicerecord": f"document_id IN ({_DOCUMENTS})",
    "notices_message": "subject = ANY(%(streams)s)",
    "ledger_ledgerevent": "stream = ANY(%(streams)s)",
    "ledger_streamhead": "stream = ANY(%(streams)s)",
}

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def run() -> Section:
    """Measure; raises AssertionError when a case does not end delivered."""
    address = installation()
    from .joint_case import ACTS, Office, all_delivered

    office = Office()
    handled: list[int] = []
    office.whole_case()  # fills what a process keeps: versions, calendars

    def handle() -> None:
        handled[:] = [office.whole_case() for _n in range(CASES)]

    services = rate(CASES * ACTS, handle, rounds=ROUNDS)
    rows = _rows_of(address, handled)
    assert all_delivered(handled)
    bare = rate(CASES * ACTS, _writer(address, rows, transactions=CASES * ACTS), rounds=ROUNDS)
    return Section(
        "Acts",
        METHOD,
        [
            Measurement("acts through the services", services, TARGET),
            Measurement(f"their {sum(map(len, rows.values())) / CASES:.0f} rows a case, bare psycopg", bare),
        ],
        [Measurement("bare psycopg, against the services", bare / services)],
    )


def _rows_of(address: str, case_ids: Sequence[int]) -> Rows:
    """Every row that these cases left, by table."""
    named = {"cases": list(case_ids), "streams": [f"case:{case_id}" for case_id in case_ids]}
    with psycopg.connect(address) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} WHERE {which}".encode(), named).fetchall()
            for table, which in TABLES.items()
        }


def _writer(address: str, rows: Rows, *, transactions: int) -> Callable[[], None]:
    """Writes all rows whenever it is called, each time into an empty copy of the tables."""
    connection = psycopg.connect(address, autocommit=True, prepare_threshold=0)
    connection.adapters.register_dumper(dict, JsonbDumper)
    copies = [_copied_tables(connection, sql.Identifier(f"bare_{number}"), rows) for number in range(ROUNDS)]

    def write() -> None:
        inserts = copies.pop()
        for number in range(transactions):
            with connection.transaction(), connection.cursor() as cursor:
                for table, found in rows.items():
                    if part := found[number::transactions]:
                        cursor.executemany(inserts[table], part)

    return write


def _copied_tables(
    connection: psycopg.Connection, schema: sql.Identifier, rows: Rows
) -> Mapping[str, sql.Composed]:
    """Empty tables like those of ``rows``, and the statement that inserts into each."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    inserts = {}
    for table, found in rows.items():
        name = sql.Identifier(table)
        copied = sql.SQL("CREATE TABLE {}.{} (LIKE {} INCLUDING INDEXES)")
        connection.execute(copied.format(schema, name, name))
        values = sql.SQL(", ").join([sql.Placeholder()] * len(found[0]))
        inserts[table] = sql.SQL("INSERT INTO {}.{} VALUES ({})").format(schema, name, values)
    return inserts
