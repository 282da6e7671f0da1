"""Loading the organisation from its data files. Repeatable: a second run finds everything in place and says so.

A load adds what is new and mends what differs from the files; it never deletes, and leaves bodies alone that have ceased.
Each load that changed something is one event of the stream ``organisations``, with the digests of the files it read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import sql

from yangguang.foundations.ledger import services as ledger

from .bulk import Changes, Target, load
from .division_data import DivisionRow
from .events import STREAM, OrganisationsLoaded
from .models import Body, Window
from .organisation_data import OrganisationData
from .staffing_data import PostRow
from .tables import BODIES, CENTRES, DEPARTMENTS, DIVISIONS, POSTS, TARGETS, WINDOWS

SHANGHAI = ZoneInfo("Asia/Shanghai")
INITIALS_LENGTH = 40  # as wide as the column


def load_divisions(at: datetime, data: OrganisationData | None = None) -> Changes:
    """The five-level tree. ``at`` is the moment of loading, aware; raises ``DataFileError``, as all loads here do."""
    data = data or data_for(at)
    return _bring(DIVISIONS, map(_division_values, data.divisions), at, data.divisions_file)


def load_departments(at: datetime, data: OrganisationData | None = None) -> Changes:
    data = data or data_for(at)
    rows = map(_values(DEPARTMENTS), data.departments.rows)
    return _bring(DEPARTMENTS, rows, at, data.departments_file)


def load_bodies(at: datetime, data: OrganisationData | None = None) -> Changes:
    """A body for each department at each place where it exists; divisions and departments must be there."""
    data = data or data_for(at)
    rows = map(_values(BODIES), data.bodies)
    files = (data.departments_file, data.divisions_file, data.telephone_codes_file)
    return _bring(BODIES, rows, at, *files)


def load_centres(at: datetime, data: OrganisationData | None = None) -> Changes:
    """One centre, hall or room for each place; divisions must be there."""
    data = data or data_for(at)
    rows = map(_values(CENTRES), data.centres)
    return _bring(CENTRES, rows, at, data.centres_file, data.divisions_file, data.telephone_codes_file)


def load_windows(at: datetime, data: OrganisationData | None = None) -> Changes:
    """The windows of the centres and halls; centres must be there."""
    data = data or data_for(at)
    rows = map(_values(WINDOWS), data.windows)
    return _bring(WINDOWS, rows, at, data.centres_file, data.divisions_file)


def load_demonstration_posts(at: datetime, data: OrganisationData | None = None) -> Changes:
    """The posts of the demonstration; bodies, centres and windows must be there. Who holds them is the accounts' part."""
    data = data or data_for(at)
    files = (data.staffing_file, data.departments_file, data.divisions_file)
    return _bring(POSTS, _post_values(data.posts), at, *files)


LOADS: tuple[tuple[Promise | str, Callable[[datetime, OrganisationData], Changes]], ...] = (
    (gettext_lazy("区划"), load_divisions),
    (gettext_lazy("部门"), load_departments),
    (gettext_lazy("实施主体"), load_bodies),
    (gettext_lazy("服务中心"), load_centres),
    (gettext_lazy("窗口"), load_windows),
    (gettext_lazy("岗位"), load_demonstration_posts),
)


def load_organisations(
    at: datetime, out: Callable[[str], object] = print, data: OrganisationData | None = None
) -> None:
    """Load everything above in one transaction, all or nothing; one line to ``out`` for each table."""
    data = data or data_for(at)
    with transaction.atomic():
        for what, load_table in LOADS:
            out(_told(what, load_table(at, data)))
        _count_for_the_planner()


def data_for(at: datetime) -> OrganisationData:
    """The product's own data files, as of the Shanghai day of the moment ``at``."""
    return OrganisationData(on=at.astimezone(SHANGHAI).date())


def _bring(target: Target, rows: Iterable[Sequence[Any]], at: datetime, *files: Path) -> Changes:
    with transaction.atomic():
        _one_load_at_a_time()
        changes = load(target, rows)
        if changes:
            event = OrganisationsLoaded(
                table=target.table,
                files={file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
                inserted=changes.inserted,
                updated=changes.updated,
            )
            ledger.append(STREAM, [event.as_event()], actor=None, at=at, place_path="")
    return changes


def _one_load_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [STREAM])


def _values(target: Target) -> Callable[[object], Sequence[Any]]:
    """Takes a row's values in the order of the columns; a reference bears the same name without its ``_id``."""
    return attrgetter(*(column.removesuffix("_id") for column in target.columns))


def _count_for_the_planner() -> None:
    """A table that just grew from nothing would be planned as an empty one until autovacuum comes by."""
    with connection.cursor() as cursor:
        for target in TARGETS:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(target.table)))


def _division_values(row: DivisionRow) -> tuple[Any, ...]:
    parent = row.parent
    syllables = row.pinyin.split()
    return (
        *(row.code, row.name, row.name_en, row.full_name, row.level),
        *((parent.code, parent.level) if parent else (None, None)),
        *(row.path, row.kind, "".join(syllables)),
        "".join(syllable[0] for syllable in syllables)[:INITIALS_LENGTH],
        *(row.source, row.as_of),
    )


def _post_values(posts: Iterable[PostRow]) -> Iterator[tuple[Any, ...]]:
    """Looks the numbers of bodies and windows up at once: while rows are being copied the connection is taken."""
    body_ids = dict(Body.objects.values_list("uscc", "id"))
    windows = Window.objects.values_list("id", "centre_id", "number")
    window_ids = {(centre, number): pk for pk, centre, number in windows}

    def values(post: PostRow) -> tuple[Any, ...]:
        window = window_ids[post.division, post.window] if post.window else None
        place = (body_ids[post.uscc], post.division, post.centre, window)
        return (*place, post.role, post.ordinal, post.title, post.title_en)

    return map(values, posts)


def _told(what: Promise | str, changes: Changes) -> str:
    if not changes:
        return _("%(what)s：%(count)d 条，无变化") % {"what": what, "count": changes.unchanged}
    numbers = {"inserted": changes.inserted, "updated": changes.updated, "unchanged": changes.unchanged}
    return _("%(what)s：新增 %(inserted)d，更新 %(updated)d，未变 %(unchanged)d") % {"what": what, **numbers}
