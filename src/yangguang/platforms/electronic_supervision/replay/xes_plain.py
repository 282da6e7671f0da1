"""The fast reader of XES: the parser in C vouches for the text, so that a tag can be found in the bytes as written."""

import re
from collections.abc import Iterator
from html import unescape
from xml.parsers.expat import ParserCreate, XMLParserType

from .logs import BadLog, CaseBeingRead, LoggedCase, LogNames, Unusual, written_moment

TIME_KEY, NAME_KEY = b"time:timestamp", b"concept:name"
TIME = re.compile(rb'<date\s+key="time:timestamp"\s+value="([^"]*)"')
ACTIVITY = re.compile(rb'<string\s+key="concept:name"\s+value="([^"&]*)"')
ATTRIBUTE = re.compile(rb'<\w+\s+key="([^"\s]*)"\s+value="([^"\t\r\n]*)"\s*/>')
NOT_AN_EVENT = re.compile(rb"</event>(?!\s*(?:<event>|\Z))")  # an attribute of the trace among its events
TRACE = re.compile(rb"<trace(?:\s[^<>]*)?>")
UTF_8 = frozenset({None, "utf-8", "us-ascii"})
STARTS = b"<\xef \t\r\n"  # what a text in UTF-8 begins with: a tag, a byte order mark, white space


def new_parser() -> XMLParserType:
    """A parser that refuses what is no event log."""
    parser = ParserCreate()

    def refuse_doctype(*_declared: object) -> None:
        raise BadLog(
            parser.CurrentLineNumber,
            "XES 日志不应带文档类型声明（DOCTYPE），已拒绝",
            "an XES log has no document type (DOCTYPE); refused",
        )

    def see_root(tag: str, _attributes: object) -> None:
        parser.StartElementHandler = None
        check_root(parser, tag)

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = see_root
    return parser


def check_root(parser: XMLParserType, tag: str) -> None:
    if tag.rpartition(":")[2] != "log":
        raise BadLog(
            parser.CurrentLineNumber,
            f"不是 XES 日志：最外层元素是 <{tag}>，应为 <log>",
            f"not an XES log: the outermost element is <{tag}>, <log> is expected",
        )


class PlainReader:
    """Given the text that the parser has just passed, gives the cases that it completes."""

    def __init__(self, names: LogNames, parser: XMLParserType) -> None:
        self.names = names
        self.of_case = names.of_case | {NAME_KEY.decode()}
        self.traces = 0
        self.rest = b""
        self.begun = False
        parser.XmlDeclHandler = self._check_encoding
        parser.CommentHandler = self._check_comment
        parser.StartCdataSectionHandler = self._give_up

    def cases(self, chunk: bytes) -> Iterator[LoggedCase]:
        """Raises `Unusual` before the case of which it cannot be sure; ``traces`` were read until then."""
        if not self.begun and chunk[0] not in STARTS:
            raise Unusual
        self.begun = True
        *blocks, self.rest = (self.rest + chunk).split(b"</trace>")
        for block in blocks:
            yield self._case(block)

    def finish(self) -> None:
        """At the end of the text."""
        if not self.traces or b"<trace" in self.rest:
            raise Unusual

    def _case(self, text: bytes) -> LoggedCase:
        begin = text.find(b"<trace")
        block = text[begin:]
        first = block.find(b"<event")
        count = block.count(b"</event>")
        # Every tag that is closed by another is an event's: so no attribute has others nested in it.
        if begin < 0 or block.count(b"</") != count or b"<!" in block or b"<?" in block:
            raise Unusual
        current = CaseBeingRead()
        self._take_attributes(block if first < 0 else block[:first], current)
        if first >= 0:
            self._take_events(block[first:], count, current)
        self.traces += 1
        return self._finished(current)

    def _take_attributes(self, head: bytes, current: CaseBeingRead) -> None:
        tag = TRACE.match(head)
        said = ATTRIBUTE.findall(head)
        if tag is None or head.count(b"<") != len(said) + 1:
            raise Unusual
        for key, value in said:
            name = key.decode()
            if name in self.of_case:
                current.said[name] = unescape(value.decode())
        current.name = current.said.get(NAME_KEY.decode(), "")

    def _take_events(self, block: bytes, count: int, current: CaseBeingRead) -> None:
        if block.count(b"<event>") != count or block.count(b"<event") != count or NOT_AN_EVENT.search(block):
            raise Unusual
        try:
            times = [written_moment(time.decode()) for time in TIME.findall(block)]
        except ValueError:
            raise Unusual from None
        if len(times) == count == block.count(TIME_KEY) and not self.names.end_activities:
            current.take_all(times)
        else:
            self._take_each(block.split(b"</event>")[:-1], current)

    def _take_each(self, events: list[bytes], current: CaseBeingRead) -> None:
        """Events of which some lack a time, or whose activities matter."""
        ends = self.names.end_activities
        for event in events:
            time = TIME.search(event)
            if (time is None) == (TIME_KEY in event):
                raise Unusual
            at = written_moment(time[1].decode()) if time else None
            current.take(at, ends=bool(ends) and _activity(event) in ends)

    def _finished(self, current: CaseBeingRead) -> LoggedCase:
        try:
            return current.case(self.names, 0)
        except BadLog:  # the careful reader knows the line
            self.traces -= 1
            raise Unusual from None

    def _check_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding.lower() if encoding else None) not in UTF_8:
            self._give_up()

    def _check_comment(self, text: str) -> None:
        if "trace" in text:
            self._give_up()

    def _give_up(self) -> None:
        raise Unusual


def _activity(event: bytes) -> str:
    found = ACTIVITY.search(event)
    if found is None and NAME_KEY in event:
        raise Unusual
    return found[1].decode() if found else ""
