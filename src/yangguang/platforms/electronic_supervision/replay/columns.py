"""A table of events as CSV: one row an event, in any order; a few words are kept for each case, none for each event."""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .logs import BadLog, CaseBeingRead, LoggedCase, LogNames, Unusual, bad_time, written_moment

if TYPE_CHECKING:
    from _csv import Reader

    _How = Callable[[Reader, LogNames], Iterator[LoggedCase]]

FULL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)")
SEPARATORS = slice(4, 17, 3)  # where a time in full has them: --T::
USUAL_CASE = ("case:concept:name", "case_id", "case", "案件号", "办件编号")
USUAL_TIME = ("time:timestamp", "timestamp", "time", "时间", "发生时间")
USUAL_ACTIVITY = ("concept:name", "activity", "活动", "环节")


def read_csv(path: str | Path, names: LogNames) -> Iterator[LoggedCase]:
    """The cases of a table, in the order in which each first appears. Raises `BadLog`, `OSError`."""
    if not names.end_activities and not names.of_case:
        try:
            yield from [*_read(path, names, _plain_cases)]
        except Unusual:
            pass
        else:
            return
    yield from _read(path, names, _cases)


def _read(path: str | Path, names: LogNames, how: "_How") -> Iterator[LoggedCase]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            yield from how(reader, names)
        except UnicodeDecodeError as error:
            raise BadLog(
                reader.line_num + 1,
                "不是 UTF-8 编码，请另存为“CSV UTF-8”",
                "not UTF-8: save it as `CSV UTF-8`",
            ) from error
        except csv.Error as error:
            raise BadLog(
                reader.line_num, f"不是完好的 CSV（{error}）", f"not well-formed CSV ({error})"
            ) from error


def _plain_cases(reader: "Reader", names: LogNames) -> Iterator[LoggedCase]:
    """Tables whose times are all written in one way with one zone: as texts they stand in the order of time.

    Raises `Unusual` at whatever else, before the first case is given.
    """
    header = next(reader, [])
    case_at = _place(header, names.case, USUAL_CASE, "--case-column")
    time_at = _place(header, names.time, USUAL_TIME, "--time-column")
    found: dict[str, list[Any]] = {}
    width, length, zone, read = len(header), 0, "", datetime.fromisoformat
    for row in reader:
        if len(row) != width or not (name := row[case_at]):
            raise Unusual
        text = row[time_at]
        if len(text) != length or text[SEPARATORS] != "--T::" or not text.endswith(zone):
            if length:
                raise Unusual
            length, zone = len(text), _zone(text)
        try:
            read(text)
        except ValueError:
            raise Unusual from None
        entry = found.get(name)
        if entry is None:
            found[name] = [1, text, text]
            continue
        entry[0] += 1
        if text < entry[1]:
            entry[1] = text
        elif text > entry[2]:
            entry[2] = text
    for name, (events, first, last) in found.items():
        last_at = written_moment(last)
        yield LoggedCase(name, events, 0, written_moment(first), last_at, last_at, None)


def _zone(text: str) -> str:
    """The zone at the end of a time in full. Raises `Unusual`."""
    found = FULL_TIME.fullmatch(text)
    if found is None:
        raise Unusual
    return found[1]


def _cases(reader: "Reader", names: LogNames) -> Iterator[LoggedCase]:
    header = next(reader, [])
    case_at = _place(header, names.case, USUAL_CASE, "--case-column")
    time_at = _place(header, names.time, USUAL_TIME, "--time-column")
    activity_at = (
        _place(header, names.activity, USUAL_ACTIVITY, "--activity-column") if names.end_activities else -1
    )
    of_case = [(name, _place(header, "", (name, f"case:{name}"), name)) for name in sorted(names.of_case)]
    found: dict[str, tuple[CaseBeingRead, int]] = {}
    for row in reader:
        if row:
            _check_width(reader.line_num, len(row), len(header))
            current = _case_of(found, row[case_at], reader.line_num)
            ends = activity_at >= 0 and row[activity_at] in names.end_activities
            current.take(_time(row[time_at], reader.line_num), ends=ends)
            for attribute, place in of_case:
                if row[place]:
                    current.said.setdefault(attribute, row[place])
    for current, line in found.values():
        yield current.case(names, line)


def _case_of(found: dict[str, tuple[CaseBeingRead, int]], name: str, line: int) -> CaseBeingRead:
    if name not in found:
        if not name:
            raise BadLog(line, "没有案件号", "no case is named")
        found[name] = (CaseBeingRead(name=name), line)
    return found[name][0]


def _time(text: str, line: int) -> datetime | None:
    try:
        return written_moment(text) if text else None
    except ValueError as error:
        raise bad_time(line, "时间 time", text) from error


def _place(header: list[str], asked: str, usual: tuple[str, ...], option: str) -> int:
    wanted = (asked,) if asked else usual
    for name in wanted:
        if name in header:
            return header.index(name)
    raise BadLog(
        1,
        f"没有列 {'、'.join(wanted)}；现有 {'、'.join(header)[:200] or '无'}；可用 {option} 指明",
        f"no column {' or '.join(wanted)}; there are {', '.join(header)[:200] or 'none'}; name it by {option}",
    )


def _check_width(line: int, found: int, width: int) -> None:
    if found == width:
        return
    raise BadLog(
        line, f"有 {found} 列，首行有 {width} 列", f"{found} columns, where the first line has {width}"
    )
