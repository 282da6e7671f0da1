"""``yangguang doctor``: what is wrong with this installation, and how to mend it."""

import fcntl
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from . import database
from .database.binaries import OLDEST_MAJOR, find_binaries, major_version
from .ports import check_port_free
from .trouble import Trouble

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
OLDEST_PYTHON = (3, 11)
ENOUGH_FREE_BYTES = 1024**3
EXTENSIONS = ("btree_gist", "pg_trgm")
HEARD_WITHIN = timedelta(seconds=60)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+?)(?:\s*;\s*(.*?))?\s*\\?$", re.MULTILINE)
FONT_PACKAGES = ("manimgx_fonts_cjk",)

Out = Callable[[str], None]
Check = Callable[[], Iterator["Finding"]]


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``mend`` says what to do, and is empty when all is well."""

    what: str
    found: str
    mend: str = ""

    def line(self) -> str:
        if not self.mend:
            return f"正常 ok       {self.what}: {self.found}"
        return f"问题 PROBLEM  {self.what}: {self.found}\n              → {self.mend}"


def examine(out: Out) -> int:
    """Report every finding through ``out``; returns 1 when there is a problem, else 0. Mends nothing."""
    problems = 0
    for finding in _findings():
        out(finding.line())
        problems += bool(finding.mend)
    if problems:
        out(f"共 {problems} 个问题 / {problems} problems")
    else:
        out("未发现问题 / no problems found")
    return 1 if problems else 0


def _findings() -> Iterator[Finding]:
    for what, check in BEFORE_THE_DATABASE:
        yield from _carefully(what, check)
    reachable = list(_carefully("数据库 database", _server))
    yield from reachable
    if any(finding.mend for finding in reachable):
        return
    for what, check in IN_THE_DATABASE:
        yield from _carefully(what, check)


def _carefully(what: str, check: Check) -> Iterator[Finding]:
    """A check that fails is a finding, and keeps no other from being made."""
    try:
        yield from check()
    except Trouble as trouble:
        yield Finding(what, "不可用 not usable", str(trouble))
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield Finding(
            what,
            reason,
            "请运行 make setup 与 yangguang migrate / run `make setup`, then `yangguang migrate`",
        )


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    too_old = sys.version_info < OLDEST_PYTHON
    yield Finding(
        "Python", version, "请安装 Python 3.11 及以上 / install Python 3.11 or later" if too_old else ""
    )


def _packages() -> Iterator[Finding]:
    lock = ROOT / "requirements" / "run.txt"
    if not lock.exists():
        yield Finding("依赖 packages", "未从源码目录运行，不比对 / not run from a checkout, not compared")
        return
    pins = PIN.findall(lock.read_text())
    wrong = [f"{name} {version}" for name, version, marker in pins if not _installed(name, version, marker)]
    mend = "请运行 make setup / run `make setup`" if wrong else ""
    shown = "、".join(wrong[:5]) + (" …" if len(wrong) > 5 else "")
    missing = f"与锁定版本不符 differ from the lock: {shown}"
    yield Finding("依赖 packages", missing if wrong else f"{len(pins)} 个，与锁定版本一致 / as locked", mend)


def _installed(name: str, version: str, marker: str) -> bool:
    try:
        return metadata.version(name) == version
    except metadata.PackageNotFoundError:
        return bool(marker)  # asked for on other machines only


def _programs() -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL"):
        return
    folder = find_binaries()
    yield Finding("PostgreSQL 程序 programs", f"{major_version(folder)} ({folder})")


def _data_folder() -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL"):
        return
    cluster = database.embedded_cluster()
    if not (cluster.data / "PG_VERSION").exists():
        yield Finding("数据目录 data folder", "尚未创建，首次启动时创建 / made at the first start")
        return
    cluster.check_data_folder()
    yield Finding("数据目录 data folder", str(cluster.data))


def _disk() -> Iterator[Finding]:
    folder = database.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    mend = "请腾出至少 1 GB / free at least 1 GB" if free < ENOUGH_FREE_BYTES else ""
    yield Finding("磁盘 disk", f"{free / 1024**3:.1f} GB 可用 free ({folder})", mend)


def _secrets() -> Iterator[Finding]:
    folder = database.var_folder() / "secrets"
    opened = (
        [file for file in sorted(folder.glob("*")) if file.stat().st_mode & 0o077] if folder.is_dir() else []
    )
    mend = f"请运行 chmod 600 {folder}/* / run `chmod 600 {folder}/*`" if opened else ""
    yield Finding(
        "密钥 keys", "其他用户可读 readable by others" if opened else "仅属主可读 closed to others", mend
    )


def _port() -> Iterator[Finding]:
    host = os.environ.get("YANGGUANG_HOST", "127.0.0.1")
    port = int(os.environ.get("YANGGUANG_PORT", "8000"))
    if _site_runs():
        yield Finding("端口 port", "网站正在运行 / the site is running")
        return
    check_port_free(host, port)
    yield Finding("端口 port", f"{host}:{port} 可用 free")


def _site_runs() -> bool:
    """Whether ``yangguang run`` holds its lock."""
    try:
        descriptor = os.open(database.var_folder() / "run.lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _fonts() -> Iterator[Finding]:
    found = [package for package in FONT_PACKAGES if find_spec(package)]
    mend = (
        ""
        if found
        else "公文将无法显示汉字：请运行 make setup / documents would lack Chinese: run `make setup`"
    )
    yield Finding("中文字体 Chinese font", "、".join(found) or "未找到 not found", mend)


def _messages() -> Iterator[Finding]:
    source = PACKAGE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    compiled = source.with_suffix(".mo")
    current = compiled.exists() and (
        not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime
    )
    mend = "" if current else "请运行 make setup / run `make setup`"
    yield Finding(
        "英文界面 English pages", "译文已编译 compiled" if current else "译文未编译 not compiled", mend
    )


def _server() -> Iterator[Finding]:
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
    from .first_start import database_migrated

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
    from .first_start import LOADABLE, step_named

    for name in LOADABLE:
        done = step_named(name).is_done()
        mend = "" if done else f"请运行 yangguang load {name} / run `yangguang load {name}`"
        yield Finding(
            f"数据 data: {name}", "已装载 loaded" if done else "未装载或已更新 missing or out of date", mend
        )


def _assets() -> Iterator[Finding]:
    from .first_start import assets_collected

    done = assets_collected()
    mend = (
        ""
        if done
        else "下次 make run 时自动收集，或运行 yangguang manage collectstatic / the next `make run` collects them"
    )
    yield Finding(
        "页面资源 page assets", "已收集 collected" if done else "未收集或已更新 missing or out of date", mend
    )


def _worker() -> Iterator[Finding]:
    from yangguang.foundations.jobs.queries import worker_heard_at

    heard = worker_heard_at()
    recent = heard is not None and datetime.now(UTC) - heard < HEARD_WITHIN
    if recent:
        yield Finding("后台 worker", f"{heard:%Y-%m-%d %H:%M:%S} UTC")
    elif not _site_runs():
        yield Finding("后台 worker", "网站未运行 / the site is not running")
    else:
        yield Finding(
            "后台 worker",
            "没有心跳 no heartbeat",
            "请查看 yangguang run 的输出 / see the output of `yangguang run`",
        )


BEFORE_THE_DATABASE: tuple[tuple[str, Check], ...] = (
    ("Python", _python),
    ("依赖 packages", _packages),
    ("PostgreSQL 程序 programs", _programs),
    ("数据目录 data folder", _data_folder),
    ("磁盘 disk", _disk),
    ("密钥 keys", _secrets),
    ("端口 port", _port),
    ("中文字体 Chinese font", _fonts),
    ("英文界面 English pages", _messages),
)
IN_THE_DATABASE: tuple[tuple[str, Check], ...] = (
    ("扩展 extensions", _extensions),
    ("数据库结构 tables", _migrations),
    ("工作日历 calendar", _calendar),
    ("数据 data", _contents),
    ("页面资源 page assets", _assets),
    ("后台 worker", _worker),
)
