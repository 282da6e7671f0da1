"""Sections are saved one by one; what is typed is kept; two at one section are told of each other."""

from typing import Any

import pytest
from django.http import QueryDict

from cast import AT, HUBEI, JIANGAN, Cast, Library, definition
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import services
from yangguang.platforms.power_library.draft_values import (
    blank_item,
    input_name,
    read,
    rearrange,
    section_of,
    shown,
)
from yangguang.platforms.power_library.editing import digest_of, mark_of
from yangguang.platforms.power_library.form_plan import SECTIONS, Field, Kind, Section, Table
from yangguang.platforms.power_library.item_files import definition_as_json, read_items
from yangguang.platforms.power_library.models import Proposal

ITEM = definition("food_business")


def drafter(cast: Cast, ordinal: int = 1) -> Actor:
    return cast.officer(Role.REVIEWER, HUBEI, "market_regulation", ordinal)


def posted(section: Section, content: dict[str, Any]) -> QueryDict:
    """What a browser sends for a section that nobody touched."""
    form = QueryDict(mutable=True)
    for part in section.parts:
        _post(form, part, content, "")
    return form


def _post(form: QueryDict, part: Field | Table, record: dict[str, Any], prefix: str) -> None:
    value: Any = record
    for name in part.name.split("."):
        value = value[name]
    named = prefix + input_name(part.name)
    if isinstance(part, Table):
        form[f"{named}-count"] = str(len(value))
        for at, row in enumerate(value):
            if part.key:
                form[f"{named}-{at}-{part.key_column}"] = row[part.key_column]
            for column in part.columns:
                _post(form, column, row, f"{named}-{at}-")
    elif part.kind in (Kind.MANY, Kind.NUMBERS):
        form.setlist(named, [str(one) for one in value])
    elif part.kind is Kind.YES:
        form.update({named: "on"} if value else {})
    else:
        form[named] = shown(part, value)
        if part.kind is Kind.LIMIT:
            form[f"{named}-unit"] = value[-2:]
        if part.english:
            *above, last = part.name.split(".")
            inside = record[above[0]] if above else record
            form[f"{named}_en"] = shown(part, inside[f"{last}_en"])


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_form_sent_back_untouched_changes_nothing(section: Section) -> None:
    for item in read_items():
        content = definition_as_json(item)
        form = posted(section, content)
        assert read(section, form, content, is_new=True) == section_of(content, section), item.key


@pytest.mark.parametrize(
    ("section", "name", "typed", "kept"),
    [
        ("access", "visits", "两次", "两次"),
        ("access", "visits", " 2 ", 2),
        ("fees", "fees-0-amount_cents", "12.5", 1250),
        ("fees", "fees-0-amount_cents", "¥1,200", 120000),
        ("fees", "fees-0-amount_cents", "十元", "十元"),
        ("time", "limits-promised", "七", "七wd"),
        ("conditions", "conditions", "甲\r\n\r\n 乙 ", ["甲", "乙"]),
    ],
)
def test_what_does_not_fit_is_kept_as_typed(section: str, name: str, typed: str, kept: object) -> None:
    form = QueryDict(mutable=True)
    form["fees-count"], form[name] = "1", typed
    value: Any = read(SECTIONS[section], form, {}, is_new=True)
    for step in name.split("-"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    assert value == kept


@pytest.mark.parametrize(
    ("act", "keys", "place"),
    [
        ("up:materials:1", "bacde", "row-materials-0"),
        ("down:materials:0", "bacde", "row-materials-1"),
        ("move:materials:4:0", "eabcd", "row-materials-0"),
        ("remove:materials:2", "abde", "table-materials"),
        ("up:materials:0", "abcde", ""),
        ("down:materials:4", "abcde", ""),
        ("remove:materials:9", "abcde", ""),
        ("move:materials:1:x", "abcde", ""),
        ("up:fees:1", "abcde", ""),
        ("save", "abcde", ""),
    ],
)
def test_rows_are_moved(act: str, keys: str, place: str) -> None:
    kept: dict[str, Any] = {"materials": [{"key": key} for key in "abcde"]}
    assert rearrange(SECTIONS["materials"], kept, act) == place
    assert "".join(row["key"] for row in kept["materials"]) == keys


def test_rows_are_added_with_a_key_of_their_own() -> None:
    kept = section_of(definition_as_json(ITEM), SECTIONS["form"])
    assert rearrange(SECTIONS["form"], kept, "add:fields") == "row-fields-11"
    assert kept["fields"][-1]["key"] == "field_1"
    assert kept["fields"][-1]["required"] is True
    rearrange(SECTIONS["form"], kept, "add:fields-5-choices")
    assert [one["value"] for one in kept["fields"][5]["choices"]] == ["new", "change", "renewal", "option_1"]


def test_a_section_is_saved_and_the_others_stay(library: Library) -> None:
    proposal = services.start_from_version(ITEM.key, actor=drafter(library.cast), at=AT)
    assert services.start_from_version(ITEM.key, actor=drafter(library.cast), at=AT) == proposal
    time = SECTIONS["time"]
    typed = section_of(proposal.content, time)
    typed["limits"]["promised"] = "6wd"
    saved = services.save_section(
        proposal.pk, time, typed, base="", page="p1", actor=drafter(library.cast), at=AT
    )
    assert saved.content == proposal.content | {"limits": typed["limits"]}
    mark = mark_of(Proposal.objects.get(pk=proposal.pk), time)
    assert mark
    assert (mark.name, mark.page) == (drafter(library.cast).name, "p1")


def test_the_second_of_two_is_told_and_nothing_is_lost(library: Library) -> None:
    first, second = drafter(library.cast), library.cast.officer(Role.DECIDER, HUBEI, "market_regulation")
    proposal = services.start_from_version(ITEM.key, actor=first, at=AT)
    section = SECTIONS["access"]
    drawn = section_of(proposal.content, section)
    base = digest_of(drawn)

    def save(visits: int, page: str, actor: Actor, seen: str) -> Proposal:
        typed = drawn | {"visits": visits}
        return services.save_section(proposal.pk, section, typed, base=seen, page=page, actor=actor, at=AT)

    save(1, "one", first, base)
    save(2, "one", first, base)  # the same page again: autosave, then the button
    with pytest.raises(services.WrittenMeanwhile) as told:
        save(3, "two", second, base)
    assert first.name in told.value.rule
    assert told.value.theirs["visits"] == 2
    assert Proposal.objects.get(pk=proposal.pk).content["visits"] == 2
    other = SECTIONS["result"]
    services.save_section(
        proposal.pk, other, section_of(proposal.content, other), base="", page="two", actor=second, at=AT
    )
    assert save(3, "two", second, digest_of(told.value.theirs)).content["visits"] == 3


def test_only_its_department_in_the_province_drafts(library: Library) -> None:
    cast = library.cast
    proposal = services.start_from_version(ITEM.key, actor=drafter(cast), at=AT)
    section = SECTIONS["time"]
    for actor in (
        cast.officer(Role.REVIEWER, JIANGAN, "market_regulation"),
        cast.officer(Role.REVIEWER, HUBEI, "health"),
        cast.officer(Role.LEGAL_OFFICER, HUBEI),
    ):
        with pytest.raises(Refusal):
            services.save_section(
                proposal.pk,
                section,
                section_of(proposal.content, section),
                base="",
                page="x",
                actor=actor,
                at=AT,
            )
    with pytest.raises(NotFound):
        services.save_section(0, section, {}, base="", page="x", actor=drafter(cast), at=AT)
    with pytest.raises(NotFound):
        services.start_from_version("nothing", actor=drafter(cast), at=AT)


def test_a_new_item_needs_a_key_of_its_own(library: Library) -> None:
    actor = drafter(library.cast)
    words = {"name": "新事项", "name_en": "New item", "kind": "10", "department": "market_regulation"}
    proposal = services.start_new("tea_shop", **words, actor=actor, at=AT)
    assert proposal.content == blank_item() | words | {
        "key": "tea_shop",
        "version": 1,
        "in_force_from": "2026-03-03",
    }
    for taken in ("tea_shop", ITEM.key):
        with pytest.raises(Refusal, match="已经有事项使用"):
            services.start_new(taken, **words, actor=actor, at=AT)
