"""依职权: penalties, coercion, levies and inspections are listed, shown and maintained, and nobody can apply for them."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, DAZHI, HUBEI, JIANGAN, TODAY, Cast, Library, definition
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import printing, queries, services
from yangguang.platforms.power_library.form_plan import SECTIONS, sections_for
from yangguang.platforms.power_library.item_checks import validate
from yangguang.platforms.power_library.item_definitions import Depth, ItemDefinition, StepRole
from yangguang.platforms.power_library.models import ImplementingEntry

PENALTY = definition("unlicensed_food_penalty")
SEIZURE = definition("food_seizure")
INSPECTION = definition("food_safety_inspection")
REMOVAL = definition("rural_illegal_building_removal")
LICENCE = definition("food_business")


@pytest.fixture
def powers(library: Library) -> Library:
    """The small province, whose bodies hold some powers of their own motion as well."""
    services.load_items(AT, [PENALTY, SEIZURE, INSPECTION, REMOVAL])
    return library


def found(item: ItemDefinition) -> set[tuple[str, str]]:
    return {(one.field, one.article) for one in validate(item)}


@pytest.mark.parametrize("item", [PENALTY, SEIZURE, INSPECTION, REMOVAL], ids=lambda item: item.key)
def test_the_shipped_ones_pass(item: ItemDefinition) -> None:
    assert validate(item) == []
    assert not item.on_application


@pytest.mark.parametrize(
    ("item", "changes", "expected"),
    [
        (PENALTY, {"sanctions": ()}, ("sanctions", "行政处罚法第四条")),
        (
            PENALTY,
            {"sanctions": (replace(PENALTY.sanctions[0], basis="有关规定"),)},
            ("sanctions[0].basis", "行政处罚法第四条"),
        ),
        (
            PENALTY,
            {"limits": replace(PENALTY.limits, statutory="91nd")},
            ("limits.statutory", "行政处罚法第六十条"),
        ),
        (
            PENALTY,
            {"limits": replace(PENALTY.limits, statutory="90wd")},
            ("limits.statutory", "行政处罚法第六十条"),
        ),
        (
            SEIZURE,
            {"limits": replace(SEIZURE.limits, statutory="31nd")},
            ("limits.statutory", "行政强制法第二十五条"),
        ),
        (SEIZURE, {"legal_basis": ()}, ("legal_basis", "行政强制法第十条")),
        (
            PENALTY,
            {"steps": tuple(step for step in PENALTY.steps if step.role is not StepRole.DECIDER)},
            ("steps", "行政处罚法第五十七条、行政强制法第十八条"),
        ),
        (INSPECTION, {"materials": LICENCE.materials}, ("materials", "权责清单要素")),
        (INSPECTION, {"fields": LICENCE.fields}, ("fields", "权责清单要素")),
        (INSPECTION, {"accepted_at": (4,)}, ("accepted_at", "权责清单要素")),
        (INSPECTION, {"depth": Depth.IV}, ("depth", "权责清单要素")),
        (INSPECTION, {"sanctions": PENALTY.sanctions}, ("sanctions", "权责清单要素")),
        (
            PENALTY,
            {"fees": definition("identity_card_replacement").fees},
            ("fees", "行政处罚法第四条、行政强制法第二十五条"),
        ),
        (LICENCE, {"sanctions": PENALTY.sanctions}, ("sanctions", "权责清单要素")),
    ],
)
def test_each_rule_is_found(
    item: ItemDefinition, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert expected not in found(item)
    assert expected in found(replace(item, **changes))  # type: ignore[arg-type]


def _entry(powers: Library, item: ItemDefinition, division: str = JIANGAN) -> ImplementingEntry:
    return powers.entry(item.key, division)


def test_nobody_can_apply_for_a_penalty(powers: Library) -> None:
    with pytest.raises(Refusal) as refused:
        queries.filing_terms(_entry(powers, PENALTY).pk, on=TODAY)
    assert "依职权行使" in refused.value.rule
    assert "12345" in refused.value.way_out


def test_the_portal_and_the_window_refuse_alike(powers: Library) -> None:
    code, signed_in = _entry(powers, PENALTY).code, powers.cast.signed_in
    clerk = powers.cast.officer(Role.WINDOW_CLERK, JIANGAN)
    for who, address in (
        (powers.cast.citizen, reverse("portal:apply", args=[code])),
        (clerk, reverse("operation:take_in", args=[code])),
    ):
        page = signed_in(who).get(address, follow=True)
        assert page.status_code == 409
        assert "依职权行使" in page.content.decode()


def test_it_stands_below_what_one_can_apply_for(powers: Library) -> None:
    keys = [card.key for card in queries.search("食品", on=TODAY)]
    assert keys[0] == LICENCE.key
    assert keys.index(LICENCE.key) < keys.index(PENALTY.key)
    assert queries.search("拆违", on=TODAY)[0].key == REMOVAL.key


def test_a_window_is_not_offered_it(powers: Library) -> None:
    clerk = powers.cast.signed_in(powers.cast.officer(Role.WINDOW_CLERK, JIANGAN))
    page = clerk.get(reverse("operation:new_case"), {"q": "食品"}).content.decode()
    assert LICENCE.name in page
    assert PENALTY.name not in page


def test_the_guide_says_what_is_punished_how_and_what_rights_there_are(
    powers: Library, client: Client
) -> None:
    entry = _entry(powers, PENALTY)
    page = client.get(reverse("library:guide", args=[entry.code])).content.decode()
    for sanction in PENALTY.sanctions:
        assert sanction.penalty in page
    assert "陈述和申辩" in page
    for nothing in ("在线办理", "申请材料", "form.pdf", "带什么"):
        assert nothing not in page
    assert client.get(reverse("library:form_pdf", args=[entry.code])).status_code == 404
    guide = queries.guide(entry.code, at=AT)
    assert printing.printed_guide(guide).startswith(b"%PDF")


def test_the_place_and_the_list_show_it_and_the_hall_does_not(powers: Library, client: Client) -> None:
    view = queries.place_view(JIANGAN, on=TODAY)
    assert {card.key for card in view.powers} == {PENALTY.key, SEIZURE.key, INSPECTION.key}
    assert not {card.key for card in view.decided} & {card.key for card in view.powers}
    assert [card.key for card in queries.place_view(DAZHI, on=TODAY).powers] == [REMOVAL.key]
    rows = queries.published_list("powers", on=TODAY).rows
    assert PENALTY.key in {row.item_key for row in rows}
    inside = {one.item_key for one in queries.hall_items(JIANGAN, on=TODAY)}
    assert LICENCE.key in inside
    assert not inside & {PENALTY.key, SEIZURE.key, INSPECTION.key}
    assert PENALTY.name in client.get(reverse("library:place", args=[JIANGAN])).content.decode()


def test_the_list_of_penalties_is_published_row_by_row(powers: Library) -> None:
    rows = [row for row in queries.published_list("penalties", on=TODAY).rows if row.item_key == PENALTY.key]
    assert [row.cells[1] for row in rows] == [one.conduct for one in PENALTY.sanctions]


@pytest.mark.parametrize(
    ("kind", "without", "having"),
    [
        ("01", {"sanctions"}, {"materials", "form", "access", "fees"}),
        ("02", {"materials", "form", "access", "fees"}, {"sanctions", "steps"}),
        ("04", {"materials", "form", "access", "sanctions"}, {"fees"}),
        ("06", {"materials", "form", "access", "fees", "sanctions"}, {"steps"}),
        ("", {"sanctions"}, {"materials"}),
    ],
)
def test_the_editor_asks_what_the_kind_has(kind: str, without: set[str], having: set[str]) -> None:
    keys = {one.key for one in sections_for(kind)}
    assert not keys & without
    assert having <= keys
    assert keys <= SECTIONS.keys()


def test_a_draft_of_a_penalty_has_only_its_own_sections(cast: Cast, library: Library) -> None:
    drafter = cast.signed_in(cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation"))
    typed = {
        "name": "对无照经营的处罚",
        "name_en": "Penalty for trading without registration",
        "key": "unregistered_trade_penalty",
        "kind": "02",
        "department": "market_regulation",
    }
    begun = drafter.post(reverse("library:edit_new"), typed)
    assert begun.status_code == 302, begun.content.decode()[:2000]
    page = drafter.get(begun["Location"]).content.decode()
    assert "/sanctions/" in page
    assert "/materials/" not in page
