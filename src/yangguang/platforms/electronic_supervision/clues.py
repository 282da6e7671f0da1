"""群众监督、舆论监督: where a clue comes from, where it stands, and what is done about it. Pure."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClueSource(models.TextChoices):
    COMPLAINT = "complaint", _("投诉举报")
    RATING = "rating", _("差评")
    PRESS = "press", _("媒体报道")
    NETWORK = "network", _("网络反映")
    LETTER = "letter", _("来信来访")


class ClueState(models.TextChoices):
    RECEIVED = "received", _("待调查")
    INVESTIGATING = "investigating", _("调查中")
    MERGED = "merged", _("已合并")
    ANSWERED = "answered", _("已答复")


class ClueStep(models.TextChoices):
    INVESTIGATE = "investigate", _("开始调查")
    MERGE = "merge", _("合并")
    ANSWER = "answer", _("答复")


OPEN = frozenset({ClueState.RECEIVED, ClueState.INVESTIGATING})
LEADS_TO: Mapping[tuple[ClueState, ClueStep], ClueState] = {
    (ClueState.RECEIVED, ClueStep.INVESTIGATE): ClueState.INVESTIGATING,
    (ClueState.RECEIVED, ClueStep.MERGE): ClueState.MERGED,
    (ClueState.INVESTIGATING, ClueStep.MERGE): ClueState.MERGED,
    (ClueState.INVESTIGATING, ClueStep.ANSWER): ClueState.ANSWERED,
}
