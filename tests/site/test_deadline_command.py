"""``yangguang deadline``: flags, the stable JSON, files, and errors."""

import json
import sys
from io import StringIO

import pytest

from yangguang.site.cli import main


def _run(words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(["deadline", *words.split()])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_json_is_as_documented(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run("--from 2026-02-13 --limit 20wd --json", capsys)
    answer = json.loads(out)
    assert status == 0
    assert (answer["due"], answer["provisional"]) == ("2026-03-19", False)
    assert answer["days"][0] | {"why": "", "citation": ""} == {
        "date": "2026-02-13",
        "counted": False,
        "why": "",
        "citation": "",
    }
    assert sum(day["counted"] for day in answer["days"]) == 20
    assert all(day["why"] for day in answer["days"])


def test_the_explanation_numbers_the_counted_days(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run("--from 2026-02-13 --limit 20wd", capsys)
    lines = out.splitlines()
    assert lines[0] == "截止日 2026-03-19"
    assert lines[2].split()[:2] == ["2026-02-14", "1"], "the Saturday that makes up for the Spring Festival"
    assert lines[-1].split()[:2] == ["2026-03-19", "20"]


def test_a_suspension_moves_the_end_by_its_working_days(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(
        "--from 2026-02-13 --limit 20wd --suspend 2026-03-02..2026-03-04:hearing --english", capsys
    )
    lines = out.splitlines()
    assert lines[0] == "Due on 2026-03-24"
    assert next(line for line in lines if line.startswith("2026-03-03")).split()[1] == "·"


def test_a_limit_of_the_law_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    by_name = _run("--from 2026-02-13 --rule licensing.decision --json", capsys)
    by_length = _run("--from 2026-02-13 --limit 20wd --json", capsys)
    assert json.loads(by_name[1])["due"] == json.loads(by_length[1])["due"]
    _, listed, _ = _run("--rules", capsys)
    assert any(line.startswith("licensing.decision ") for line in listed.splitlines())


def test_an_unannounced_year_is_refused_unless_a_guess_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, error = _run("--from 2026-12-21 --limit 20wd --known-on 2025-12-31", capsys)
    assert (status, out) == (1, "")
    assert "2027" in error
    status, out, _ = _run("--from 2026-12-21 --limit 20wd --known-on 2025-12-31 --provisional --json", capsys)
    assert status == 0
    assert json.loads(out)["provisional"] is True


def test_a_place_counts_by_its_own_days(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The founding day of Enshi prefecture, 18 and 19 August 2025, closes the offices of Enshi and of nobody else."""
    _, out, _ = _run("--from 2025-08-15 --limit 3wd --region 422801000000", capsys)
    assert out.splitlines()[0] == "截止日 2025-08-22"
    assert any(line.startswith("2025-08-18") and "州庆" in line for line in out.splitlines())
    _, out, _ = _run("--from 2025-08-15 --limit 3wd --region 420102000000", capsys)
    assert out.splitlines()[0] == "截止日 2025-08-20"
    rows = "from,limit,region\n2025-08-15,3wd,422801000000\n2025-08-15,3wd,420102000000\n"
    monkeypatch.setattr(sys, "stdin", StringIO(rows))
    _, out, _ = _run("--batch -", capsys)
    assert [row.split(",")[3] for row in out.splitlines()[1:]] == ["2025-08-22", "2025-08-20"]


def test_hours_need_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run("--from 2026-03-04T09:30 --limit 24h --json", capsys)
    assert status == 0
    assert json.loads(out)["due_at"] == "2026-03-05T01:30:00+00:00"
    status, _, error = _run("--from 2026-03-04 --limit 24h", capsys)
    assert status == 1
    assert "moment" in error


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--from 2026-02-13 --rule licensing.none", "licensing.none"),
        ("--from 2026-02-13 --limit 5wd --suspend tomorrow", "2026-03-02..2026-03-04"),
        ("--from 2026-02-13 --limit 5wd --suspend 2026-03-04..2026-03-02", "ends before it begins"),
        ("--from 2026-02-30 --limit 5wd", "day"),
    ],
)
def test_what_cannot_be_answered_says_why(words: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, error = _run(words, capsys)
    assert (status, out) == (1, "")
    assert told in error
    status, out, error = _run(f"{words} --json", capsys)
    assert (status, error) == (1, "")
    assert told in json.loads(out)["error"]


def test_a_file_is_answered_row_by_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "from,limit,region\n2026-02-13,20wd,\n2026-02-13,none,\n2026-02-13,5wd,420100\n"
    monkeypatch.setattr(sys, "stdin", StringIO(rows))
    status, out, _ = _run("--batch -", capsys)
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "from,limit,region,due,provisional,error"
    assert lines[1] == "2026-02-13,20wd,,2026-03-19,false,"
    assert lines[2].startswith("2026-02-13,none,,,,")
    assert lines[3].startswith("2026-02-13,5wd,420100,2026-02-2")


def test_a_file_without_its_columns_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("start,days\n"))
    status, _, error = _run("--batch -", capsys)
    assert status == 1
    assert "from" in error
