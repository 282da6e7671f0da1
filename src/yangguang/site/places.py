"""Where this installation lies and where it keeps what it makes."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]  # of a checkout; a folder of Python's own when the package was installed


def is_checkout() -> bool:
    """Whether the package runs from its sources rather than from where pip has put it."""
    return (ROOT / "pyproject.toml").is_file()


def var_folder() -> Path:
    """The folder of data, files, keys and logs: ``YANGGUANG_VAR``, else ``var`` beside the sources.

    An installed package keeps nothing among the programs, which the next upgrade replaces, but under the user's data.
    """
    if chosen := os.environ.get("YANGGUANG_VAR"):
        return Path(chosen).absolute()
    if is_checkout():
        return ROOT / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "yangguang"
