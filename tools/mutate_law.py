"""Mutation testing of the law: ``python tools/mutate_law.py FOLDER [MUTANT…]``; results are judged in docs/mutation.md.

The law is plain Python and is mutated alone: its package and its tests are copied to FOLDER, without Django and without
the array module, whose mutants NumPy runs too slowly. Takes some ten minutes on two idle cores; ``mutmut results`` and
``mutmut show`` work in FOLDER afterwards.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "bulk.py", "test_bulk.py")
SETTINGS = """
[project]
name = "law-under-mutation"
version = "0"

[tool.mutmut]
source_paths = ["src/"]
only_mutate = [
  "src/yangguang/law/axes.py",
  "src/yangguang/law/clock_events.py",
  "src/yangguang/law/clock_readings.py",
  "src/yangguang/law/clocks.py",
  "src/yangguang/law/deadline.py",
  "src/yangguang/law/explanations.py",
  "src/yangguang/law/identifiers.py",
  "src/yangguang/law/limits.py",
  "src/yangguang/law/procedures.py",
  "src/yangguang/law/thresholds.py",
  "src/yangguang/law/time_limits.py",
  "src/yangguang/law/working_days.py",
]
pytest_add_cli_args_test_selection = ["tests/law"]
also_copy = ["docs", "tests"]

[tool.pytest.ini_options]
pythonpath = ["src", "tests"]
addopts = "-p no:django -q"
"""
# Few examples, always the same: a mutant must be judged alike each time.
HYPOTHESIS = """
from hypothesis import settings

settings.register_profile("mutation", max_examples=25, deadline=None, derandomize=True, database=None)
settings.load_profile("mutation")
"""


def lay_out(folder: Path) -> None:
    """Copy what is mutated and what tests it."""
    shutil.copytree(ROOT / "src/yangguang/law", folder / "src/yangguang/law", ignore=LEFT_OUT)
    shutil.copy(ROOT / "src/yangguang/__init__.py", folder / "src/yangguang")
    shutil.copytree(ROOT / "tests/law", folder / "tests/law", ignore=LEFT_OUT)
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs/procedures.md", folder / "docs")
    (folder / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (folder / "tests/conftest.py").write_text(HYPOTHESIS, "utf-8")


def main(folder: Path, mutants: list[str]) -> int:
    if not (folder / "pyproject.toml").exists():
        lay_out(folder)
    command = [str(Path(sys.executable).with_name("mutmut")), "run", *mutants]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
