"""Words of the library for templates: ``{% load library %}``."""

from collections.abc import Callable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.web.templatetags.yangguang import status_badge

from .. import wording
from ..comparison import Direction
from ..item_definitions import Fee, LegalBasis, Material

register = template.Library()


@register.filter
def limit_text(written: str) -> str:
    """Half-written drafts are shown too: what is no limit yet is shown as it was written."""
    return _or_as_written(wording.limit_text, written)


@register.filter
def validity_text(written: str) -> str:
    return _or_as_written(wording.validity_text, written)


@register.filter
def kind_name(code: str) -> str:
    return _or_as_written(wording.kind_name, code)


def _or_as_written(words: Callable[[str], str], written: str) -> str:
    try:
        return words(written)
    except ValueError:
        return written or "—"


@register.filter
def in_words(code: str, of: str) -> str:
    """``{{ material.form|in_words:"form" }}``: the name of a code of the implementing list."""
    return str(_NAMES[of].get(code, code))


@register.filter
def citation(basis: LegalBasis) -> str:
    return wording.citation(basis)


@register.filter
def copies(material: Material) -> str:
    return wording.copies_text(material)


@register.filter
def fee_basis(fee: Fee) -> str:
    return wording.fee_basis(fee)


@register.filter
def lines(thing: Any, attribute: str) -> tuple[str, ...]:
    """A list of texts in the reader's language: ``{{ item|lines:"conditions" }}``."""
    chosen = getattr(thing, f"{attribute}_en", ()) if wording.in_english() else ()
    return tuple(chosen or getattr(thing, attribute))


@register.filter
def after(rows: Sequence[Any], place: int) -> Any:
    """The row after ``place`` rows: ``{{ versions|after:forloop.counter }}``; None past the end."""
    return rows[place] if place < len(rows) else None


@register.simple_tag
def direction_badge(direction: Direction) -> SafeString:
    """For the applicant: easier, harder, or neither."""
    if direction is Direction.NEITHER:
        return status_badge(_("无影响"))
    return (
        status_badge(_("更便利"), "good")
        if direction is Direction.BETTER
        else status_badge(_("要求更高"), "warn")
    )


_NAMES = {
    "case_kind": wording.CASE_KINDS,
    "form": wording.FORMS,
    "source": wording.SOURCES,
    "necessity": wording.NECESSITIES,
    "result": wording.RESULTS,
    "depth": wording.DEPTHS,
    "instrument": wording.INSTRUMENTS,
    "audience": wording.AUDIENCES,
}
