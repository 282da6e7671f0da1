"""Public notices as pages and feeds show them."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yangguang.foundations.organisations.queries import at_or_below

from .models import PublicNotice


def notices(*, place_path: str = "", kind: str = "", wanted: str = "") -> QuerySet[PublicNotice]:
    """Notices of a place and below, newest first; ``wanted`` is part of a case number, an item or a body.

    ``since_ended`` of a result is how the licence that it gave has ended meanwhile; null while it has not.
    """
    ended = PublicNotice.objects.filter(case_number=OuterRef("case_number"), kind=PublicNotice.Kind.ENDED)
    found = PublicNotice.objects.annotate(since_ended=Subquery(ended.values("outcome")[:1]))
    found = found.order_by("-published_at", "-pk")
    if place_path:
        found = found.filter(at_or_below(place_path, field="place_path"))
    if kind in PublicNotice.Kind.values:
        found = found.filter(kind=kind)
    if wanted:
        found = found.filter(
            Q(case_number__contains=wanted.upper())
            | Q(item_name__contains=wanted)
            | Q(body_name__contains=wanted)
        )
    return found
