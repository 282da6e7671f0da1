"""Only the edges read the clock; all else is told the moment, so that replay and tests run the same code."""

import ast
import re

import pytest

from .sources import Source, sources

# Where a request, a job or a command begins.
EDGE = re.compile(
    r"""
    yangguang\.site(\..+)?                              # the command line and what it starts
    | yangguang\.foundations\.jobs\.schedule            # what the worker does by the clock
    | yangguang\..+\.(middleware|tasks|context|views|api|(\w+_)?(views|api|tasks))(\..+)?
    """,
    re.VERBOSE,
)
READINGS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localtime"),
    ("timezone", "localdate"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("functions", "Now"),
}
BARE_READINGS = {"now", "localdate", "localtime", "Now", "TransactionNow"}
FIELD_DEFAULTS = {"auto_now", "auto_now_add"}


def clock_readings(tree: ast.Module) -> list[ast.AST]:
    """The places at which a module asks what time it is, or lets a field or the database ask."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in BARE_READINGS
    }
    return [node for node in ast.walk(tree) if _reads_clock(node, imported)]


def _reads_clock(node: ast.AST, imported: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return (name, node.attr) in READINGS
    if isinstance(node, ast.Name):
        return node.id in imported
    return isinstance(node, ast.keyword) and node.arg in FIELD_DEFAULTS


def _told_the_moment() -> list[Source]:
    return [source for source in sources() if not EDGE.fullmatch(source.name)]


def test_only_edges_read_the_clock() -> None:
    wrong = [source.at(node) for source in _told_the_moment() for node in clock_readings(source.tree)]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from django.utils import timezone\nfield(default=timezone.now)",
        "from django.utils.timezone import now as moment\nmoment()",
        "from django.db.models.functions import Now\nNow()",
        "from datetime import date\ndate.today()",
        "models.DateTimeField(auto_now_add=True)",
    ],
)
def test_a_reading_of_the_clock_is_seen(code: str) -> None:
    assert clock_readings(ast.parse(code))


def test_services_and_rules_are_not_edges() -> None:
    inside = {"services", "queries", "rules", "access", "models"}
    checked = {source.name.rpartition(".")[2] for source in _told_the_moment()}
    assert inside <= checked
    assert not EDGE.fullmatch("yangguang.platforms.power_operation.services.receipt")
    assert EDGE.fullmatch("yangguang.platforms.power_operation.views")
