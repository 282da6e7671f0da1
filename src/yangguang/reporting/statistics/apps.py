from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    name = "yangguang.reporting.statistics"
    label = "statistics"
    verbose_name = _("统计指标")

    def ready(self) -> None:
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation

        register_navigation(NavigationEntry(label=_("指标"), url_name="statistics:indicators", ordinal=13))
