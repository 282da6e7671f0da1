"""Where each role begins its day."""

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role

CITIZENS_DOOR = "portal:home"
DOOR_OF_ROLE = {
    Role.WINDOW_CLERK: "operation:workbench",
    Role.VILLAGE_AGENT: "operation:workbench",
    Role.CHIEF_REPRESENTATIVE: "operation:workbench",
    Role.CENTRE_MANAGER: "operation:workbench",
    Role.REVIEWER: "operation:inbox",
    Role.DECIDER: "operation:inbox",
    Role.AGENCY_HEAD: "operation:inbox",
    Role.GOVERNMENT_HEAD: "operation:inbox",
    Role.SUPERVISOR: "supervision:console",
    Role.LEGAL_OFFICER: "legality:inbox",
    Role.STATISTICIAN: "statistics:indicators",
    Role.ADMINISTRATOR: "web:administration",
}


def door_of(actor: Actor | None) -> str:
    """The url name of the first page for ``actor``."""
    if actor is None or actor.post is None:
        return CITIZENS_DOOR
    return DOOR_OF_ROLE[actor.post.role]
