from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicePortalConfig(AppConfig):
    name = "yangguang.platforms.service_portal"
    label = "service_portal"
    verbose_name = _("网上政务服务平台")

    def ready(self) -> None:
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation
        from yangguang.foundations.web.panels import register_panel

        from .panels import apply_for_matter

        register_panel("matter_page", apply_for_matter, ordinal=10)
        register_navigation(
            NavigationEntry(label=_("首页"), url_name="portal:home", ordinal=1),
            NavigationEntry(label=_("查进度"), url_name="portal:track", ordinal=11),
            NavigationEntry(label=_("我的办件"), url_name="portal:my_cases", citizens=True, ordinal=15),
            NavigationEntry(label=_("我的证照"), url_name="portal:my_licences", citizens=True, ordinal=16),
        )
