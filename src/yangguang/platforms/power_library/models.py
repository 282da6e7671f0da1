"""行政权力库: what may be done, by whom, under which law, on which terms. The only list."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PowerItem(models.Model):
    """事项: an entry of the basic catalogue (基本目录), identified by its 12-character basic code."""

    key = models.SlugField(primary_key=True, max_length=60)
    basic_code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=2)  # law.powers.PowerKind
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="items")
    # 证照类型代码 (GB/T 36904): credit code of the department in the province and a serial of three digits.
    licence_type = models.CharField(max_length=21, unique=True, null=True)

    def __str__(self) -> str:
        return self.key


class VersionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")
    ADAPTED = "adapted", _("地方优化")  # a unified version with the improvements of one body
    CANCELLED = "cancelled", _("已取消")


class Ending(models.TextChoices):
    """Why a published version ceases to govern."""

    SUCCEEDED = "succeeded", _("由新版本接替")
    SUSPENDED = "suspended", _("暂停实施")
    CANCELLED = "cancelled", _("取消")


class ItemVersion(models.Model):
    """事项版本: all elements of an item over one period. Published versions never change (trigger).

    One whose ``entry`` is set holds for that body alone: the unified version of the same number with ``improvements``
    (`local_terms.Improvements`) laid over it. Cases pin it like any other.

    ``content`` is the whole definition as `power_library.item_files.definition_as_json` writes it; the columns beside
    it are what lists and clocks ask for.
    """

    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    in_force = DateRangeField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    case_kind = models.CharField(max_length=12)  # immediate | promised | joint | sent_up
    statutory_limit = models.CharField(max_length=12)  # law.time_limits, e.g. "20wd"
    promised_limit = models.CharField(max_length=12)
    themes = models.JSONField(default=list)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Ending.choices, default="")
    ended_reason = models.TextField(default="")  # the law or decision, in the words of whoever ended it
    entry = models.ForeignKey(
        "ImplementingEntry", on_delete=models.PROTECT, null=True, related_name="adapted", db_index=False
    )
    improvements = models.JSONField(null=True)
    search_text = models.TextField()  # name, aliases, pinyin, initials: what trigram search reads
    search_vector = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_version_number", fields=["item", "number"], condition=models.Q(entry__isnull=True)
            ),
            ExclusionConstraint(
                name="one_version_in_force",
                expressions=[("item", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                condition=models.Q(state=VersionState.PUBLISHED),
            ),
            ExclusionConstraint(
                name="one_adapted_version_in_force",
                expressions=[("entry", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                condition=models.Q(state=VersionState.ADAPTED),
            ),
            models.CheckConstraint(
                name="adapted_version_has_its_entry",
                condition=models.Q(state=VersionState.ADAPTED, entry__isnull=False)
                | (~models.Q(state=VersionState.ADAPTED) & models.Q(entry__isnull=True)),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="item_search_vector"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="item_search_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("草拟")
    SUBMITTED = "submitted", _("待合法性审核")
    LAWFUL = "lawful", _("待批准")
    APPROVED = "approved", _("待公布")
    PUBLISHED = "published", _("已公布")
    WITHDRAWN = "withdrawn", _("已撤回")


class Proposal(models.Model):
    """拟公布版本: a version on its way from the department that drafts it to the day of its publication.

    ``content`` has the shape of `ItemVersion.content`, and need not be complete before it is submitted. Once
    submitted it stands still until it is published or returned, so that what was checked is what is published.
    """

    OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.LAWFUL, ProposalState.APPROVED)

    item_key = models.SlugField(max_length=60)
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT)
    content = models.JSONField()
    marks = models.JSONField(default=dict, db_default={})  # section → who wrote it last (`editing.Mark`)
    remark = models.TextField(default="")  # why it was returned, or the legal opinion
    drafted_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", null=True
    )
    checked_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    version = models.OneToOneField(ItemVersion, on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_proposal_per_item",
                fields=["item_key"],
                condition=models.Q(state__in=["draft", "submitted", "lawful", "approved"]),
            ),
            models.CheckConstraint(
                name="published_proposal_has_its_version",
                condition=models.Q(state="published", version__isnull=False)
                | (~models.Q(state="published") & models.Q(version__isnull=True)),
            ),
            models.CheckConstraint(  # whoever drafts does not judge the draft
                name="proposal_is_checked_by_somebody_else",
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("submitted_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="proposal_by_state")]

    def __str__(self) -> str:
        return f"{self.item_key} v{self.number} ({self.state})"


class ImplementingEntry(models.Model):
    """实施清单: this body exercises this item. ``code`` is the 31-character implementing code.

    A body that lost an item and was given it again has two entries of one code, one after the other.
    """

    code = models.CharField(max_length=31)
    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="entries", db_index=False)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="entries")
    division = models.ForeignKey(
        "organisations.Division", on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    level = models.SmallIntegerField()
    in_force = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_entry_per_code",
                fields=["code"],
                condition=models.Q(in_force__upper_inf=True),
            ),
            ExclusionConstraint(
                name="one_entry_per_item_and_body",
                expressions=[  # body first: three times as fast to load as item first, which tells few rows apart
                    ("body", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    ("in_force", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["division", "item"], name="entry_by_place"),
            models.Index(fields=["item", "level"], name="entry_by_item"),
            models.Index(fields=["code"], name="entry_by_code"),
        ]


# Rounds and halls stand in modules of their own; Django looks for models here.
from .hall_models import Authority, HallEntry, HallExemption, Unity, UnityFinding  # noqa: E402
from .local_code_models import LocalCode  # noqa: E402
from .publishing_right_models import May, PublishingRight  # noqa: E402
from .rounds_models import AdjustmentRound, LegalChange, RoundLine, RoundState  # noqa: E402

__all__ = [
    "AdjustmentRound",
    "Authority",
    "Ending",
    "HallEntry",
    "HallExemption",
    "ImplementingEntry",
    "ItemVersion",
    "LegalChange",
    "LocalCode",
    "May",
    "PowerItem",
    "Proposal",
    "ProposalState",
    "PublishingRight",
    "RoundLine",
    "RoundState",
    "Unity",
    "UnityFinding",
    "VersionState",
]
