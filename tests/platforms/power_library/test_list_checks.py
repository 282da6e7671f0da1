"""What the intermediary and the commitment list are read from is checked before it is published."""

from dataclasses import replace

import pytest

from cast import definition
from yangguang.platforms.power_library.item_checks import validate
from yangguang.platforms.power_library.item_definitions import ItemDefinition, MaterialSource

FIRE = definition("fire_check")
LABOUR = definition("labour_dispatch")


def found(item: ItemDefinition) -> list[tuple[str, str]]:
    return [(one.field, one.article) for one in validate(item)]


def with_capital(**changes: object) -> ItemDefinition:
    rows = tuple(
        replace(row, **changes) if row.key == "capital" else row  # type: ignore[arg-type]
        for row in LABOUR.materials
    )
    return replace(LABOUR, materials=rows)


def test_the_shipped_items_pass() -> None:
    assert found(FIRE) == found(LABOUR) == []


def test_an_intermediary_needs_a_law_a_regulation_or_the_state_council() -> None:
    below = with_capital(basis="《劳务派遣行政许可实施办法》第八条")
    assert ("materials.capital.basis", "优化营商环境条例第四十三条") in found(below)


def test_what_the_applicant_makes_himself_is_no_intermediary_service() -> None:
    own = with_capital(source=MaterialSource.APPLICANT)
    assert ("materials.capital.source", "优化营商环境条例第四十三条") in found(own)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", "manner=never"),
        ("when", "venue"),
        ("check_within", "61wd"),
        ("check_within", "20nd"),
        ("check_within", "soon"),
        ("basis", "有关规定"),
    ],
)
def test_a_commitment_is_a_choice_with_a_basis_and_a_check_in_sixty_working_days(
    field: str, value: str
) -> None:
    wrong = replace(FIRE, commitments=(replace(FIRE.commitments[0], **{field: value}),))
    assert (f"commitments[0].{field}", "优化营商环境条例第四十条") in found(wrong)
