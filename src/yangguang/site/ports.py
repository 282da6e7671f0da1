"""Whether the site can have its port."""

import errno
import socket

from .trouble import Trouble


def check_port_free(host: str, port: int) -> None:
    """Raises Trouble when the site could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise _explain(host, port, error) from error


def free_port_from(first: int) -> int:
    """The first port of loopback from ``first`` on that nobody has; 0 when a hundred are taken."""
    for port in range(first, min(first + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0


def _explain(host: str, port: int, error: Exception) -> Trouble:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return Trouble(
            f"端口 {port} 已被占用：请停止占用它的程序，或换一个端口：YANGGUANG_PORT={_another(port)} make run",
            f"port {port} is taken: stop the program that has it, or choose another: "
            f"YANGGUANG_PORT={_another(port)} make run",
        )
    if number == errno.EACCES:
        return Trouble(
            f"无权监听端口 {port}：请使用 1024 以上的端口：YANGGUANG_PORT=8000 make run",
            f"port {port} is not allowed to this user: choose one above 1024: YANGGUANG_PORT=8000 make run",
        )
    return Trouble(
        f"无法监听 {host}:{port}（{error}）：请检查 YANGGUANG_HOST 与 YANGGUANG_PORT",
        f"cannot listen on {host}:{port} ({error}): check YANGGUANG_HOST and YANGGUANG_PORT",
    )


def _another(port: int) -> int:
    return port + 80 if port < 65000 else 8000
