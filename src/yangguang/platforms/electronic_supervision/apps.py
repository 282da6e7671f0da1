from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectronicSupervisionConfig(AppConfig):
    name = "yangguang.platforms.electronic_supervision"
    label = "electronic_supervision"
    verbose_name = _("行政权力电子监察平台")

    def ready(self) -> None:
        from yangguang.foundations.documents.access import register_evidence_access, register_subject_access
        from yangguang.foundations.organisations.levels import Role
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation
        from yangguang.foundations.web.panels import register_panel

        from .access import ADDRESSED_ROLES, may_read_documents
        from .inspection_access import INSPECTING_ROLES, may_read_evidence
        from .order_access import ORDER_ROLES
        from .order_access import may_read_documents as may_read_orders
        from .panels import cards_of_case, cards_to_answer

        register_subject_access("card:", may_read_documents)
        register_subject_access("order:", may_read_orders)
        register_evidence_access(may_read_evidence)
        register_panel("case_page", cards_of_case, ordinal=20)
        register_panel("inbox", cards_to_answer, ordinal=20)
        supervisor = (Role.SUPERVISOR,)
        register_navigation(
            NavigationEntry(_("监察台"), "supervision:console", roles=supervisor, ordinal=30),
            NavigationEntry(_("预警与红黄牌"), "supervision:cards", roles=supervisor, ordinal=31),
            NavigationEntry(_("违规要求"), "supervision:attempts", roles=supervisor, ordinal=32),
            NavigationEntry(_("疑点提示"), "supervision:questions", roles=supervisor, ordinal=33),
            NavigationEntry(
                _("监察运行"), "supervision:health", roles=(Role.SUPERVISOR, Role.ADMINISTRATOR), ordinal=34
            ),
            NavigationEntry(_("督办与监察建议"), "supervision:orders", roles=ORDER_ROLES, ordinal=32),
            NavigationEntry(_("明察暗访"), "supervision:inspections", roles=INSPECTING_ROLES, ordinal=32),
            NavigationEntry(_("线索"), "supervision:clues", roles=supervisor, ordinal=33),
            NavigationEntry(_("监察规则"), "supervision:rules", roles=supervisor, ordinal=35),
            NavigationEntry(_("监察通知"), "supervision:my_cards", roles=ADDRESSED_ROLES, ordinal=24),
        )
