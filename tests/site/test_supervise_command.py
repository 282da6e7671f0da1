"""``yangguang supervise replay``: flags, the stable JSON, errors in one line."""

import json
from pathlib import Path

import pytest

from yangguang.site.cli import main

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log>
<trace><string key="concept:name" value="in time"/>
<event><date key="time:timestamp" value="2026-03-02T09:00:00+08:00"/></event>
<event><date key="time:timestamp" value="2026-03-03T09:00:00+08:00"/></event></trace>
<trace><string key="concept:name" value="late"/><date key="closed" value="2026-03-20T09:00:00+08:00"/>
<event><date key="time:timestamp" value="2026-03-02T09:00:00+08:00"/></event>
<event><date key="time:timestamp" value="2026-03-20T09:00:00+08:00"/></event></trace>
</log>
"""


@pytest.fixture
def log(tmp_path: Path) -> str:
    (tmp_path / "log.xes").write_text(LOG, encoding="utf-8")
    return str(tmp_path / "log.xes")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["supervise", "replay", *words])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_json_is_as_documented(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, log, "--limit", "5wd", "--json")
    found = json.loads(out)
    assert status == 0
    assert {key: found[key] for key in ("cases", "events", "ended", "on_time", "late", "open")} == {
        "cases": 2, "events": 4, "ended": 2, "on_time": 1, "late": 1, "open": 0,
    }  # fmt: skip
    assert (found["warnings"], found["yellow"], found["red"]) == (1, 1, 1)
    assert (found["limit"], found["rule_set"]) == ("5wd", "default-1")
    assert found["as_of"] == "2026-03-20T09:00:00+08:00"


def test_the_same_log_gives_the_same_bytes(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (log, "--limit", "5wd", "--json", "--cards")
    assert run(capsys, *words) == run(capsys, *words)


def test_cards_are_listed_with_the_moment_each_fell_due(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, log, "--limit", "5wd", "--promised", "3wd", "--json", "--cards")
    assert json.loads(out)["cards"] == [
        {"case": "late", "level": level, "rule": rule, "fell_due_at": at}
        for level, rule, at in (
            ("warn", "T01", "2026-03-03T16:00:00+00:00"),
            ("yellow", "T02", "2026-03-05T16:00:00+00:00"),
            ("red", "T03", "2026-03-09T16:00:00+00:00"),
        )
    ]


def test_without_cards_the_list_is_empty_json_still(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, log, "--limit", "1y", "--json", "--cards")
    assert json.loads(out)["cards"] == []


def test_cases_that_never_ended_are_told_apart(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, log, "--limit", "5wd", "--end-attribute", "closed", "--json")
    found = json.loads(out)
    assert (found["ended"], found["open"], found["late"], found["red"]) == (1, 1, 1, 2)
    _, out, _ = run(
        capsys, log, "--limit", "5wd", "--end-attribute", "closed", "--at", "2026-03-09T23:59:59", "--json"
    )
    assert json.loads(out)["red"] == 1


def test_deadlines_of_the_log_take_the_place_of_a_limit(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, log, "--deadline-attribute", "closed", "--json")
    found = json.loads(out)
    assert (found["on_time"], found["late"], found["unjudged"]) == (1, 0, 1)


def test_a_place_has_its_own_days_of_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["case,time", "1,2025-08-15T09:00:00", "1,2025-08-19T09:00:00"]
    (tmp_path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    words = (str(tmp_path / "log.csv"), "--limit", "1wd", "--json")
    assert json.loads(run(capsys, *words)[1])["late"] == 1
    assert json.loads(run(capsys, *words, "--region", "422800000000")[1])["late"] == 0


def test_in_words_both_languages(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, log, "--limit", "5wd", "--cards")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["2", "案件", "/", "cases"]
    assert lines[-1] == ["2026-03-09T16:00:00+00:00", "red", "T03", "late"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LOG.replace("2026-03-03T", "2026-02-30T"), "第 5 行"),
        (LOG.replace("</log>", ""), "not well-formed XML"),
        (LOG.replace("log>", "dog>"), "<log> is expected"),
    ],
)
def test_bad_input_is_one_clear_line(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.xes").write_text(text, encoding="utf-8")
    status, out, err = run(capsys, str(tmp_path / "bad.xes"), "--limit", "5wd", "--json", "--cards")
    assert (status, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.xes", "--limit", "5wd"), "none.xes (No such file or directory)"),
        (("none.xes", "--limit", "5wd", "--region", "宜昌"), "not a division code"),
        (("none.xes", "--limit", "5wd", "--thresholds", "x-9"), "no thresholds of version 'x-9'"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, *words)
    assert (status, said in err) == (1, True)


@pytest.mark.parametrize("words", [(), ("--limit", "soon"), ("--limit", "5wd", "--deadline-attribute", "x")])
def test_a_wrong_word_shows_the_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["supervise", "replay", "log.xes", *words])
    assert "usage" in capsys.readouterr().err


def test_a_rehearsal_shows_what_another_limit_would_have_made_of_it(
    log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (log, "--limit", "5wd", "--rehearse", "20wd", "--json", "--cards")
    found = json.loads(run(capsys, *words)[1])
    assert (found["now"]["late"], found["then"]["late"]) == (1, 0)
    assert (found["now"]["red"], found["then"]["red"]) == (1, 0)
    assert found["changed"] == {"late→on_time": 1}
    assert found["changed_cases"] == [{"case": "late", "was": "late", "would_be": "on_time"}]


def test_a_rehearsal_of_the_same_terms_changes_nothing(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, log, "--limit", "5wd", "--rehearse", "5wd", "--json")[1])
    assert found["now"] == found["then"]
    assert found["changed"] == {}


def test_other_rules_are_rehearsed_in_words(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (log, "--limit", "5wd", "--rehearse-thresholds", "meizhou-2008", "--rehearse-promised", "3wd")
    _, out, _ = run(capsys, *words, "--cards")
    assert out.splitlines()[0].split() == ["2", "2", "+0", "案件", "/", "cases"]


def test_a_limit_is_not_rehearsed_against_deadlines(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(capsys, log, "--deadline-attribute", "closed", "--rehearse", "5wd")
