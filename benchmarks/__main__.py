"""``make bench``: run the benchmarks, print what they measured, and write it to docs/benchmarks.md.

python -m benchmarks                 all of them
python -m benchmarks working_days    only these; the sections of the others stay as they were
"""

import sys
from importlib import import_module

from .report import PAGE, write_section

# Each module has run() -> Section, which raises when contenders disagree: a fast wrong answer is not a result.
BENCHES = (
    "working_days",
    "supervision_replay",
    "acts",
    "search",
    "deadline_batch",
    "stored_clocks",
    "bulk_lists",
)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    missed = 0
    for name in names or BENCHES:
        section = import_module(f"benchmarks.{name}").run()
        print(section.text(), flush=True)
        write_section(name, section)
        missed += len(section.missed)
    print(f"written to {PAGE}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
