"""What can be said without a database: programs, packages, room, port."""

import fcntl
import os
import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec

from yangguang.site import database
from yangguang.site.database.binaries import find_binaries, major_version
from yangguang.site.places import PACKAGE, ROOT, is_checkout
from yangguang.site.ports import check_port_free

from .findings import Check, Finding

OLDEST_PYTHON = (3, 11)
ENOUGH_FREE_BYTES = 1024**3
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+?)(?:\s*;\s*(.*?))?\s*\\?$", re.MULTILINE)
FONT_PACKAGES = ("manimgx_fonts_cjk",)


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
    mend = f"请检查权限，或设置 YANGGUANG_VAR / mend the permissions of {folder}, or set YANGGUANG_VAR"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        yield Finding("磁盘 disk", f"无法写入 {folder} cannot be written", mend)
        return
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
    if site_runs():
        yield Finding("端口 port", "网站正在运行 / the site is running")
        return
    check_port_free(host, port)
    yield Finding("端口 port", f"{host}:{port} 可用 free")


def site_runs() -> bool:
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
        not is_checkout()
        or compiled.stat().st_mtime >= source.stat().st_mtime  # pip writes files in any order
    )
    mend = "" if current else "请运行 make setup / run `make setup`"
    yield Finding(
        "英文界面 English pages", "译文已编译 compiled" if current else "译文未编译 not compiled", mend
    )


CHECKS: tuple[tuple[str, Check], ...] = (
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
