"""A body's list of 10,000 entries brought back as a spreadsheet in which every row promises less time.

The entries are copies of one item under keys and codes of their own, made in a transaction that is taken back at the end.
"""

from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from .installation import installation
from .report import Measurement, Section

ENTRIES = 10_000
MOST_SECONDS = 60
ITEM = "food_business"
METHOD = (
    "A body's implementing list of {entries:,} entries is written as XLSX, every row is given a shorter promise, and the "
    "file is brought back: read, every row judged against the rules, then all rows put in force in one transaction, each "
    "as a version of its own with its entry on the ledger. Reading and judging take {judged:.1f} s, the import with "
    "judging {applied:.1f} s; a file with one bad row is refused whole. As a rate, 10,000 entries in 60 s are 167 a second."
)
_COPIES = """
WITH source AS (
    SELECT version.* FROM power_library_itemversion AS version
    WHERE item_id = %(item)s AND entry_id IS NULL AND state = 'published' AND in_force @> %(on)s::date
),
numbers AS (
    SELECT 'bulk_' || number AS key, '0001' || lpad(number::text, 8, '0') AS basic_code
    FROM generate_series(1, %(entries)s) AS number
),
items AS (
    INSERT INTO power_library_poweritem (key, basic_code, kind, department_id)
    SELECT numbers.key, numbers.basic_code, kind, department_id FROM numbers, power_library_poweritem AS item
    WHERE item.key = %(item)s
),
versions AS (
    INSERT INTO power_library_itemversion (
        item_id, number, state, in_force, name, name_en, case_kind, statutory_limit, promised_limit, themes, content,
        content_sha256, published_at, ended_by, ended_reason, search_text, search_vector)
    SELECT numbers.key, number, state, in_force, name, name_en, case_kind, statutory_limit, promised_limit, themes,
        content || jsonb_build_object('key', numbers.key, 'basic_code', numbers.basic_code),
        encode(sha256(convert_to(numbers.key, 'UTF8')), 'hex'), published_at, ended_by, ended_reason, search_text,
        search_vector
    FROM numbers, source
)
INSERT INTO power_library_implementingentry (code, item_id, body_id, division_id, level, in_force)
SELECT left(entry.code, 19) || numbers.basic_code, numbers.key, body_id, division_id, level, entry.in_force
FROM numbers, power_library_implementingentry AS entry WHERE entry.id = %(entry)s
"""


def run() -> Section:
    """Measure; raises AssertionError when a bad row lets anything through."""
    installation()
    from django.db import transaction

    with transaction.atomic():
        section = _measured()
        transaction.set_rollback(True)
    return section


def _measured() -> Section:
    from django.db import connection

    from yangguang.foundations.organisations.levels import Role
    from yangguang.law.time_limits import shanghai_date
    from yangguang.platforms.power_library import services
    from yangguang.platforms.power_library.bulk_table import HEADINGS, read_table
    from yangguang.platforms.power_library.models import ImplementingEntry, ItemVersion
    from yangguang.platforms.power_library.spreadsheets import as_xlsx
    from yangguang_sim.staff import Staff

    from .joint_case import AT, PLACE

    today = shanghai_date(AT)
    entry = ImplementingEntry.objects.get(item_id=ITEM, division_id=PLACE)
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, {"item": ITEM, "on": today, "entries": ENTRIES, "entry": entry.pk})
    staff = Staff(rng=Random("bulk"), since=today - timedelta(days=7), at=AT)
    head = staff.in_body(Role.AGENCY_HEAD, entry.body_id)[0]
    shorter = HEADINGS.index("承诺办结时限")
    rows = [
        [row.code, *row.cells]
        for row in read_table(services.export_entries(entry.body_id, on=today, xlsx=True))
    ]
    copies = {f"{entry.code[:19]}0001{number:08}" for number in range(1, ENTRIES + 1)}
    bettered = [row for row in rows if row[0] in copies]
    for row in bettered:
        row[shorter] = "1wd"
    starts = today + timedelta(days=1)
    file = as_xlsx("清单", HEADINGS, rows)

    bettered[-1][shorter] = "99wd"
    before = ItemVersion.objects.count()
    refused = _refused_of(as_xlsx("清单", HEADINGS, rows), starts, head, AT)
    assert refused == 1, f"{refused} rows refused of a file with one bad row"
    assert ItemVersion.objects.count() == before

    began = perf_counter()
    services.judge_import(file, from_date=starts, actor=head)
    judged = perf_counter() - began
    began = perf_counter()
    verdicts = services.apply_import(file, from_date=starts, actor=head, at=AT)
    applied = perf_counter() - began
    changed = sum(one.verdict is services.Verdict.CHANGED for one in verdicts)
    assert changed == ENTRIES
    assert ItemVersion.objects.count() - before == changed
    return Section(
        "Lists brought back as a spreadsheet",
        METHOD.format(entries=len(verdicts), judged=judged, applied=applied),
        [
            Measurement("entries judged", len(verdicts) / judged),
            Measurement("entries judged and put in force", changed / applied, ENTRIES / MOST_SECONDS),
        ],
    )


def _refused_of(file: bytes, starts: date, head: Any, at: datetime) -> int:
    from yangguang.platforms.power_library import services

    try:
        services.apply_import(file, from_date=starts, actor=head, at=at)
    except services.ImportRefused as refused:
        return sum(one.verdict is services.Verdict.REFUSED for one in refused.verdicts)
    return 0
