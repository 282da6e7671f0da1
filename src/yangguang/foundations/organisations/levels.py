"""The words of the organisation: five levels, kinds of body and centre, roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """行使层级, numbered as the national implementing code numbers them (position 19)."""

    PROVINCE = 2, _("省级")
    CITY = 3, _("市级")
    COUNTY = 4, _("县级")
    TOWNSHIP = 5, _("乡级")
    VILLAGE = 6, _("村级")


class BodyKind(models.TextChoices):
    DEPARTMENT = "department", _("政府部门")
    GOVERNMENT = "government", _("人民政府")
    VILLAGE_COMMITTEE = "village_committee", _("村(居)民委员会")


class CentreKind(models.TextChoices):
    """Names of service bodies are unified per level (八统一): no free text."""

    CENTRE = "centre", _("政务服务中心")
    HALL = "hall", _("便民服务大厅")
    ROOM = "room", _("便民服务室")


class Role(models.TextChoices):
    WINDOW_CLERK = "window_clerk", _("窗口人员")
    REVIEWER = "reviewer", _("审查人员")
    DECIDER = "decider", _("决定人员")
    AGENCY_HEAD = "agency_head", _("部门负责人")
    CHIEF_REPRESENTATIVE = "chief_representative", _("首席代表")
    CENTRE_MANAGER = "centre_manager", _("中心负责人")
    VILLAGE_AGENT = "village_agent", _("村级代办员")
    SUPERVISOR = "supervisor", _("监察人员")
    LEGAL_OFFICER = "legal_officer", _("法制审核人员")
    STATISTICIAN = "statistician", _("统计人员")
    ADMINISTRATOR = "administrator", _("管理员")
    GOVERNMENT_HEAD = "government_head", _("政府负责人")
