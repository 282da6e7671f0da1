from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectronicSupervisionConfig(AppConfig):
    name = "yangguang.platforms.electronic_supervision"
    label = "electronic_supervision"
    verbose_name = _("行政权力电子监察平台")
