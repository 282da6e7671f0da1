"""办件公告: acceptances and results as the public may read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yangguang.platforms.power_operation.states import Ended, Outcome


class PublicNotice(models.Model):
    """One line of the public notices. Names are masked when it is written; nothing personal is stored here."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("受理公告")
        CONCLUDED = "concluded", _("结果公告")
        ENDED = "ended", _("证照处理公告")

    case_number = models.CharField(max_length=43)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place_path = models.CharField(max_length=60)
    body_name = models.CharField(max_length=120)
    body_name_en = models.CharField(max_length=200)
    item_name = models.CharField(max_length=120)
    item_name_en = models.CharField(max_length=200)
    applicant = models.CharField(max_length=120)  # masked
    outcome = models.CharField(max_length=12, blank=True)  # Outcome; of an ended licence, Ended
    published_at = models.DateTimeField()

    @property
    def outcome_word(self) -> str:
        if not self.outcome:
            return ""
        if self.kind == self.Kind.ENDED:
            return str(Ended(self.outcome).label)
        return str(Outcome(self.outcome).label)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_notice_per_act", fields=["case_number", "kind"])]
        indexes = [
            models.Index(fields=["-published_at"], name="notice_newest"),
            models.Index(
                fields=["place_path"], opclasses=["varchar_pattern_ops"], name="notice_place_prefix"
            ),
        ]
