"""What supervision is to see to, whether by a rule, by a refusal, or not yet: the catalogue behind the page of rules."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConcernState(models.TextChoices):
    WATCHED = "watched", _("规则监察")
    PREVENTED = "prevented", _("事前拦阻")
    WARNED = "warned", _("提示责任部门")
    AWAITING = "awaiting", _("尚缺数据")


@dataclass(frozen=True, slots=True)
class Concern:
    """``note`` says how it is prevented, or what is still needed; ``guards`` name the code that refuses the act."""

    id: str
    state: ConcernState
    name: str
    name_en: str
    note: str = ""
    note_en: str = ""
    guards: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        return {
            ConcernState.WATCHED: "good",
            ConcernState.PREVENTED: "ongoing",
            ConcernState.WARNED: "good",
        }.get(self.state, "")


@cache
def concerns() -> tuple[Concern, ...]:
    text = (files(__package__) / "concerns.toml").read_text(encoding="utf-8")
    return tuple(
        Concern(**{**entry, "state": ConcernState(entry["state"]), "guards": tuple(entry.get("guards", ()))})
        for entry in loads(text)["concern"]
    )
