"""What must be in place before the first page: a table of steps, each skipped when its result is already there.

Results in the database are stamped in the database, so that another database is filled anew; a stamp names the content
that was loaded, so that changed data files are loaded again.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from .places import PACKAGE

STAMPS = "installation_step"

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Step:
    """``is_done`` is asked before ``act(at)``; both names are shown to the person at the keyboard."""

    name: str
    chinese: str
    english: str
    is_done: Callable[[], bool]
    act: Callable[[datetime], None]


def take_steps(at: datetime, say: Say) -> None:
    """Take every step that is not yet done, in order; ``at`` is the moment of loading."""
    for step in steps():
        if not step.is_done():
            say(step.chinese, step.english)
            step.act(at)


def step_named(name: str) -> Step:
    return next(step for step in steps() if step.name == name)


def steps() -> tuple[Step, ...]:
    return (
        Step("pages", "收集页面资源", "collecting the pages' assets", assets_collected, collect_assets),
        Step("migrations", "迁移数据库", "migrating the database", database_migrated, migrate),
        loading(
            "calendars",
            "装载工作日历",
            "loading the working-day calendar",
            "yangguang.foundations.calendars.loading.load_calendars",
            content=("law",),
        ),
        loading(
            "organisations",
            "装载五级区划、机构与岗位（约三万个地方）",
            "loading places, bodies and posts (some 30,000 places)",
            "yangguang.foundations.organisations.loading.load_organisations",
            content=("foundations/organisations",),
        ),
        loading(
            "items",
            "装载权力清单",
            "loading the power library",
            "yangguang.platforms.power_library.loading.load_items",
            content=("platforms/power_library", "foundations/organisations"),
        ),
    )


LOADABLE = ("calendars", "organisations", "items")


def loading(name: str, chinese: str, english: str, function: str, *, content: tuple[str, ...]) -> Step:
    """A step that calls ``function(at)`` again whenever a data file under one of the ``content`` folders changes."""

    def act(at: datetime) -> None:
        import_string(function)(at)
        set_stamp(name, fingerprint(content), at)

    return Step(name, chinese, english, lambda: stamp(name) == fingerprint(content), act)


@cache
def fingerprint(folders: tuple[str, ...]) -> str:
    """A digest of the data files below folders of this package."""
    digest = hashlib.sha256()
    for folder in folders:
        files = (
            file for file in (PACKAGE / folder).rglob("*") if file.suffix in {".csv", ".toml", ".json", ".gz"}
        )
        for file in sorted(files):
            digest.update(str(file.relative_to(PACKAGE)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def database_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate(_at: datetime) -> None:
    call_command("migrate", verbosity=0, interactive=False)


def assets_collected() -> bool:
    return _assets_stamp().exists() and _assets_stamp().read_text() == _assets_fingerprint()


def collect_assets(_at: datetime) -> None:
    """Collect into an empty folder: what a release no longer has must not be served for ever."""
    target = _static_root()
    shutil.rmtree(target, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    _assets_stamp().write_text(_assets_fingerprint())


def _static_root() -> Path:
    return Path(settings.STATIC_ROOT)


def _assets_stamp() -> Path:
    return _static_root() / "collected-from"


def _assets_fingerprint() -> str:
    """Names, sizes and times of all source files; reading them all would take as long as collecting them."""
    digest = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def stamp(name: str) -> str | None:
    """The content that step ``name`` last put into this database."""
    with connection.cursor() as cursor:
        if STAMPS not in connection.introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT content FROM {STAMPS} WHERE name = %s", [name])  # noqa: S608 - our own constant
        row = cursor.fetchone()
    return row[0] if row else None


def set_stamp(name: str, content: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {STAMPS} "
            "(name text PRIMARY KEY, content text NOT NULL, taken_at timestamptz NOT NULL)"
        )
        cursor.execute(
            f"INSERT INTO {STAMPS} VALUES (%s, %s, %s) "  # noqa: S608 - our own constant
            "ON CONFLICT (name) DO UPDATE SET content = EXCLUDED.content, taken_at = EXCLUDED.taken_at",
            [name, content, at],
        )
