"""Numbers of what supervision issues: a series for each letter, place and year, without gaps."""

from datetime import datetime

from django.db import connection

from yangguang.law.time_limits import shanghai_date

_NEXT = """
INSERT INTO electronic_supervision_cardserial AS series (series, last_number) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last_number = series.last_number + 1 RETURNING last_number
"""


def next_number(letter: str, place_path: str, at: datetime) -> str:
    """``D420102-2026-0007``: letter, place, year and serial. The series stays locked until the act's transaction ends."""
    series = f"{letter}{place_path.rpartition('.')[2]}-{shanghai_date(at).year}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        (serial,) = cursor.fetchone()
    return f"{series}-{serial:04d}"
