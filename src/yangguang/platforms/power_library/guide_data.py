"""A guide as data for other programs: the shape is public and only ever grows."""

from typing import Any

from yangguang.foundations.organisations.queries import BodyCard, PlaceCard

from .code_sets import side_by_side
from .guide import GuideView
from .item_definitions import ItemDefinition
from .item_files import definition_as_json


def guide_as_json(guide: GuideView) -> dict[str, Any]:
    """Everything the page shows. Texts ending in ``_en`` are English; limits are written 20wd, 60nd, 6m; money in cents."""
    return {
        "code": guide.code,
        "version": guide.version_number,
        "in_force_from": guide.in_force_from.isoformat(),
        "place": _place(guide.place),
        "body": _body(guide.body),
        "centre": None
        if guide.centre is None
        else {
            "name": guide.centre.name,
            "name_en": guide.centre.name_en,
            "address": guide.centre.address,
            "phone": guide.centre.phone,
            "office_hours": guide.centre.office_hours,
        },
        "stages": [
            [{"step": view.step.key, "body": _body(view.body)} for view in stage] for stage in guide.stages
        ],
        "responsible": [
            {"role": one.role.value, "title": one.title, "names": list(one.names)}
            for one in guide.responsible
        ],
        "remedies": {name: getattr(guide.remedies, name) for name in guide.remedies.__slots__},
        "local_code": guide.local_code,
        "codes": codes_of(guide.item, guide.body),
        "item": definition_as_json(guide.item),
    }


def codes_of(item: ItemDefinition, body: BodyCard) -> dict[str, Any]:
    """What the coded elements are called in every code set that is mapped (``/guide/codes/``)."""
    return {
        "kind": side_by_side("kind", item.kind),
        "level": side_by_side("level", str(int(body.level))),
        "case_kind": side_by_side("case_kind", item.case_kind),
        "depth": side_by_side("depth", item.depth),
        "service_object": [side_by_side("service_object", one) for one in item.service_object],
        "materials": {
            one.key: {
                "form": side_by_side("material_form", one.form),
                "necessity": side_by_side("necessity", one.necessity),
                "source": side_by_side("source", one.source),
            }
            for one in item.materials
        },
    }


def _body(body: BodyCard) -> dict[str, Any]:
    return {
        "name": body.name,
        "name_en": body.name_en,
        "level": int(body.level),
        "division": body.division_code,
    }


def _place(place: PlaceCard) -> dict[str, Any]:
    return {"code": place.code, "name": place.name, "name_en": place.name_en, "level": int(place.level)}
