"""文号 and verification codes."""

import secrets

from .contents import CONTENTS
from .kinds import DocumentKind

# Without 0/O, 1/I/L and U, which are misread on paper and on the telephone.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 22  # 107 bits: nobody finds a document by trying


NUMBER_AFTER = "号"


def number_before(kind: DocumentKind, year: int) -> str:
    """What stands between the body's short name and the serial: ``受〔2026〕`` in ``武汉市市场监管局受〔2026〕12号``."""
    return f"{CONTENTS[kind].mark}〔{year}〕"


def new_verification_code() -> str:
    """A random code of 22 characters that can be read out and typed again."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
