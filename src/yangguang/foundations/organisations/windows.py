"""Windows as whoever inspects them needs them."""

from django.db.models import QuerySet

from .levels import Role
from .models import Post, Window

ORDER_OF_ROLES = (Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CENTRE_MANAGER)


def windows_below(path: str) -> dict[int, str]:
    """Window id → code of its place, for every window of a place and below."""
    here = Window.objects.filter(centre__division__path=path)
    below = Window.objects.filter(centre__division__path__startswith=path + ".")
    return dict((here | below).order_by("pk").values_list("pk", "centre_id"))


def windows_of_centre(division_code: str) -> QuerySet[Window]:
    """In the order of their numbers."""
    return Window.objects.filter(centre_id=division_code).order_by("number")


def body_at_window(window_id: int) -> tuple[int, str] | None:
    """Id and name of the body that answers for a window: of its own posts, else of those of its centre."""
    centre = Window.objects.values_list("centre_id", flat=True).get(pk=window_id)
    posts = list(Post.objects.filter(centre_id=centre, role__in=ORDER_OF_ROLES).select_related("body"))
    posts.sort(key=lambda post: (post.window_id != window_id, ORDER_OF_ROLES.index(Role(post.role)), post.pk))
    return (posts[0].body_id, posts[0].body.name) if posts else None
