from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "yangguang.foundations.notices"
    label = "notices"
    verbose_name = _("告知与送达")
