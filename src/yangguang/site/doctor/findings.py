"""What the doctor says about one thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``mend`` says what to do, and is empty when all is well."""

    what: str
    found: str
    mend: str = ""

    def line(self) -> str:
        if not self.mend:
            return f"正常 ok       {self.what}: {self.found}"
        return f"问题 PROBLEM  {self.what}: {self.found}\n              → {self.mend}"


Check = Callable[[], Iterator[Finding]]
