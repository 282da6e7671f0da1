"""The database this installation uses: the server that ``DATABASE_URL`` names, else a PostgreSQL of our own under ``var``."""

import atexit
import os
from functools import cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from yangguang.site.places import var_folder
from yangguang.site.trouble import Trouble

from .binaries import OLDEST_MAJOR
from .cluster import NAME, Cluster
from .lease import Lease

__all__ = [
    "Cluster",
    "Lease",
    "connection_settings",
    "embedded_cluster",
    "ensure_database_url",
    "release_database",
    "var_folder",
]

# What Django calls by its own names; everything else of the address is passed through to libpq.
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}

PREPARED_FROM = 3  # how often a statement is asked on a connection before the server keeps its plan


def embedded_cluster() -> Cluster:
    return Cluster(var_folder() / "postgres")


@cache
def _lease() -> Lease:
    return Lease(embedded_cluster())


def ensure_database_url() -> str:
    """The address of a database that answers now; starts our own server when no other is named.

    Our own server runs at least until this process ends or calls ``release_database``. Raises Trouble when the named
    server cannot be used.
    """
    if given := os.environ.get("DATABASE_URL"):
        _check_server(given)
        return given
    lease = _lease()
    if not lease.held:
        lease.acquire()
        atexit.register(lease.release)
    return lease.cluster.url()


def release_database() -> None:
    """Give our own server back early; without a lease this does nothing."""
    _lease().release()


def revive_database() -> bool:
    """Bring our own server back after a crash; returns whether that was needed. A named server minds itself."""
    return _lease().revive()


def connection_settings(url: str | None = None) -> dict[str, Any]:
    """Django's settings for ``url``, else for the address this installation uses. Starts nothing, so that settings
    may be read without a server.

    The web server keeps a pool of ``YANGGUANG_POOL`` connections in each process; other processes keep one a thread.
    What is asked repeatedly is prepared on the server, which takes a quarter off its work.
    """
    address = url or os.environ.get("DATABASE_URL") or embedded_cluster().url()
    parts = _parse(address)
    settings: dict[str, Any] = {name: str(parts.pop(key, "") or "") for key, name in DJANGO_NAMES.items()}
    settings["NAME"] = settings["NAME"] or NAME
    options: dict[str, Any] = {key: value for key, value in parts.items() if value is not None}
    options |= {"server_side_binding": True, "prepare_threshold": PREPARED_FROM}
    pool = int(os.environ.get("YANGGUANG_POOL", "0"))
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        **settings,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _parse(url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise Trouble(
            "DATABASE_URL 须以 postgresql:// 开头，例如 postgresql://用户:密码@主机:5432/库名",
            "DATABASE_URL must start with postgresql://, as in postgresql://user:password@host:5432/name",
        )
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise Trouble(
            f"DATABASE_URL 无法解析（{_first_line(error)}）：格式为 postgresql://用户:密码@主机:5432/库名",
            f"DATABASE_URL cannot be read ({_first_line(error)}): write postgresql://user:password@host:5432/name",
        ) from error


def _check_server(url: str) -> None:
    parts = _parse(url)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        if str(error).rstrip().endswith("does not exist") and " database " in str(error):
            raise _no_database(str(parts["dbname"])) from error
        where = f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
        raise Trouble(
            f"无法连接 DATABASE_URL 所指数据库 {where}（{_first_line(error)}）：请检查地址、用户和密码，"
            "或去掉 DATABASE_URL 使用内嵌数据库",
            f"DATABASE_URL does not answer at {where} ({_first_line(error)}): check address, user and password, "
            "or unset it to use the embedded database",
        ) from error
    if version < OLDEST_MAJOR:
        raise Trouble(
            f"DATABASE_URL 所指 PostgreSQL 为 {version}：需要 {OLDEST_MAJOR} 及以上版本",
            f"DATABASE_URL leads to PostgreSQL {version}: version {OLDEST_MAJOR} or later is needed",
        )


def _no_database(name: str) -> Trouble:
    return Trouble(
        f"DATABASE_URL 所指服务器上没有数据库 {name}：请先建库（createdb {name}），再重新启动",
        f"the server of DATABASE_URL has no database {name}: create it (createdb {name}) and start again",
    )


def _first_line(error: Exception) -> str:
    """What libpq says, without the address, which the message names already."""
    lines = str(error).strip().splitlines() or ["no answer"]
    return lines[0].rpartition(" failed: ")[2].strip()
