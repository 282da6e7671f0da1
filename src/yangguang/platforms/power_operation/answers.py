"""What was typed into an application form, as people read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yangguang.foundations.web.wording import in_english, yuan_text
from yangguang.platforms.power_library.queries import FormField, ItemDefinition


def answers(definition: ItemDefinition, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of every field that was filled, in the order of the form and the reader's language."""
    return list(_answered(definition, data, group=""))


def _answered(
    definition: ItemDefinition, data: Mapping[str, Any], *, group: str
) -> Iterator[tuple[str, str]]:
    """A group gives a pair for each of its rows."""
    english = in_english()
    for field in definition.fields:
        given = data.get(field.key)
        if field.group != group or given in (None, "", []):
            continue
        label = field.label_en if english else field.label
        if field.kind != "group":
            yield label, _shown(field, given, english=english)
            continue
        told = (list(_answered(definition, row, group=field.key)) for row in given)
        for number, pairs in enumerate((one for one in told if one), start=1):
            written = (
                _("%(asked)s：%(answer)s") % {"asked": asked, "answer": answer} for asked, answer in pairs
            )
            yield f"{label} {number}", _("；").join(written)


def _shown(field: FormField, value: Any, *, english: bool) -> str:
    if field.kind == "choice":
        chosen = next((choice for choice in field.choices if choice.value == value), None)
        return (chosen.label_en if english else chosen.label) if chosen else str(value)
    if field.kind == "yes_no":
        yes, no = ("Yes", "No") if english else ("是", "否")
        return yes if value == "yes" else no
    if field.kind == "money_cents" and isinstance(value, int):
        return yuan_text(value)
    return str(value)
