from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "yangguang.reporting.disclosure"
    label = "disclosure"
    verbose_name = _("政务公开")

    def ready(self) -> None:
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation

        register_navigation(NavigationEntry(label=_("公开"), url_name="disclosure:notices", ordinal=12))
