"""What the place has decided about joint handling (``joint.toml``)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

SILENCES = frozenset({"agree", "none"})


@dataclass(frozen=True, slots=True)
class JointTerms:
    """``silence_agrees``: an office that does not answer within ``opinion_days`` working days is taken to agree."""

    silence_agrees: bool
    opinion_days: int


@cache
def joint_terms() -> JointTerms:
    """Raises `ValueError` for terms that nobody here can carry out."""
    return read_terms(
        (package_files("yangguang.platforms.power_operation") / "joint.toml").read_text("utf-8")
    )


def read_terms(text: str) -> JointTerms:
    """The terms of a file like ``joint.toml``. Silence is an opinion or nothing; it never decides."""
    table = tomllib.loads(text)
    if table["silence"] not in SILENCES or int(table["opinion_days"]) < 1:
        raise ValueError(f"joint.toml: silence is one of {sorted(SILENCES)}, opinion_days at least 1")
    return JointTerms(table["silence"] == "agree", int(table["opinion_days"]))
