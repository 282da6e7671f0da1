from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerOperationConfig(AppConfig):
    name = "yangguang.platforms.power_operation"
    label = "power_operation"
    verbose_name = _("行政权力网上运行平台")

    def ready(self) -> None:
        from yangguang.foundations.documents.access import register_evidence_access, register_subject_access
        from yangguang.foundations.organisations.levels import Role
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation
        from yangguang.foundations.web.panels import register_panel
        from yangguang.platforms.power_library.services import register_consequences

        from .access import may_read_documents, may_read_evidence
        from .panels import zero_fees_on_guide
        from .round_consequences import open_cases

        register_subject_access("case:", may_read_documents)
        register_evidence_access(may_read_evidence)
        register_consequences(open_cases)
        register_panel("guide_head", zero_fees_on_guide, ordinal=40)
        register_navigation(
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
        )
