"""CSV files that the command line reads, with errors that say what is amiss, and rows that it prints."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from .trouble import Trouble

ROWS_AT_ONCE = 4096


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """The file at ``path``, or standard input for ``-``; a byte order mark, which spreadsheets write, is skipped."""
    if path == "-":
        yield sys.stdin
        return
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Trouble(
            f"无法读取 {path}（{error.strerror}）：请检查路径",
            f"cannot read {path} ({error.strerror}): check the path",
        ) from error
    except UnicodeDecodeError as error:
        raise Trouble(
            f"{path} 不是 UTF-8 编码：请在电子表格中另存为“CSV UTF-8”",
            f"{path} is not UTF-8: save it from the spreadsheet as `CSV UTF-8`",
        ) from error


def rows_of(
    lines: Iterable[str], required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """The values of the named columns, row by row; an optional column that the file lacks is empty."""
    reader = csv.reader(lines)
    header = next(reader, [])
    missing = [name for name in required if name not in header]
    if missing:
        raise Trouble(
            f"文件首行缺少列 {'、'.join(missing)}：首行应为 {','.join((*required, *optional))}",
            f"the first line lacks the columns {', '.join(missing)}: it should read {','.join((*required, *optional))}",
        )
    blank = len(header)
    places = [header.index(name) if name in header else blank for name in (*required, *optional)]
    pick = itemgetter(*places)
    single = len(places) == 1
    for row in reader:
        if not row:
            continue
        padded = [*row[:blank], *[""] * (blank + 1 - len(row[:blank]))]
        yield (pick(padded),) if single else pick(padded)


def print_rows(rows: Iterable[Sequence[object]]) -> None:
    """Print rows as they come, some thousands at a time: standard output may be unbuffered, where each write costs."""
    waiting = iter(rows)
    while block := list(islice(waiting, ROWS_AT_ONCE)):
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows(block)
        sys.stdout.write(text.getvalue())
