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

    def __str__(self) -> str:
        return self.key


class VersionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")
    CANCELLED = "cancelled", _("已取消")


class ItemVersion(models.Model):
    """事项版本: all elements of an item over one period. Published versions never change (trigger).

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
    search_text = models.TextField()  # name, aliases, pinyin, initials: what trigram search reads
    search_vector = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_version_number", fields=["item", "number"]),
            ExclusionConstraint(
                name="one_version_in_force",
                expressions=[("item", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                condition=models.Q(state=VersionState.PUBLISHED),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="item_search_vector"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="item_search_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


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
