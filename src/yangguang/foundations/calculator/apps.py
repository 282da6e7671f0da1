from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalculatorConfig(AppConfig):
    name = "yangguang.foundations.calculator"
    label = "calculator"
    verbose_name = _("期限计算器")

    def ready(self) -> None:
        from yangguang.foundations.web.panels import register_panel

        from .panels import foot_link, home_tile

        register_panel("portal_home", home_tile, ordinal=30)
        register_panel("foot", foot_link, ordinal=30)
