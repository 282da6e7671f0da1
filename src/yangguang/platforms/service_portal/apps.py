from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicePortalConfig(AppConfig):
    name = "yangguang.platforms.service_portal"
    label = "service_portal"
    verbose_name = _("网上政务服务平台")
