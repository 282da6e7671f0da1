"""What was told to whom, and the proof that it reached them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceMode(models.TextChoices):
    """送达方式 (民事诉讼法 arts 87–95)."""

    DIRECT = "direct", _("直接送达")
    ELECTRONIC = "electronic", _("电子送达")
    MAIL = "mail", _("邮寄送达")
    AGENT = "agent", _("委托代收")
    LEFT = "left", _("留置送达")
    PUBLIC_NOTICE = "public_notice", _("公告送达")


class Message(models.Model):
    """站内消息: a line in the account of a citizen or officer."""

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="messages")
    subject = models.CharField(max_length=60)  # ledger stream
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-sent_at"], name="message_by_account")]


class ServiceRecord(models.Model):
    """送达回证: which document was served on whom, how, when and by whom."""

    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, related_name="services"
    )
    mode = models.CharField(max_length=14, choices=ServiceMode.choices)
    person = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    consent = models.BooleanField(default=False)  # electronic service needs the person's consent
    tracking_number = models.CharField(max_length=40, blank=True)
    served_at = models.DateTimeField()
    server_id = models.BigIntegerField(null=True)
