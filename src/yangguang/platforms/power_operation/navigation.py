"""What officers of the operation platform find in the bar at the top."""

from django.utils.translation import gettext_lazy as _

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.navigation import NavigationEntry

ENTRIES = (
    NavigationEntry(
        label=_("缴费对账"),
        url_name="operation:reconciliation",
        roles=(Role.CENTRE_MANAGER,),
        ordinal=24,
    ),
    NavigationEntry(
        label=_("零收费"), url_name="operation:zero_fees", roles=(Role.ADMINISTRATOR,), ordinal=25
    ),
    NavigationEntry(
        label=_("窗口工作台"),
        url_name="operation:workbench",
        roles=(
            Role.WINDOW_CLERK,
            Role.VILLAGE_AGENT,
            Role.CHIEF_REPRESENTATIVE,
            Role.CENTRE_MANAGER,
        ),
        ordinal=20,
    ),
    NavigationEntry(
        label=_("审批收件箱"),
        url_name="operation:inbox",
        roles=(
            Role.REVIEWER,
            Role.DECIDER,
            Role.AGENCY_HEAD,
            Role.GOVERNMENT_HEAD,
            Role.CHIEF_REPRESENTATIVE,
        ),
        ordinal=21,
    ),
    NavigationEntry(
        label=_("全部办件"),
        url_name="operation:cases",
        roles=(
            Role.WINDOW_CLERK,
            Role.VILLAGE_AGENT,
            Role.CHIEF_REPRESENTATIVE,
            Role.CENTRE_MANAGER,
            Role.REVIEWER,
            Role.DECIDER,
            Role.AGENCY_HEAD,
            Role.GOVERNMENT_HEAD,
        ),
        ordinal=22,
    ),
    NavigationEntry(
        label=_("叫号"),
        url_name="queue:desk",
        roles=(Role.WINDOW_CLERK, Role.CHIEF_REPRESENTATIVE),
        ordinal=19,
    ),
    NavigationEntry(label=_("我的预约"), url_name="queue:appointments", citizens=True, ordinal=17),
    NavigationEntry(
        label=_("证照登记"),
        url_name="licences:register",
        roles=(
            Role.WINDOW_CLERK,
            Role.CHIEF_REPRESENTATIVE,
            Role.REVIEWER,
            Role.DECIDER,
            Role.AGENCY_HEAD,
        ),
        ordinal=26,
    ),
    NavigationEntry(
        label=_("一件事联办"),
        url_name="operation:joint_cases",
        roles=(
            Role.WINDOW_CLERK,
            Role.VILLAGE_AGENT,
            Role.CHIEF_REPRESENTATIVE,
            Role.CENTRE_MANAGER,
            Role.REVIEWER,
            Role.DECIDER,
            Role.AGENCY_HEAD,
            Role.GOVERNMENT_HEAD,
        ),
        ordinal=23,
    ),
)
