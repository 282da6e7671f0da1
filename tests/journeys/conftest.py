"""A real site and a real browser for the journeys: own database, own folder, own server process, Debian's Chromium."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from journeys.visitors import Town

CHROMIUM = Path("/usr/bin/chromium")
TESTS = Path(__file__).resolve().parents[1]
PATIENCE = 30  # seconds until the server must answer


@dataclass(frozen=True)
class Site:
    """``cases`` holds the numbers of the cases filed in the past, by their part in the journeys."""

    address: str
    cases: dict[str, str]


@pytest.fixture(scope="module")
def own_database(database_url: str) -> Iterator[str]:
    """An empty database beside those of the other tests; swept away with them if this process is killed."""
    name = f"test_yangguang_{os.getpid()}_journeys"
    parts = conninfo_to_dict(database_url)
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield _address(parts | {"dbname": name})
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(parts: dict[str, object]) -> str:
    return "postgresql:///?" + urlencode(
        {k: str(v) for k, v in parts.items() if v is not None}, quote_via=quote
    )


@pytest.fixture(scope="module")
def site(own_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The province furnished and its past lived, then a server process that knows nothing of tests."""
    environment = os.environ | {
        "DATABASE_URL": own_database,
        "YANGGUANG_VAR": str(tmp_path_factory.mktemp("site")),
        "DJANGO_SETTINGS_MODULE": "yangguang.site.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)]),
    }
    made = subprocess.run(
        [sys.executable, str(TESTS / "journeys" / "province.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "yangguang.site", "serve", "--port", str(port), "--workers", "1"],
        env=environment,
    )
    worker = subprocess.Popen([sys.executable, "-m", "yangguang.site", "worker"], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield Site(address, json.loads(made.stdout))
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urlopen(address + "/", timeout=5):
                return
        except HTTPError as error:
            raise AssertionError(f"the first page answers {error.code}") from error
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"no answer within {PATIENCE} s")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module; ended with it, for Django refuses its database beside Playwright's event loop."""
    assert CHROMIUM.exists(), (
        f"{CHROMIUM} is missing: `make test` installs it, or run apt-get install chromium"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def town(browser: Browser, site: Site) -> Town:
    return Town(browser, site.address)
