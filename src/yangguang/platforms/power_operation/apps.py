from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerOperationConfig(AppConfig):
    name = "yangguang.platforms.power_operation"
    label = "power_operation"
    verbose_name = _("行政权力网上运行平台")
