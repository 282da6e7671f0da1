"""Who acts: the value that every service receives. Authority is read from the post, at the moment of the act."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.organisations.levels import Level, Role


class AccountKind(models.TextChoices):
    CITIZEN = "citizen", _("个人")
    COMPANY = "company", _("企业")
    OFFICER = "officer", _("工作人员")


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post as its holder exercises it now. ``path`` is the place it answers for, with all below."""

    id: int
    role: Role
    body_id: int
    body_name: str
    department: str
    level: Level
    division_code: str
    path: str
    centre_code: str | None
    title: str
    title_en: str = ""
    body_name_en: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """``post`` is None for citizens and companies. Officers who hold several posts act in one at a time."""

    account_id: int
    name: str
    kind: str
    post: PostHeld | None = None

    @property
    def role(self) -> Role | None:
        return self.post.role if self.post else None

    def holds(self, *roles: Role) -> bool:
        return self.post is not None and self.post.role in roles

    def answers_for(self, place_path: str) -> bool:
        """Whether a place lies at or below the place of the actor's post."""
        if self.post is None:
            return False
        return place_path == self.post.path or place_path.startswith(self.post.path + ".")


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The program itself, for acts that the law attaches to the passing of time (deemed acceptance)."""

    name: str = "系统"
    account_id: None = None
    post: None = None
