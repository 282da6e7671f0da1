"""证照类型代码: what kind of licence an item grants, as the identifiers of electronic licences say it (GB/T 36904)."""

from django.db import connection

from yangguang.foundations.organisations import queries as organisations

from .models import PowerItem

MOST = 999  # of one department
_NEXT = """
SELECT coalesce(max(right(licence_type, 3)::integer), 0) + 1 FROM power_library_poweritem
WHERE licence_type LIKE %s
"""


def give_licence_type(item_key: str, department: str) -> None:
    """The next code of the department's series; to be called in the transaction that makes the item.

    The series is that of the department's body in the province; lines of work without one (townships, villages) use the
    series of the provincial government.
    """
    authority = organisations.uscc_in_the_province(department)
    if authority is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"licence types of {authority}"])
        cursor.execute(_NEXT, [authority + "%"])
        (serial,) = cursor.fetchone()
    if serial > MOST:
        raise ValueError(f"{authority} has given all of its {MOST} licence types")
    PowerItem.objects.filter(key=item_key).update(licence_type=f"{authority}{serial:03d}")
