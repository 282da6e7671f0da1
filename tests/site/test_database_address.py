"""Which database is used, and what is said when it cannot be."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from yangguang.site import database
from yangguang.site.trouble import Trouble


def test_an_address_becomes_settings() -> None:
    settings = database.connection_settings(
        "postgresql://clerk:s%40crt@db.hubei.example:5433/gov?sslmode=require"
    )
    assert (settings["USER"], settings["PASSWORD"]) == ("clerk", "s@crt")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.hubei.example", "5433", "gov")
    assert settings["OPTIONS"] == {
        "sslmode": "require",
        "server_side_binding": True,
        "prepare_threshold": database.PREPARED_FROM,
    }


def test_the_web_server_pools_its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGGUANG_POOL", "4")
    settings = database.connection_settings("postgresql://u@h/d")
    assert settings["OPTIONS"]["pool"]["max_size"] == 4
    assert settings["CONN_MAX_AGE"] == 0, "Django refuses a pool together with lasting connections"


def test_settings_start_no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("YANGGUANG_VAR", str(tmp_path / "var"))
    settings = database.connection_settings()
    assert settings["HOST"].endswith("postgres/socket")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://root@localhost/gov", "must start with postgresql://"),
        ("gov", "must start with postgresql://"),
        ("postgresql://h/d?no_such_option=1", "no_such_option"),
        ("postgresql://u:secret-word@127.0.0.1:{closed}/gov", "does not answer at 127.0.0.1:{closed}/gov"),
    ],
)
def test_a_wrong_address_is_told_in_one_line(url: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        closed = nobody.getsockname()[1]
        monkeypatch.setenv("DATABASE_URL", url.format(closed=closed))
        with pytest.raises(Trouble) as caught:
            database.ensure_database_url()
    line = str(caught.value)
    assert told.format(closed=closed) in line
    assert "secret-word" not in line
    assert "\n" not in line


def test_a_right_address_is_taken_as_it_is(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert database.ensure_database_url() == database_url


def test_a_database_that_is_not_there_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = urlsplit(database_url)._replace(path="/no_such_place").geturl()
    monkeypatch.setenv("DATABASE_URL", missing)
    with pytest.raises(Trouble, match=r"has no database no_such_place: create it"):
        database.ensure_database_url()
