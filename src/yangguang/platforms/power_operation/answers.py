"""What was typed into an application form, as people read it."""

from collections.abc import Mapping
from typing import Any

from yangguang.foundations.web.wording import in_english, yuan_text
from yangguang.platforms.power_library.queries import FormField, ItemDefinition


def answers(definition: ItemDefinition, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of every field that was filled, in the order of the form and the reader's language."""
    english = in_english()
    return [
        (field.label_en if english else field.label, _shown(field, data[field.key], english=english))
        for field in definition.fields
        if data.get(field.key) not in (None, "")
    ]


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
