from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "yangguang.foundations.web"
    label = "web"
    verbose_name = _("页面")

    def ready(self) -> None:
        from yangguang.foundations.organisations.levels import Role

        from .navigation import NavigationEntry, register_navigation

        register_navigation(
            NavigationEntry(_("人员与岗位"), "web:administration", roles=(Role.ADMINISTRATOR,), ordinal=40)
        )
