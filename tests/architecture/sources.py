"""The project's own sources, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


@dataclass(frozen=True)
class Source:
    """One module; ``name`` is its path with dots: ``yangguang.law.clocks``."""

    path: Path

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(SRC).with_suffix("").parts)

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def at(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def sources() -> Iterator[Source]:
    """Every module that people wrote; migrations are written by Django and kept as they are."""
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            yield Source(path)


def templates() -> Iterator[Path]:
    yield from sorted(SRC.rglob("templates/**/*.html"))
