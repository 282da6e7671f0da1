"""Under mutation testing, what the law remembers is forgotten before each test: its code must run, not its memory.

The runner notes which tests call a function and runs only those against its mutants; of a cached function it would
note the first caller alone. It also forks after a clean run, with every test module imported already.
"""

import os
import sys

import pytest

MUTATING = "MUTANT_UNDER_TEST" in os.environ


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("yangguang.law"):
            for thing in vars(module).values():
                clear = getattr(thing, "cache_clear", None)
                if clear is not None:
                    clear()


def pytest_configure(config: pytest.Config) -> None:
    if MUTATING:
        forget()
        for name in [name for name in sys.modules if name.startswith(("law.", "tests.law", "test_"))]:
            del sys.modules[name]


@pytest.fixture(autouse=MUTATING)
def forgetful() -> None:
    forget()
