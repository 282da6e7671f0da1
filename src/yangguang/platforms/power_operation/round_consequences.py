"""What an adjustment of the library means for cases under way; the library asks without knowing who answers."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import gettext as _

from yangguang.platforms.power_library.services import Consequence

from .models import Case
from .states import CaseState


def open_cases(item_keys: Collection[str]) -> list[Consequence]:
    """Cases that are carried through by the version they were filed under, whatever becomes of the item."""
    counts = (
        Case.objects.filter(item_version__item_id__in=item_keys)
        .exclude(state__in=[CaseState.CONCLUDED, CaseState.DELIVERED])
        .values_list("item_version__item_id")
        .annotate(n=Count("pk"))
        .order_by("item_version__item_id")
    )
    said = _("%(n)d 件在办，按受理时的版本办到底")
    return [Consequence(item, said % {"n": n}) for item, n in counts]
