from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalitySupervisionConfig(AppConfig):
    name = "yangguang.platforms.legality_supervision"
    label = "legality_supervision"
    verbose_name = _("行政权力法制监督平台")
