from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerLibraryConfig(AppConfig):
    name = "yangguang.platforms.power_library"
    label = "power_library"
    verbose_name = _("行政权力库")
