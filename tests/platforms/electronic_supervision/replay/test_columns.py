"""Tables of events: columns found and named, rows in any order, faults with their lines."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from yangguang.platforms.electronic_supervision.replay import BadLog, LoggedCase, LogNames, read_csv

HEAD = "case:concept:name,concept:name,time:timestamp"


def cases(tmp_path: Path, text: str, names: LogNames | None = None) -> list[LoggedCase]:
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_csv(path, names or LogNames()))


def test_rows_of_a_case_need_not_stand_together(tmp_path: Path) -> None:
    rows = ["b,x,2026-03-03T09:00:00Z", "a,x,2026-03-02T09:00:00+08:00", "b,y,2026-03-01T09:00:00Z", ""]
    first, second = cases(tmp_path, "\n".join([HEAD, *rows]))
    assert (first.name, first.events, second.name, second.events) == ("b", 2, "a", 1)
    assert first.started_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert second.started_at == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_columns_may_be_named(tmp_path: Path) -> None:
    text = "\ufeff流水号,何时,何事,期满,办结时间\n1,2026-03-02T09:00,收件,2026-03-09,\n1,2026-03-03T09:00,办结,,2026-03-04T09:00\n"
    names = LogNames(case="流水号", time="何时", activity="何事", deadline="期满", end="办结时间")
    (case,) = cases(tmp_path, text, names)
    assert case.deadline == datetime(2026, 3, 9, 16, tzinfo=UTC), "a day lasts until midnight in Shanghai"
    assert case.ended_at == datetime(2026, 3, 4, 1, tzinfo=UTC)


def test_an_activity_may_end_a_case(tmp_path: Path) -> None:
    text = f"{HEAD}\n1,收件,2026-03-02T09:00Z\n2,收件,2026-03-02T09:00Z\n1,办结,2026-03-03T09:00Z\n"
    first, second = cases(tmp_path, text, LogNames(end_activities=frozenset({"办结"})))
    assert first.ended_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert second.ended_at is None


def test_a_row_without_a_time_is_an_event(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, f"{HEAD}\n1,x,\n")
    assert (case.events, case.untimed, case.started_at) == (1, 1, None)


@pytest.mark.parametrize(
    ("text", "names", "line", "said"),
    [
        (f"{HEAD}\n1,x,2026-03-02\n1,x,soon\n", None, 3, "'soon', which is no time"),
        (f"{HEAD}\n1,x\n", None, 2, "2 columns, where the first line has 3"),
        (f"{HEAD}\n,x,2026-03-02\n", None, 2, "no case is named"),
        ("a,b\n", None, 1, "no column case:concept:name or .*--case-column"),
        ("", None, 1, "there are none"),
        (f"{HEAD}\n", LogNames(end="done"), 1, "no column done or case:done"),
    ],
)
def test_a_fault_is_named_with_its_line(
    text: str, names: LogNames | None, line: int, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadLog, match=said) as refused:
        cases(tmp_path, text, names)
    assert refused.value.line == line


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(f"{HEAD}\n1,受理,2026-03-02\n".encode("gb18030"))
    with pytest.raises(BadLog, match="not UTF-8"):
        list(read_csv(tmp_path / "log.csv", LogNames()))


ROWS = [
    "b,x,2026-03-03T09:00:00+08:00",
    "a,x,2026-03-02T09:00:00+08:00",
    "b,y,2026-03-01T23:00:00+08:00",
    "b,y,2026-03-09T09:00:00+08:00",
]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (2, "b,y,2026-03-01T15:00:00+00:00"),
        (0, "b,x,2026-03-03T01:00:00Z"),
        (3, "b,y,2026-03-09 09:00:00+08:00"),
        (3, "b,y,20260309T090000.000+08:00"),
        (1, "a,x,2026-03-02T09:00:00.000+08:00"),
        (0, "b,x,2026-03-03T09:00:00"),
    ],
)
def test_times_written_in_several_ways_are_read_to_the_same(row: int, text: str, tmp_path: Path) -> None:
    mixed = [*ROWS]
    mixed[row] = text
    assert cases(tmp_path, "\n".join([HEAD, *mixed])) == cases(tmp_path, "\n".join([HEAD, *ROWS]))
