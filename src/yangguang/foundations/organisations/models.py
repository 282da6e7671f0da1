"""Places, bodies, centres, windows and posts: who stands where on the five levels."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .levels import BodyKind, CentreKind, Level, Role


class Division(models.Model):
    """区划: one place of the five-level tree.

    ``level`` is a stored fact and never read off the code: 仙桃, 潜江, 天门 and 神农架 carry county codes and stand at
    city level. ``path`` joins the codes from the province down, shortened to their own digits
    (``42.4201.420102.420102002``), so that "this place and all below" is one prefix.
    """

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    full_name = models.CharField(max_length=200)
    level = models.SmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    parent_level = models.SmallIntegerField(null=True)
    path = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, default="official")  # official | zone (功能区)
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="division_level_pair",
                condition=Q(level=Level.PROVINCE, parent__isnull=True, parent_level__isnull=True)
                | Q(level=Level.CITY, parent_level=Level.PROVINCE)
                | Q(level=Level.COUNTY, parent_level=Level.CITY)
                | Q(level=Level.TOWNSHIP, parent_level__in=[Level.CITY, Level.COUNTY])
                | Q(level=Level.VILLAGE, parent_level=Level.TOWNSHIP),
            ),
            # The other end of the composite key that ties parent_level to the parent's real level (see migration).
            models.UniqueConstraint(name="division_code_level", fields=["code", "level"]),
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="division_children"),
            models.Index(fields=["level", "code"], name="division_by_level"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """部门: a line of work that has a body at several levels, such as market regulation."""

    key = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    ordinal = models.PositiveSmallIntegerField(unique=True)

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """实施主体: an organ that may hold powers; a department of one place, a government, a village committee."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="bodies")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="bodies")
    level = models.SmallIntegerField(choices=Level.choices)
    consult_phone = models.CharField(max_length=30)
    complaint_phone = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    succeeded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_body_per_department_and_place",
                fields=["department", "division"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="body_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceCentre(models.Model):
    """政务服务中心 · 便民服务大厅 · 便民服务室: where the public is received."""

    division = models.OneToOneField(
        Division, primary_key=True, on_delete=models.PROTECT, related_name="centre"
    )
    kind = models.CharField(max_length=10, choices=CentreKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30)
    office_hours = models.CharField(max_length=120)
    # The day on which the eight unifications (八统一) were last confirmed here; None = not, or not any more.
    unified_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """窗口: one counter of a centre; every window takes in every item (综合窗口)."""

    centre = models.ForeignKey(ServiceCentre, on_delete=models.PROTECT, related_name="windows")
    number = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_window_number", fields=["centre", "number"])]


class Post(models.Model):
    """岗位: authority belongs to the post; people hold posts for a time.

    ``body`` is the organ whose power the post exercises; ``division`` the place it answers for; ``centre`` is set for
    posts that stand in a centre, hall or room.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="posts")
    centre = models.ForeignKey(ServiceCentre, null=True, on_delete=models.PROTECT, related_name="posts")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role.choices)
    ordinal = models.PositiveSmallIntegerField(default=1)  # A post, B post (AB 角) of the same role
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_post_of_a_rank", fields=["body", "division", "role", "ordinal"]
            ),
        ]
        indexes = [models.Index(fields=["division", "role"], name="post_by_place_and_role")]

    def __str__(self) -> str:
        return _("%(body)s %(title)s") % {"body": self.body, "title": self.title}
