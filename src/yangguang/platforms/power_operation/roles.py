"""Which roles stand at which desk of the operation platform."""

from yangguang.foundations.organisations.levels import Role

WINDOW_ROLES = (Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE, Role.CENTRE_MANAGER)
DESK_ROLES = (
    Role.REVIEWER,
    Role.DECIDER,
    Role.AGENCY_HEAD,
    Role.GOVERNMENT_HEAD,
    Role.CHIEF_REPRESENTATIVE,
)
READING_ROLES = (*WINDOW_ROLES, *DESK_ROLES, Role.SUPERVISOR, Role.LEGAL_OFFICER)
