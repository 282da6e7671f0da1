from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalitySupervisionConfig(AppConfig):
    name = "yangguang.platforms.legality_supervision"
    label = "legality_supervision"
    verbose_name = _("行政权力法制监督平台")

    def ready(self) -> None:
        from yangguang.foundations.organisations.levels import Role
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation

        register_navigation(
            NavigationEntry(
                label=_("法制审核"), url_name="legality:inbox", roles=(Role.LEGAL_OFFICER,), ordinal=30
            )
        )
