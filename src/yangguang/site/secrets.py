"""Keys that this installation makes for itself at its first start and keeps under ``var/secrets``."""

import os
import secrets as random_source
from collections.abc import Callable

from .places import var_folder


def secret(name: str, *, size: int = 48, make: Callable[[], str] | None = None) -> str:
    """The secret ``name``: from ``YANGGUANG_SECRET_<NAME>``, else from ``var/secrets/<name>``, made when absent.

    ``size`` bytes in hex, or whatever ``make`` makes.
    """
    given = os.environ.get(f"YANGGUANG_SECRET_{name.upper()}")
    if given:
        return given
    folder = var_folder() / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / name
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        value = make() if make else random_source.token_hex(size)
        out.write(value)
    return value


def sm2_key_pair() -> str:
    """A new SM2 key (GB/T 32918): the private and the public half in hex, parted by a colon."""
    from gmssl_fast import SM2

    pair = SM2.generate()
    return f"{pair.private_key_hex}:{pair.public_key_hex}"
