"""``yangguang check-id``: is this number well formed, and if not, which position is wrong."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from typing import Any

from yangguang.law import identifiers

from .csv_files import opened, print_rows, rows_of

KINDS: dict[str, Callable[[str], Any]] = {
    "citizen": identifiers.parse_citizen_id,
    "uscc": identifiers.parse_uscc,
    "division": identifiers.parse_division,
    "item": identifiers.parse_item,
    "case": identifiers.parse_case_number,
    "elicence": identifiers.parse_licence,
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    command.add_argument("value", nargs="?", metavar="VALUE", help="待核对的号码 / the number to check")
    command.add_argument(
        "--batch",
        metavar="FILE.csv",
        help="逐行核对 value 列（- 为标准输入） / check column `value` of a file (- for standard input)",
    )
    command.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    command.set_defaults(refuse=command.error)


def check_id(chosen: argparse.Namespace) -> int:
    """0 when the number is well formed, 1 when it is not; of a file 0, since each row answers for itself."""
    if (chosen.value is None) == (chosen.batch is None):
        chosen.refuse("请给出号码或 --batch 之一 / give either a number or --batch")
    if chosen.batch is not None:
        return _check_file(KINDS[chosen.kind], chosen.batch)
    verdict = _verdict(KINDS[chosen.kind], chosen.value)
    if chosen.json:
        json.dump({"kind": chosen.kind, "value": chosen.value, **verdict}, sys.stdout, ensure_ascii=False)
        print()
    else:
        print("\n".join(_lines(verdict)))
    return 0 if verdict["valid"] else 1


def _verdict(parse: Callable[[str], Any], value: str) -> dict[str, Any]:
    try:
        parts = asdict(parse(value))
    except identifiers.InvalidIdentifier as error:
        return {"valid": False, "error": str(error), "position": error.position, "expected": error.expected}
    return {"valid": True, "parts": {name: _plain(part) for name, part in parts.items()}}


def _plain(part: object) -> object:
    return part.isoformat() if isinstance(part, date) else part


def _lines(verdict: dict[str, Any]) -> Iterator[str]:
    if not verdict["valid"]:
        yield f"不合规 invalid: {verdict['error']}"
        return
    yield "合规 valid"
    for name, part in verdict["parts"].items():
        yield f"  {name}: {part}"


def _check_file(parse: Callable[[str], Any], path: str) -> int:
    with opened(path) as lines:
        values = (value for (value,) in rows_of(lines, ("value",)))
        print_rows(chain([("value", "valid", "error", "position")], (_row(parse, value) for value in values)))
    return 0


def _row(parse: Callable[[str], Any], value: str) -> tuple[object, ...]:
    try:
        parse(value)
    except identifiers.InvalidIdentifier as error:
        return value, "false", str(error), error.position
    return value, "true", "", ""
