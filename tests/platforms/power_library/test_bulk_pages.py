"""The whole list of a body taken away as a table and brought back, on the pages and as an official's spreadsheet."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from cast import AT, JIANGAN, TODAY, Library
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import bulk_files, queries
from yangguang.platforms.power_library.bulk_table import HEADINGS, TableRow, read_table
from yangguang.platforms.power_library.spreadsheets import as_xlsx
from yangguang.site import list_commands
from yangguang.site.trouble import Trouble

PROMISED = HEADINGS.index("承诺办结时限")
VISITS = HEADINGS.index("到办事现场次数")


@pytest.fixture
def head(library: Library) -> Actor:
    return library.cast.officer(Role.AGENCY_HEAD, JIANGAN, "market_regulation")


@pytest.fixture
def client(library: Library, head: Actor) -> Client:
    return library.cast.signed_in(head)


def rows_of(content: bytes) -> list[list[str]]:
    return [[row.code, *row.cells] for row in read_table(content)]


def brought(client: Client, rows: list[list[str]], name: str = "清单.xlsx") -> HttpResponse:
    tomorrow = shanghai_date(datetime.now(UTC)) + timedelta(days=1)
    file = SimpleUploadedFile(name, as_xlsx("实施清单", HEADINGS, rows))
    return client.post("/guide/edit/bulk/", {"table": file, "from_date": tomorrow.isoformat()})  # type: ignore[return-value]


def promised(library: Library) -> str:
    tomorrow = shanghai_date(datetime.now(UTC)) + timedelta(days=1)
    return queries.filing_terms(library.entry().pk, on=tomorrow).definition.limits.promised


def test_both_files_hold_the_same_rows(client: Client) -> None:
    xlsx, csv = (client.get(f"/guide/edit/bulk/list.{ending}") for ending in ("xlsx", "csv"))
    assert rows_of(xlsx.content) == rows_of(csv.content) != []
    assert "attachment" in xlsx["Content-Disposition"]


def test_from_the_download_through_the_dry_run_to_the_import(library: Library, client: Client) -> None:
    rows = rows_of(client.get("/guide/edit/bulk/list.xlsx").content)
    food = next(row for row in rows if row[0] == library.entry().code)
    food[PROMISED] = "5wd"
    answer = brought(client, rows)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = client.get(answer["Location"]).content.decode()
    assert "全部导入（1 行）" in page
    assert "承诺办结时限" in page
    assert promised(library) != "5wd"
    assert client.post(answer["Location"])["Location"] == "/guide/edit/"
    assert promised(library) == "5wd"
    assert client.get(answer["Location"]).status_code == 404  # imported once, and gone


def test_one_bad_row_keeps_all_out_and_stands_on_top(library: Library, client: Client) -> None:
    rows = rows_of(client.get("/guide/edit/bulk/list.xlsx").content)
    food = next(row for row in rows if row[0] == library.entry().code)
    food[PROMISED] = "60wd"
    other = next(row for row in rows if row is not food and row[VISITS] != "0")
    other[VISITS] = "0"
    answer = brought(client, rows)
    page = client.get(answer["Location"]).content.decode()
    assert "不合格 1 行" in page
    assert page.index(food[0]) < page.index(other[0])
    assert "全部导入" not in page
    refused = client.post(answer["Location"])
    assert refused.status_code == 409
    assert "整个文件未导入" in refused.content.decode()
    assert promised(library) != "60wd"


def test_the_file_is_for_whoever_brought_it(library: Library, client: Client) -> None:
    answer = brought(client, rows_of(client.get("/guide/edit/bulk/list.xlsx").content))
    another = library.cast.signed_in(library.cast.officer(Role.AGENCY_HEAD, JIANGAN, "fire_rescue"))
    assert another.get(answer["Location"]).status_code == 404
    reviewer = library.cast.signed_in(library.cast.officer(Role.REVIEWER))
    assert reviewer.get("/guide/edit/bulk/").status_code == 403


def test_files_are_cleared_after_a_day(client: Client) -> None:
    brought(client, rows_of(client.get("/guide/edit/bulk/list.xlsx").content))
    now = datetime.now(UTC)
    assert bulk_files.clear_old(now) == 0
    kept = list((Path(settings.MEDIA_ROOT) / "bulk").iterdir())
    for path in kept:
        past = (now - timedelta(days=2)).timestamp()
        os.utime(path, (past, past))
    assert bulk_files.clear_old(now) == len(kept) > 0


class TestSpreadsheets:
    def sheet(self, *rows: str) -> bytes:
        """As Excel saves: strings shared, numbers as numbers, empty cells left out."""
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        package = BytesIO()
        with (
            ZipFile(BytesIO(as_xlsx("x", HEADINGS, []))) as empty,
            ZipFile(package, "w", ZIP_DEFLATED) as made,
        ):
            for name in empty.namelist():
                if not name.endswith("sheet1.xml"):
                    made.writestr(name, empty.read(name))
            heading = "".join(
                f'<c r="{chr(65 + at)}1" t="inlineStr"><is><t>{one}</t></is></c>'
                for at, one in enumerate(HEADINGS)
            )
            body = f'<row r="1">{heading}</row>{"".join(rows)}'
            made.writestr(
                "xl/worksheets/sheet1.xml",
                f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
            )
        return package.getvalue()

    def test_numbers_and_gaps(self) -> None:
        row = '<row r="3"><c r="A3" t="inlineStr"><is><t>CODE</t></is></c><c r="F3"><v>2</v></c></row>'
        found = read_table(self.sheet(row))
        assert found == [TableRow(3, "CODE", ("", "", "", "", "2", "", "", ""))]

    def test_a_file_that_unpacks_into_a_flood(self) -> None:
        bomb = BytesIO()
        with ZipFile(bomb, "w", ZIP_DEFLATED) as package:
            for number in range(5):
                package.writestr(f"xl/{number}.xml", b"0" * 50_000_000)
        assert len(bomb.getvalue()) < 1_000_000
        with pytest.raises(Refusal, match="过大"):
            read_table(bomb.getvalue())

    @pytest.mark.parametrize("content", [b"PK\x03\x04 no zip at all", as_xlsx("x", ("甲", "乙"), [])])
    def test_what_is_no_such_table(self, content: bytes) -> None:
        with pytest.raises(Refusal) as refused:
            read_table(content)
        assert "导出的文件" in refused.value.way_out


class TestCommands:
    @pytest.fixture
    def username(self, head: Actor) -> str:
        return Account.objects.get(pk=head.account_id).username

    @pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
    def test_out_checked_and_in_again(
        self, library: Library, username: str, tmp_path: Path, name: str
    ) -> None:
        said: list[str] = []
        file = tmp_path / name
        assert list_commands.export(file, username, at=AT, say=said.append) == 0
        rows = rows_of(file.read_bytes())
        next(row for row in rows if row[0] == library.entry().code)[PROMISED] = "5wd"
        file.write_bytes(as_xlsx("清单", HEADINGS, rows))
        tomorrow = TODAY + timedelta(days=1)
        assert list_commands.check(file, username, tomorrow, at=AT, say=said.append) == 0
        assert "修改 changed 1" in said[-1]
        assert list_commands.apply(file, username, tomorrow, at=AT, say=said.append) == 0
        assert queries.filing_terms(library.entry().pk, on=tomorrow).definition.limits.promised == "5wd"

    def test_a_bad_row_is_named_and_nothing_is_imported(
        self, library: Library, username: str, tmp_path: Path
    ) -> None:
        said: list[str] = []
        file = tmp_path / "list.xlsx"
        list_commands.export(file, username, at=AT, say=said.append)
        rows = rows_of(file.read_bytes())
        next(row for row in rows if row[0] == library.entry().code)[PROMISED] = "60wd"
        file.write_bytes(as_xlsx("清单", HEADINGS, rows))
        assert list_commands.check(file, username, None, at=AT, say=said.append) == 1
        assert any("→" in line for line in said)
        with pytest.raises(Refusal, match="整个文件未导入"):
            list_commands.apply(file, username, None, at=AT, say=said.append)

    def test_without_the_right_it_is_refused_as_on_the_page(
        self, library: Library, username: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "list.csv"
        list_commands.export(file, username, at=AT, say=print)
        reviewer = library.cast.officer(Role.REVIEWER)
        other = Account.objects.get(pk=reviewer.account_id).username
        with pytest.raises(Refusal, match="主要负责人"):
            list_commands.check(file, other, None, at=AT, say=print)

    def test_troubles_are_one_line(self, library: Library, username: str, tmp_path: Path) -> None:
        with pytest.raises(Trouble, match="没有账户"):
            list_commands.check(tmp_path / "x.csv", "nobody", None, at=AT, say=print)
        with pytest.raises(Trouble, match="无法读取"):
            list_commands.check(tmp_path / "x.csv", username, None, at=AT, say=print)
