from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerLibraryConfig(AppConfig):
    name = "yangguang.platforms.power_library"
    label = "power_library"
    verbose_name = _("行政权力库")

    def ready(self) -> None:
        from yangguang.foundations.web.navigation import NavigationEntry, register_navigation

        from .access import READERS

        register_navigation(NavigationEntry(label=_("办事指南"), url_name="library:search", ordinal=5))
        register_navigation(
            NavigationEntry(label=_("编制清单"), url_name="library:edit", roles=READERS, ordinal=7)
        )
