"""What a benchmark measured, as a section of docs/benchmarks.md."""

import os
import platform
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Measured by `make bench`, contenders in the same run, on the same inputs, with all results compared. Each figure is the
best of several rounds; rounds on a busy machine differ by a third.
"""


@dataclass(frozen=True)
class Measurement:
    """Operations a second, and what was promised."""

    what: str
    rate: float
    target: float | None = None

    @property
    def met(self) -> bool:
        return self.target is None or self.rate >= self.target


@dataclass(frozen=True)
class Section:
    title: str
    method: str
    measurements: list[Measurement]
    ratios: list[Measurement] = field(default_factory=list)

    @property
    def missed(self) -> list[Measurement]:
        return [one for one in (*self.measurements, *self.ratios) if not one.met]

    def text(self) -> str:
        lines = [
            f"## {self.title}",
            "",
            self.method,
            "",
            machine(),
            "",
            "| what | a second | promised |",
            "|---|--:|--:|",
        ]
        lines += [
            f"| {one.what} | {one.rate:,.0f} | {_promise(one, '{:,.0f}')} |" for one in self.measurements
        ]
        if self.ratios:
            lines += ["", "| how many times faster | measured | promised |", "|---|--:|--:|"]
            lines += [
                f"| {one.what} | {one.rate:,.0f} × | {_promise(one, '{:,.0f} ×')} |" for one in self.ratios
            ]
        return "\n".join(lines) + "\n"


def _promise(one: Measurement, form: str) -> str:
    if one.target is None:
        return ""
    return form.format(one.target) + ("" if one.met else " **missed**")


def rate(operations: int, work: Callable[[], object], *, rounds: int = 5) -> float:
    """Operations a second in the best of ``rounds``."""
    best = float("inf")
    for _ in range(rounds):
        started = perf_counter()
        work()
        best = min(best, perf_counter() - started)
    return operations / best


def machine() -> str:
    """The machine, as far as the figures depend on it."""
    found = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    processor = found[1].strip() if found else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}."


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def write_section(name: str, section: Section) -> None:
    """Put a section in its place in the page; sections that were not measured now stay as they were."""
    page = PAGE.read_text() if PAGE.exists() else HEAD
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    block = f"{begin}{section.text()}{end}"
    place = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(place.sub(lambda _: block, page) if place.search(page) else f"{page}\n{block}")
