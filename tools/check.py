"""``make check``: everything that can be said about the sources without running them.

Two checks run at a time; each reports its time, and a failed one what it found. All run even when the first fails.
``--before-tests`` leaves out the architecture tests, which the test run that follows has too.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]


ARCHITECTURE = Check("architecture and migrations", (PYTHON, "-m", "pytest", "-q", "tests/architecture"))
CHECKS = (  # the slowest first
    Check("types", (f"{BIN}/mypy", "--no-error-summary")),
    ARCHITECTURE,
    Check("import contracts", (f"{BIN}/lint-imports", "--no-logo")),
    Check("messages", (PYTHON, "tools/messages.py", "check")),
    Check("lint", (f"{BIN}/ruff", "check", "--quiet", ".")),
    Check("format", (f"{BIN}/ruff", "format", "--check", "--quiet", ".")),
)


def run(check: Check) -> tuple[Check, float, int, str]:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "src", "NO_COLOR": "1", "COLUMNS": "120"},
    )
    return check, time.monotonic() - started, done.returncode, done.stdout + done.stderr


def main(arguments: list[str]) -> int:
    failed = 0
    chosen = [check for check in CHECKS if "--before-tests" not in arguments or check is not ARCHITECTURE]
    with ThreadPoolExecutor(2) as pool:
        for check, seconds, status, output in pool.map(run, chosen):
            print(f"{'ok  ' if status == 0 else 'FAIL'} {check.name} ({seconds:.1f} s)", flush=True)
            if status != 0:
                failed += 1
                print(output)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
