"""What PostgreSQL's programs say when they fail, turned into one line for the person at the keyboard."""

from pathlib import Path

from yangguang.site.trouble import Trouble


def disk_full(place: Path | str) -> Trouble:
    return Trouble(
        f"磁盘空间不足（{place}）：请腾出至少 1 GB 后重试",
        f"the disk is full ({place}): free at least 1 GB and try again",
    )


def explain(output: str) -> Trouble:
    """The one line for what the programs said."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return disk_full("var/")
    if "Cannot allocate memory" in output or "could not map anonymous shared memory" in output:
        return Trouble(
            "内存不足，PostgreSQL 无法启动：请关闭其他程序后重试",
            "not enough memory to start PostgreSQL: close other programs and try again",
        )
    if "Permission denied" in output or "Read-only file system" in output:
        return Trouble(
            f"无权写入数据目录：请检查 var/ 的权限，或设置 YANGGUANG_VAR 指向可写目录（{_last_line(output)}）",
            f"the data folder cannot be written: mend the permissions of var/, or point YANGGUANG_VAR elsewhere "
            f"({_last_line(output)})",
        )
    return Trouble(
        f"PostgreSQL 未能启动：{_last_line(output)}；详见 var/postgres/start.log",
        f"PostgreSQL did not start: {_last_line(output)}; see var/postgres/start.log",
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["no output"])[-1]
