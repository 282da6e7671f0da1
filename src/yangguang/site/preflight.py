"""What must hold before the site starts: nobody else runs it, and there is room for it."""

import fcntl
import os
import shutil

from . import database
from .trouble import Trouble

LEAST_FREE_BYTES = 200 * 1024 * 1024
LEAST_MEMORY_KILOBYTES = 500 * 1024


def lock_out_others() -> int:
    """Hold ``var/run.lock`` while we run; two runs on one folder would fight over its database."""
    folder = database.var_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Trouble(
            f"无法写入 {folder}（{error.strerror}）：请检查权限与磁盘空间，或设置 YANGGUANG_VAR",
            f"cannot write to {folder} ({error.strerror}): check its permissions and the disk, or set YANGGUANG_VAR",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Trouble(
            f"本目录的网站已在运行（{folder}）：请使用已打开的网站，或先停止它",
            f"the site of this folder is already running ({folder}): use it, or stop it first",
        ) from error
    return descriptor


def check_room() -> None:
    folder = database.var_folder()
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        raise Trouble(
            f"磁盘空间不足（{folder}）：请腾出至少 1 GB 后重试",
            f"the disk is full ({folder}): free at least 1 GB and try again",
        )
    available = _available_memory()
    if available is not None and available < LEAST_MEMORY_KILOBYTES:
        raise Trouble(
            f"可用内存仅 {available // 1024} MB：至少需要 500 MB，请关闭其他程序后重试",
            f"only {available // 1024} MB of memory are free: 500 MB are needed, close other programs and try again",
        )


def _available_memory() -> int | None:
    """Kilobytes that programs may still take; None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("MemAvailable")), None)
    except OSError:
        return None
