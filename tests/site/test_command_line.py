"""The ``yangguang`` command."""

import errno
import json
import os
import socket
import sys
from io import StringIO

import pytest

from yangguang.law.refusals import Refusal
from yangguang.site import cli
from yangguang.site.cli import main
from yangguang.site.ports import check_port_free
from yangguang.site.tables import table, width
from yangguang.site.trouble import Trouble

COMMANDS = (
    "run",
    "serve",
    "worker",
    "demo",
    "deadline",
    "check-id",
    "load",
    "ledger",
    "doctor",
    "migrate",
    "manage",
)


def _help(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_help_lists_every_command_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    text = _help([], capsys)
    for command in COMMANDS:
        line = next(line for line in text.splitlines() if line.split()[:1] == [command])
        chinese, _, english = line.partition(command)[2].rpartition(" / " if " / " in line else "命令")
        assert any("\u4e00" <= character <= "\u9fff" for character in line), line
        assert english.strip().isascii(), (chinese, english)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "manage"])
def test_each_command_explains_itself_in_both_languages(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _help([command], capsys)
    assert " / " in text
    assert "选项 options" in text


def test_a_well_formed_number_is_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-id", "citizen", "11010519491231002X"]) == 0
    assert "1949-12-31" in capsys.readouterr().out


def test_a_wrong_number_names_the_position_and_what_was_expected(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-id", "citizen", "110105194912310021", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["valid"] is False
    assert (answer["position"], answer["expected"]) == (18, "X")


def test_numbers_are_checked_by_the_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "stdin", StringIO("name,value\n甲,11010519491231002X\n乙,110105194912310021\n\n")
    )
    assert main(["check-id", "citizen", "--batch", "-"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "value,valid,error,position"
    assert rows[1] == "11010519491231002X,true,,"
    assert rows[2].startswith("110105194912310021,false,")
    assert rows[2].endswith(",18")
    assert len(rows) == 3


def test_a_file_without_the_column_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("number\n1\n"))
    assert main(["check-id", "citizen", "--batch", "-"]) == 1
    assert "the first line lacks the columns value" in capsys.readouterr().err


def test_what_the_user_can_mend_is_one_line_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-id", "citizen", "--batch", "/no/such/file.csv"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "/no/such/file.csv" in error


def test_a_taken_port_names_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=rf"port {port} is taken.*YANGGUANG_PORT="):
            check_port_free("127.0.0.1", port)
    check_port_free("127.0.0.1", port)


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("窗口 A") == 6
    lines = table(("角色", "name"), [("窗口人员", "a"), ("监察", "bb")]).splitlines()
    assert [width(line) for line in lines[1:2]] == [8 + 2 + 4]
    assert [line.index("  ") for line in lines if "监察" in line] == [2]
    assert {width(line[: line.rindex(cell)]) for line, cell in zip(lines[2:], ("a", "bb"), strict=True)} == {
        10
    }


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_cannot_be_written_is_told_in_one_line(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_chosen: object) -> int:
        raise OSError(number, os.strerror(number), "var/postgres")

    monkeypatch.setattr(cli, "_worker", refused)
    assert main(["worker"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "var/" in told


def test_what_the_list_refuses_on_loading_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_chosen: object) -> int:
        raise Refusal(asked="发布第 2 版", rule="已公布的版本不得改动", way_out="请改版本号")

    monkeypatch.setattr(cli, "_worker", refused)
    assert main(["worker"]) == 1
    assert capsys.readouterr().err == "错误 / error: 发布第 2 版 — 已公布的版本不得改动 — 请改版本号\n"
