"""What the database holds, and whether the worker lives."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from yangguang.site import database
from yangguang.site.database.binaries import OLDEST_MAJOR

from .findings import Check, Finding
from .machine import site_runs

EXTENSIONS = ("btree_gist", "pg_trgm")
HEARD_WITHIN = timedelta(seconds=60)
CLOCKS_AGREE_WITHIN = timedelta(seconds=30)
SEALED_WITHIN = timedelta(minutes=10)  # the worker seals every minute; a burst of acts may take a few


def server() -> Iterator[Finding]:
    if not os.environ.get("DATABASE_URL") and not _made():
        yield Finding("数据库 database", "尚未创建 not made yet", "请运行 make run / run `make run`")
        return
    database.ensure_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.site.settings")
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    mend = ""
    if int(re.split(r"\D", version)[0]) < OLDEST_MAJOR:
        mend = f"请使用 PostgreSQL {OLDEST_MAJOR} 及以上 / use PostgreSQL {OLDEST_MAJOR} or later"
    yield Finding("数据库 database", f"PostgreSQL {version}", mend)


def _made() -> bool:
    return (database.embedded_cluster().data / "PG_VERSION").exists()


def _extensions() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        found = {row[0] for row in cursor.fetchall()}
    missing = [name for name in EXTENSIONS if name not in found]
    orders = "; ".join(f"CREATE EXTENSION {name}" for name in missing)
    mend = f"请运行 yangguang migrate，或由数据库管理员执行 / run `yangguang migrate`, or as database owner: {orders}"
    yield Finding("扩展 extensions", "、".join(EXTENSIONS), mend if missing else "")


def _migrations() -> Iterator[Finding]:
    from yangguang.site.first_start import database_migrated

    done = database_migrated()
    mend = "" if done else "请运行 yangguang migrate / run `yangguang migrate`"
    yield Finding(
        "数据库结构 tables", "已是最新 up to date" if done else "有未执行的迁移 migrations are waiting", mend
    )


def _calendar() -> Iterator[Finding]:
    from yangguang.foundations.calendars.queries import NoCalendar, calendar_in_force
    from yangguang.law.time_limits import shanghai_date

    mend = "请运行 yangguang load calendars / run `yangguang load calendars`"
    try:
        version, calendar = calendar_in_force()
    except NoCalendar:
        yield Finding("工作日历 calendar", "尚无 none in force", mend)
        return
    year = shanghai_date(datetime.now(UTC)).year
    known = f"截至 {calendar.announced_through} 年 through {calendar.announced_through} ({version.title})"
    if year > calendar.announced_through:
        mend = f"请升级到含 {year} 年放假通知的版本并运行 yangguang load calendars / upgrade to a release with the notice of {year}"
        yield Finding("工作日历 calendar", known, mend)
        return
    count = sum(calendar.is_working_day(day) for day in _days_of(year))
    yield Finding(
        "工作日历 calendar",
        f"{known}，{year} 年 {count} 个工作日 working days in {year}",
        "" if count else mend,
    )


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days))


def _contents() -> Iterator[Finding]:
    from yangguang.site.first_start import LOADABLE, step_named

    for name in LOADABLE:
        done = step_named(name).is_done()
        mend = "" if done else f"请运行 yangguang load {name} / run `yangguang load {name}`"
        yield Finding(
            f"数据 data: {name}", "已装载 loaded" if done else "未装载或已更新 missing or out of date", mend
        )


def _assets() -> Iterator[Finding]:
    from yangguang.site.first_start import assets_collected

    done = assets_collected()
    mend = (
        ""
        if done
        else "下次 make run 时自动收集，或运行 yangguang manage collectstatic / the next `make run` collects them"
    )
    yield Finding(
        "页面资源 page assets", "已收集 collected" if done else "未收集或已更新 missing or out of date", mend
    )


def _clock() -> Iterator[Finding]:
    """Deadlines are judged by this machine's clock and stamped into a database that may stand elsewhere."""
    from django.db import connection

    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT max(recorded_at) FROM ledger_ledgerevent)")
        theirs, latest = cursor.fetchone()
    after = datetime.now(UTC)
    apart = max(before - theirs, theirs - after, timedelta())
    if apart > CLOCKS_AGREE_WITHIN:
        found = f"与数据库服务器相差 {apart.total_seconds():.0f} 秒 apart from the database server's"
    elif latest and latest - after > CLOCKS_AGREE_WITHIN:
        found = f"慢于台账最后一笔（{latest:%Y-%m-%d %H:%M:%S} UTC） / behind the latest act of the ledger"
    else:
        yield Finding("时钟 clock", f"{after:%Y-%m-%d %H:%M:%S} UTC")
        return
    yield Finding("时钟 clock", found, "请校准两机时钟（timedatectl set-ntp true） / set both clocks by NTP")


def _ledger() -> Iterator[Finding]:
    from yangguang.foundations.ledger.queries import unsealed_since

    waiting = unsealed_since()
    if waiting is None:
        yield Finding("台账 ledger", "已全部封存 all sealed")
        return
    found = f"自 {waiting:%Y-%m-%d %H:%M:%S} UTC 起未封存 unsealed since then"
    if not site_runs() or datetime.now(UTC) - waiting < SEALED_WITHIN:
        yield Finding("台账 ledger", f"{found}，后台每分钟封存一次 / the worker seals every minute")
        return
    yield Finding(
        "台账 ledger",
        found,
        "后台未能封存：请看 yangguang run 的输出，再运行 yangguang ledger verify / "
        "the worker does not seal: see the output of `yangguang run`, then `yangguang ledger verify`",
    )


def _worker() -> Iterator[Finding]:
    from yangguang.foundations.jobs.queries import worker_heard_at

    heard = worker_heard_at()
    recent = heard is not None and datetime.now(UTC) - heard < HEARD_WITHIN
    if recent:
        yield Finding("后台 worker", f"{heard:%Y-%m-%d %H:%M:%S} UTC")
    elif not site_runs():
        yield Finding("后台 worker", "网站未运行 / the site is not running")
    else:
        yield Finding(
            "后台 worker",
            "没有心跳 no heartbeat",
            "请查看 yangguang run 的输出 / see the output of `yangguang run`",
        )


def set_up() -> bool:
    """Whether the site was ever started on this database."""
    from django.db import connection

    return "django_migrations" in connection.introspection.table_names()


CHECKS: tuple[tuple[str, Check], ...] = (
    ("扩展 extensions", _extensions),
    ("数据库结构 tables", _migrations),
    ("工作日历 calendar", _calendar),
    ("数据 data", _contents),
    ("页面资源 page assets", _assets),
    ("时钟 clock", _clock),
    ("后台 worker", _worker),
    ("台账 ledger", _ledger),
)
