"""The direction of foreign keys. Import contracts cannot see a relation that is written as a string."""

import pytest
from django.apps import apps
from django.db.models import Model

# From the bottom up; rooms of one floor do not know each other, except that web serves the pages of accounts.
FLOORS = (
    ("foundations.ledger", "foundations.jobs"),
    ("foundations.organisations",),
    ("foundations.calendars",),
    ("foundations.accounts",),
    ("foundations.documents",),
    ("foundations.notices",),
    ("foundations.web", "foundations.api"),
    ("foundations.calculator",),
    ("platforms.power_library",),
    ("platforms.power_operation",),
    ("platforms.legality_supervision", "platforms.electronic_supervision"),
    ("platforms.service_portal",),
    ("reporting.disclosure", "reporting.statistics"),
)
FLOOR_OF = {f"yangguang.{room}": floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def _room(model: type[Model]) -> str:
    return apps.get_app_config(model._meta.app_label).name


def _relations() -> list[tuple[type[Model], str, type[Model]]]:
    return [
        (model, field.name, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if _room(model).startswith("yangguang.")
    ]


def points_upward(source: str, target: str) -> bool:
    """Whether a relation from ``source`` to ``target`` would break the direction; both are names of apps."""
    if source == target or not target.startswith("yangguang."):
        return False
    return FLOOR_OF[target] >= FLOOR_OF[source]


def test_every_app_has_its_floor() -> None:
    ours = {config.name for config in apps.get_app_configs() if config.name.startswith("yangguang.")}
    assert ours == set(FLOOR_OF)


def test_no_relation_points_upward() -> None:
    relations = _relations()
    assert relations, "the models have relations, so an empty list means that this test sees nothing"
    wrong = [
        f"{model.__name__}.{field} -> {target.__name__}"
        for model, field, target in relations
        if points_upward(_room(model), _room(target))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("yangguang.platforms.power_operation", "yangguang.platforms.electronic_supervision"),
        ("yangguang.platforms.electronic_supervision", "yangguang.platforms.legality_supervision"),
        ("yangguang.foundations.accounts", "yangguang.platforms.power_library"),
    ],
)
def test_the_supervised_may_not_point_at_their_supervisors(source: str, target: str) -> None:
    assert points_upward(source, target)
    assert not points_upward(
        "yangguang.platforms.electronic_supervision", "yangguang.platforms.power_operation"
    )
