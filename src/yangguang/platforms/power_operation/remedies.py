"""What a person may do against a refusal: the text comes from the item's law, never from the officer."""

from yangguang.foundations.organisations import queries as organisations
from yangguang.platforms.power_library import queries as library

from .models import Case


def remedies_for(case: Case) -> str:
    """The remedy sentences for this case: reconsideration and litigation, each with its body and period."""
    definition = library.definition_of(case.item_version)
    bodies = organisations.remedy_bodies(case.body_id)
    names = {
        "level_government": bodies.government,
        "superior_department": bodies.superior_department,
        "court": bodies.court,
        "department_phone": case.body.complaint_phone,
    }
    return "\n".join(
        text.format(**names) for text in (definition.help.reconsideration, definition.help.litigation)
    )
