"""Words of the library for templates: ``{% load library %}``."""

from typing import Any

from django import template

from .. import wording
from ..item_definitions import Fee, LegalBasis, Material

register = template.Library()

register.filter("limit_text", wording.limit_text)
register.filter("validity_text", wording.validity_text)
register.filter("kind_name", wording.kind_name)


@register.filter
def in_words(code: str, of: str) -> str:
    """``{{ material.form|in_words:"form" }}``: the name of a code of the implementing list."""
    return str(_NAMES[of][code])


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
