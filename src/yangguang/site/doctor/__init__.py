"""``yangguang doctor``: what is wrong with this installation, and how to mend it."""

from collections.abc import Callable, Iterator

from yangguang.site.trouble import Trouble

from . import data, machine
from .findings import Check, Finding

__all__ = ["Finding", "examine"]


def examine(out: Callable[[str], None]) -> int:
    """Report every finding through ``out``; returns 1 when there is a problem, else 0. Mends nothing."""
    problems = 0
    for finding in _findings():
        out(finding.line())
        problems += bool(finding.mend)
    if problems:
        out(f"共 {problems} 个问题 / {problems} problems")
    else:
        out("未发现问题 / no problems found")
    return 1 if problems else 0


def _findings() -> Iterator[Finding]:
    for what, check in machine.CHECKS:
        yield from _carefully(what, check)
    reachable = list(_carefully("数据库 database", data.server))
    yield from reachable
    if any(finding.mend for finding in reachable):
        return
    if not data.set_up():
        yield Finding("数据库结构 tables", "尚未初始化 not set up yet", "请运行 make run / run `make run`")
        return
    for what, check in data.CHECKS:
        yield from _carefully(what, check)


def _carefully(what: str, check: Check) -> Iterator[Finding]:
    """A check that fails is a finding, and keeps no other from being made."""
    try:
        yield from check()
    except Trouble as trouble:
        yield Finding(what, "不可用 not usable", str(trouble))
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield Finding(
            what,
            reason,
            "请运行 make setup 与 yangguang migrate / run `make setup`, then `yangguang migrate`",
        )
