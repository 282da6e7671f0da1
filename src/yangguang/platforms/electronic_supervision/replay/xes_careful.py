"""The careful reader of XES: every element by name and depth, and the line of whatever is wrong."""

from xml.parsers.expat import XMLParserType

from .logs import CaseBeingRead, LoggedCase, LogNames, bad_time, written_moment
from .xes_plain import check_root

TIME, NAME = "time:timestamp", "concept:name"
IN_LOG, IN_TRACE, IN_EVENT = 1, 2, 3  # open elements around one


class CarefulReader:
    """Fills ``finished`` while the parser runs; the first ``skip`` traces have been read already."""

    def __init__(self, names: LogNames, parser: XMLParserType, *, skip: int) -> None:
        self.names = names
        self.parser = parser
        self.to_skip = skip
        self.finished: list[LoggedCase] = []
        self.depth = 0
        self.current = CaseBeingRead()
        self.line = 0  # where the trace begins
        self.time = self.activity = ""
        self.in_trace = self.in_event = False
        self.of_case = names.of_case | {NAME}
        parser.ordered_attributes = True  # a list: cheaper than a dictionary for each element
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: list[str]) -> None:
        depth = self.depth
        self.depth = depth + 1
        if depth == IN_EVENT:
            if self.in_event:
                self._take_of_event(attributes)
        elif depth == IN_TRACE:
            self._start_in_trace(tag, attributes)
        elif depth == IN_LOG:
            self.in_trace = _local(tag) == "trace"
            self.current = CaseBeingRead()
            self.line = self.parser.CurrentLineNumber
        elif depth == 0:
            check_root(self.parser, tag)

    def _start_in_trace(self, tag: str, attributes: list[str]) -> None:
        if not self.in_trace:
            return
        if _local(tag) == "event":
            self.time = self.activity = ""
            self.in_event = True
        else:
            key, value = _key_and_value(attributes)
            if key in self.of_case:
                self.current.said[key] = value

    def _take_of_event(self, attributes: list[str]) -> None:
        key, value = _key_and_value(attributes)
        if key == TIME:
            self.time = value
        elif key == NAME:
            self.activity = value

    def _end(self, _tag: str) -> None:
        depth = self.depth = self.depth - 1
        if depth == IN_TRACE and self.in_event:
            self.in_event = False
            self._take_event()
        elif depth == IN_LOG and self.in_trace:
            self.in_trace = False
            self._finish_trace()

    def _take_event(self) -> None:
        text = self.time
        try:
            at = written_moment(text) if text else None
        except ValueError as error:
            raise bad_time(self.parser.CurrentLineNumber, TIME, text) from error
        self.current.take(at, ends=self.activity in self.names.end_activities)

    def _finish_trace(self) -> None:
        if self.to_skip:
            self.to_skip -= 1
            return
        self.current.name = self.current.said.get(NAME, "")
        self.finished.append(self.current.case(self.names, self.line))


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _key_and_value(attributes: list[str]) -> tuple[str, str]:
    """``key`` and ``value`` of an attribute of XES, in whichever order they are written."""
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return pairs.get("key", ""), pairs.get("value", "")
