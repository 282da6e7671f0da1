"""Passwords that are told once and changed by their owner."""

import secrets

# Read aloud over a counter: no letters or digits that sound or look alike.
PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_SIZE = 3, 4


def new_password() -> str:
    """Twelve characters in three groups, about 59 bits."""
    groups = ["".join(secrets.choice(PLAIN_LETTERS) for _n in range(GROUP_SIZE)) for _g in range(GROUPS)]
    return "-".join(groups)
