"""Kinds of official document, after the form set of the Ministry of Justice (2004) and the articles that demand them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    RECEIPT = "receipt", _("材料接收凭证")
    ACCEPTANCE = "acceptance", _("受理通知书")  # 行政许可法 art. 32(5)
    TOLERANCE = "tolerance", _("容缺受理通知书")
    COMMITMENT = "commitment", _("告知承诺书")  # 优化营商环境条例 art. 40
    CORRECTION = "correction", _("一次性补正告知书")  # art. 32(4)
    DECLINE = "decline", _("不予受理通知书")  # art. 32(1), (2)
    SPECIAL_PROCEDURE = "special_procedure", _("特别程序告知书")  # art. 45
    HEARING_NOTICE = "hearing_notice", _("听证通知书")  # art. 48(1)(1)
    HEARING_RECORD = "hearing_record", _("听证笔录")  # art. 48(1)(5)
    SITE_RECORD = "site_record", _("现场核查笔录")  # art. 34(3)
    EXTENSION = "extension", _("延期通知书")  # art. 42
    GRANT = "grant", _("准予决定书")  # arts 38, 39
    REFUSAL = "refusal", _("不予决定书")  # art. 38
    RECTIFICATION = "rectification", _("责令限期整改通知书")
    REVOCATION = "revocation", _("撤销决定书")  # 行政许可法 art. 69
    LICENCE_END = "licence_end", _("证照处理决定书")  # 行政许可法 arts 8, 69, 70, 行政处罚法 art. 9
    LICENCE = "licence", _("证照")  # art. 39
    SERVICE = "service", _("送达回证")
    FEE_NOTICE = "fee_notice", _("缴费通知书")  # arts 58, 59
    FEE_RECEIPT = "fee_receipt", _("缴费凭证")
    WARNING = "warning", _("预警通知")
    YELLOW_CARD = "yellow_card", _("黄牌通知")
    RED_CARD = "red_card", _("红牌通知")
    SUPERVISION_ORDER = "supervision_order", _("督办通知书")
    RECOMMENDATION = "recommendation", _("监察建议书")
    INSPECTION_ORDER = "inspection_order", _("检查整改通知书")
