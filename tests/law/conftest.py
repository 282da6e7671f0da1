"""Under mutation testing, what the law remembers is forgotten first, so that the code runs and not its memory.

The runner forks after a first, clean run of the tests: every cache is full by then, and every test module imported.
"""

import os
import sys

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if "MUTANT_UNDER_TEST" not in os.environ:
        return
    for name, module in list(sys.modules.items()):
        if name.startswith("yangguang.law"):
            for thing in vars(module).values():
                clear = getattr(thing, "cache_clear", None)
                if clear is not None:
                    clear()
    for name in [name for name in sys.modules if name.startswith(("law.", "tests.law", "test_"))]:
        del sys.modules[name]
