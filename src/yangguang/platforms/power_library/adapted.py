"""Adapted versions: stored copies of a unified version with one body's improvements, kept in step with it."""

from datetime import date
from hashlib import sha256

from django.db.backends.postgresql.psycopg_any import DateRange

from yangguang.foundations.ledger.canonical import canonical_json

from .item_files import definition_as_json
from .local_terms import Improvements, improved
from .models import Ending, ItemVersion, VersionState
from .reading import definition_of


def adapted_version(
    unified: ItemVersion, entry_id: int, improvements: Improvements, *, starts: date
) -> ItemVersion:
    """Write the unified version as this body improves it, from ``starts`` for as long as the unified one governs."""
    version = drawn_up(unified, entry_id, improvements, starts=starts)
    version.save()
    return version


def drawn_up(unified: ItemVersion, entry_id: int, improvements: Improvements, *, starts: date) -> ItemVersion:
    """The same, not yet written."""
    definition = improved(definition_of(unified), improvements)
    content = definition_as_json(definition)
    return ItemVersion(
        item_id=unified.item_id,
        entry_id=entry_id,
        improvements=improvements.as_json(),
        number=unified.number,
        state=VersionState.ADAPTED,
        in_force=DateRange(starts, unified.in_force.upper),
        name=definition.name,
        name_en=definition.name_en,
        case_kind=definition.case_kind,
        statutory_limit=definition.limits.statutory,
        promised_limit=definition.limits.promised,
        themes=list(definition.themes),
        content=content,
        content_sha256=sha256(canonical_json(content)).hexdigest(),
        published_at=unified.published_at,
    )


def end_adapted(unified: ItemVersion, day: date, how: Ending) -> None:
    """With the unified version end its copies; one that would only have begun by then is cut to nothing."""
    copies = ItemVersion.objects.filter(
        item_id=unified.item_id,
        number=unified.number,
        state=VersionState.ADAPTED,
        in_force__isempty=False,
    )
    for one in copies:
        if one.in_force.upper is None or one.in_force.upper > day:
            one.in_force = DateRange(one.in_force.lower, max(day, one.in_force.lower))
            one.ended_by = how
            one.save(update_fields=["in_force", "ended_by"])


def follow(unified: ItemVersion, former: ItemVersion) -> None:
    """A body's improvements outlive the version they were made for, as far as they are still better."""
    before = ItemVersion.objects.filter(
        item_id=unified.item_id,
        number=former.number,
        state=VersionState.ADAPTED,
        ended_by__in=[Ending.SUCCEEDED, Ending.SUSPENDED],
        in_force__endswith=former.in_force.upper,
    )
    definition = definition_of(unified)
    for one in before:
        improvements = Improvements.from_json(one.improvements or {})
        if one.entry_id and improved(definition, improvements) != definition:
            adapted_version(unified, one.entry_id, improvements, starts=unified.in_force.lower)
