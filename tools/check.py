"""``make check``: everything that can be said about the sources without running them.

Two checks run at a time; each reports its time, and a failed one what it found. All run even when the first fails.
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


CHECKS = (  # the slowest first
    Check("types", (f"{BIN}/mypy", "--no-error-summary")),
    Check("architecture", (PYTHON, "-m", "pytest", "-q", "tests/architecture")),
    Check("import contracts", (f"{BIN}/lint-imports")),
    Check("migrations", (PYTHON, "-m", "yangguang.site", "manage", "makemigrations", "--check", "--dry-run")),
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
        env={**os.environ, "PYTHONPATH": "src", "FORCE_COLOR": "0"},
    )
    return check, time.monotonic() - started, done.returncode, done.stdout + done.stderr


def main() -> int:
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for check, seconds, status, output in pool.map(run, CHECKS):
            print(f"{'ok  ' if status == 0 else 'FAIL'} {check.name} ({seconds:.1f} s)", flush=True)
            if status != 0:
                failed += 1
                print(output)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
