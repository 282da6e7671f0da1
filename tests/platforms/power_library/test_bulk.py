"""A body's list leaves as a table and comes back: each row judged, all applied or none."""

from datetime import timedelta

import pytest

from cast import AT, JIANGAN, TODAY, YILING, Library
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import bulk, queries
from yangguang.platforms.power_library.bulk_table import HEADINGS, read_table
from yangguang.platforms.power_library.models import ItemVersion
from yangguang.platforms.power_library.spreadsheets import as_csv

TOMORROW = TODAY + timedelta(days=1)
PROMISED = HEADINGS.index("承诺办结时限")


def head(library: Library, division: str = JIANGAN) -> Actor:
    return library.cast.officer(Role.AGENCY_HEAD, division, "market_regulation")


def exported(library: Library) -> list[list[str]]:
    content = bulk.export_entries(library.entry().body_id, on=TODAY)
    return [[row.code, *row.cells] for row in read_table(content)]


def food(rows: list[list[str]], library: Library) -> list[str]:
    return next(row for row in rows if row[0] == library.entry().code)


def judged(library: Library, rows: list[list[str]]) -> dict[str, bulk.RowVerdict]:
    content = as_csv(HEADINGS, rows)
    return {one.code: one for one in bulk.judge_import(content, from_date=TOMORROW, actor=head(library))}


def applied(library: Library, rows: list[list[str]], actor: Actor | None = None) -> None:
    bulk.apply_import(as_csv(HEADINGS, rows), from_date=TOMORROW, actor=actor or head(library), at=AT)


def promised(library: Library) -> str:
    return queries.filing_terms(library.entry().pk, on=TOMORROW).definition.limits.promised


@pytest.mark.django_db
def test_what_was_exported_comes_back_unchanged(library: Library) -> None:
    verdicts = judged(library, exported(library))
    assert verdicts
    assert {one.verdict for one in verdicts.values()} == {bulk.Verdict.UNCHANGED}


@pytest.mark.django_db
def test_a_shorter_promise_is_applied_and_exported_again(library: Library) -> None:
    rows = exported(library)
    food(rows, library)[PROMISED] = "5wd"
    verdict = judged(library, rows)[library.entry().code]
    assert (verdict.verdict, verdict.changed) == (bulk.Verdict.CHANGED, ("承诺办结时限",))
    assert promised(library) != "5wd"  # judging writes nothing
    applied(library, rows)
    assert promised(library) == "5wd"
    again = read_table(bulk.export_entries(library.entry().body_id, on=TOMORROW))
    assert next(row for row in again if row.code == library.entry().code).cells[PROMISED - 1] == "5wd"


@pytest.mark.django_db
def test_all_findings_of_a_row_are_told_and_nothing_of_the_file_is_applied(library: Library) -> None:
    rows = exported(library)
    food(rows, library)[PROMISED] = "5wd"
    wrong = list(food(rows, library))
    wrong[0], wrong[PROMISED] = "0" * 31, "3wd"
    with pytest.raises(bulk.ImportRefused) as refusal:
        applied(library, [*rows, wrong])
    assert [one.code for one in refusal.value.verdicts if one.findings] == ["0" * 31]
    assert not ItemVersion.objects.filter(entry=library.entry()).exists()
    food(rows, library)[1:6] = ["别名", food(rows, library)[2], "90wd", "5wd", "many"]
    findings = judged(library, rows)[library.entry().code].findings
    assert [one.field for one in findings] == ["事项名称", "法定办结时限", "到办事现场次数"]


@pytest.mark.django_db
@pytest.mark.parametrize("worse", ["19wd", "8nd", "soon", ""])
def test_a_promise_that_is_no_improvement_is_refused(library: Library, worse: str) -> None:
    rows = exported(library)
    food(rows, library)[PROMISED] = worse
    verdict = judged(library, rows)[library.entry().code]
    assert verdict.verdict is bulk.Verdict.REFUSED
    assert all(one.rule and one.way_out for one in verdict.findings)


@pytest.mark.django_db
def test_only_the_head_of_the_body_itself_imports(library: Library) -> None:
    rows = exported(library)
    food(rows, library)[PROMISED] = "5wd"
    with pytest.raises(bulk.ImportRefused):
        applied(library, rows, head(library, YILING))
    with pytest.raises(Refusal):
        applied(library, rows, library.cast.officer(Role.REVIEWER, JIANGAN, "market_regulation"))
    assert not ItemVersion.objects.filter(entry=library.entry()).exists()


@pytest.mark.django_db
def test_an_entry_named_twice_is_refused_on_both_lines(library: Library) -> None:
    rows = exported(library)
    content = as_csv(HEADINGS, [rows[0], rows[0]])
    verdicts = bulk.judge_import(content, from_date=TOMORROW, actor=head(library))
    assert [(one.line, one.verdict) for one in verdicts] == [
        (2, bulk.Verdict.REFUSED),
        (3, bulk.Verdict.REFUSED),
    ]


def test_both_encodings_are_read_and_formulas_lose_their_mark() -> None:
    cells = ["1" * 31, "=1+1", *("甲" for _ in HEADINGS[2:])]
    content = as_csv(HEADINGS, [cells])
    assert b"'=1+1" in content
    rows = read_table(content)
    assert rows[0].cells[0] == "=1+1"
    assert read_table(content.decode("utf-8-sig").encode("gb18030")) == rows


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\x00\xff", b"a,b\r\n", ",".join(HEADINGS).encode() + b"\r\n1,2"]
)
def test_other_files_are_refused_with_a_way_out(content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(content)
    assert refusal.value.way_out
