"""Reading the law's own texts: TOML files packaged beside the code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


class UnreadableLaw(RuntimeError):
    """A packaged text cannot be read or contradicts itself. Nothing is computed from it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"law/texts/{name}: {why}")
        self.name = name


@cache
def load_text(name: str) -> dict[str, Any]:
    """The content of ``law/texts/<name>``. Raises `UnreadableLaw`; never returns half a text."""
    try:
        return parse_text(name, files("yangguang.law").joinpath("texts", name).read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableLaw(name, str(error)) from error


def parse_text(name: str, content: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableLaw(name, str(error)) from error


def text_names(folder: str) -> list[str]:
    """The packaged texts of a folder, in order of name."""
    place = files("yangguang.law").joinpath("texts", folder)
    return sorted(f"{folder}/{entry.name}" for entry in place.iterdir() if entry.name.endswith(".toml"))
