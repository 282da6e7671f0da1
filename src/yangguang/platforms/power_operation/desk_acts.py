"""What an act looks like to the page of a case, and who stands at its window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level, Role

from .queries import CaseFile

Perform = Callable[[Actor, CaseFile, Mapping[str, Any], datetime], None]


@dataclass(frozen=True, slots=True)
class DeskAct:
    """An act as a page offers it. ``offered`` looks at the case and the actor only."""

    key: str
    label: Any
    explanation: Any
    offered: Callable[[Actor, CaseFile], bool]
    form: Callable[[CaseFile, Mapping[str, Any] | None], forms.Form]
    perform: Perform
    urgent: bool = False  # drawn first and open


def at_window(actor: Actor, file: CaseFile) -> bool:
    """Whether the window of the case is the actor's, as `access.require_intake` will ask."""
    post = actor.post
    if post is None:
        return False
    if post.role == Role.CHIEF_REPRESENTATIVE:
        return post.body_id == file.case.body_id
    if post.role == Role.VILLAGE_AGENT and file.case.level != Level.VILLAGE:
        return False
    return post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT} and post.centre_code == file.case.centre_id
