"""The words of supervision: how grave, about what, and where a card stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertLevel(models.IntegerChoices):
    """Internal levels. What they are called and which colour they bear is a label of the rule set."""

    WARN = 1, _("预警")
    YELLOW = 2, _("黄牌")
    RED = 3, _("红牌")


class Matter(models.TextChoices):
    """What a breach is about. Of one case and matter only the highest card counts: one delay is one delay."""

    CASE_TIME = "case_time", _("办理时限")
    STEP_TIME = "step_time", _("环节时限")
    ACCEPTANCE = "acceptance", _("受理时限")
    DELIVERY = "delivery", _("送达时限")
    CORRECTION = "correction", _("一次性告知")
    LIST = "list", _("清单之外的要求")
    ONLINE = "online", _("网上预审")
    PROCEDURE = "procedure", _("特别程序")
    LATE_ENTRY = "late_entry", _("事后补录")
    COMMITMENT = "commitment", _("承诺核查")
    PAYMENT = "payment", _("缴费对账")


class CardState(models.TextChoices):
    ISSUED = "issued", _("已发出")
    ANSWERED = "answered", _("已反馈")
    CONFIRMED = "confirmed", _("已确认")
    APPEALED = "appealed", _("申诉中")
    UPHELD = "upheld", _("已维持")
    REVOKED = "revoked", _("已撤销")


class Told(models.TextChoices):
    """Who is told of a card. Named in the rule set, found among the holders of posts when a card is issued."""

    OPEN_STEP = "open_step", _("办理人员")
    WINDOW = "window", _("窗口")
    AGENCY_HEAD = "agency_head", _("部门负责人")
    CENTRE_MANAGER = "centre_manager", _("中心负责人")
    SUPERVISOR = "supervisor", _("监察机构")
    GOVERNMENT_HEAD = "government_head", _("本级政府")
