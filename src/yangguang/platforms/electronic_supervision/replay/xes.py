"""XES (IEEE 1849) read as it comes: one trace in memory at a time, .xes or .xes.gz.

Traces are cases. Only direct attributes of a trace or an event are looked at: what is nested in another attribute says
something of that attribute.

Two readers give the same answer. The plain one lets the parser in C check the text and takes the few attributes that
matter out of the bytes; it is several times faster and gives up at whatever is unusual (comments among the events,
nested attributes, other quotes, a time that is none). The careful one then goes on from that trace, and names the line
when something is wrong.
"""

import gzip
import zlib
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ErrorString, ExpatError, XMLParserType

from .logs import BadLog, LoggedCase, LogNames, Unusual
from .xes_careful import CarefulReader
from .xes_plain import PlainReader, new_parser

CHUNK = 1 << 18
GZIP_MAGIC = b"\x1f\x8b"


def read_xes(path: str | Path, names: LogNames) -> Iterator[LoggedCase]:
    """The cases of a log in the order of the file. Raises `BadLog`, `OSError`."""
    try:
        read = yield from _plainly(path, names)
        if read is not None:
            yield from _carefully(path, names, skip=read)
    except ExpatError as error:
        why = ErrorString(error.code)
        raise BadLog(error.lineno, f"不是完好的 XML（{why}）", f"not well-formed XML ({why})") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadLog(0, "压缩文件不完整或已损坏", "the compressed file is cut short or damaged") from error


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _opened(path: str | Path) -> AbstractContextManager[_Source]:
    with Path(path).open("rb") as file:
        packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    return gzip.open(path) if packed else Path(path).open("rb")


def _plainly(path: str | Path, names: LogNames) -> Generator[LoggedCase, None, int | None]:
    """Yields cases; returns None at the end of the log, or after how many traces something unusual came."""
    parser = new_parser()
    reader = PlainReader(names, parser)
    with _opened(path) as source:
        try:
            while chunk := source.read(CHUNK):
                parser.Parse(chunk, False)
                yield from reader.cases(chunk)
            parser.Parse(b"", True)
            reader.finish()
        except Unusual:
            return reader.traces
    return None


def _carefully(path: str | Path, names: LogNames, *, skip: int) -> Iterator[LoggedCase]:
    parser: XMLParserType = new_parser()
    reader = CarefulReader(names, parser, skip=skip)
    with _opened(path) as source:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
            yield from reader.finished
            reader.finished.clear()
        parser.Parse(b"", True)
    yield from reader.finished
