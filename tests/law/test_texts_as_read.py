"""Every limit reads as its text says it: no field is lost or put in another's place."""

from datetime import date, time
from typing import Any

import pytest

from yangguang.law import limits
from yangguang.law.citations import parse_citation
from yangguang.law.clocks import CountingRule, OfficeHours
from yangguang.law.limits import TEXTS, UnknownLimit, all_limits, limit_in_force
from yangguang.law.sources import load_text

ENTRIES = [(name, entry) for name in TEXTS for entry in load_text(name)["limit"]]
ABSENT = {
    "backwards": False,
    "restarts": False,
    "rolls": True,
    "lapse": "",
    "note": "",
    "in_force_until": None,
}


@pytest.mark.parametrize(
    "entry", [entry for _name, entry in ENTRIES], ids=lambda one: f"{one['id']} {one['in_force_from']}"
)
def test_a_limit_reads_as_its_text(entry: dict[str, Any]) -> None:
    legal = limit_in_force(entry["id"], on=entry["in_force_from"])
    assert (legal.id, str(legal.name), legal.name.english) == (entry["id"], entry["name"], entry["english"])
    assert (str(legal.limit), legal.starts) == (entry["limit"], entry["starts"])
    assert legal.citation == parse_citation(entry["citation"]).in_words()
    assert legal.pause_citation == parse_citation(entry.get("pause_citation", entry["citation"])).in_words()
    assert {kind.value for kind in legal.pauses} == set(entry.get("pauses", ()))
    assert (str(legal.extension) if legal.extension else None) == entry.get("extension")
    assert (legal.extension_approver.value if legal.extension_approver else None) == entry.get(
        "extension_approver"
    )
    for field, default in ABSENT.items():
        found = getattr(legal, field)
        expected = entry.get(field, default)
        assert (type(found), found) == (type(expected), expected), field
    hours = OfficeHours(((time(9), time(12)),))
    terms = legal.terms(CountingRule.OFFICE_HOURS, hours)
    assert (terms.limit, terms.rule, terms.office_hours) == (legal.limit, CountingRule.OFFICE_HOURS, hours)
    assert (terms.citation, terms.pause_citation, terms.pauses) == (
        legal.citation,
        legal.pause_citation,
        legal.pauses,
    )
    assert (terms.extension, terms.extension_approver) == (legal.extension, legal.extension_approver)
    assert (terms.restarts, terms.rolls) == (legal.restarts, legal.rolls)


def test_a_name_that_is_no_limit_is_answered_with_those_that_are() -> None:
    with pytest.raises(UnknownLimit) as raised:
        limit_in_force("licensing.decide", on=date(2026, 1, 1))
    assert str(raised.value) == f"no limit 'licensing.decide'; known are {', '.join(sorted(all_limits()))}"


def test_a_field_that_no_limit_has_is_named() -> None:
    with pytest.raises(ValueError, match=r"unknown fields \['approver', 'until'\]"):
        limits._legal_limit({"id": "x", "until": 1, "approver": 2})
