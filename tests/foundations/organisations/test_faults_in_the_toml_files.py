"""Departments, telephone codes, centres and posts: a wrong field is told with file, table, field and rule."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yangguang.foundations.organisations.body_data import (
    DEPARTMENTS_FILE,
    TELEPHONE_CODES_FILE,
    body_rows,
    read_departments,
    read_telephone_codes,
)
from yangguang.foundations.organisations.data_files import DataFileError
from yangguang.foundations.organisations.organisation_data import OrganisationData
from yangguang.foundations.organisations.staffing_data import (
    CENTRES_FILE,
    STAFFING_FILE,
    read_centres,
    read_staffing,
)

ON = date(2026, 3, 2)
Write = Callable[[Path, str, str], Path]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("as_of = 2025-01-01", "as_of = 2026-03-03", "as_of: 日期晚于导入日"),
        ("as_of = 2025-01-01", "as_of = '2025-01-01'", "as_of: 应为 date 类型"),
        ('hotline = "12348"\n', "", "department justice hotline: 缺少此项"),
        ('hotline = "12348"', 'hotlines = "12348"', "department justice hotlines: 没有此项"),
        ('hotline = "12348"', "hotline = 12348", "department justice hotline: 应为 str 类型"),
        ('hotline = "12348"', 'hotline = ""', "department justice hotline: 不能为空"),
        ("ordinal = 18", "ordinal = 180", "department justice ordinal: 须为 1 至 99"),
        ("ordinal = 18", "ordinal = 17", "department justice ordinal: 序号 17 重复"),
        ('key = "justice"', 'key = "health"', "department health key: 部门代号重复"),
        ('"{place}司法局"', '"{town}司法局"', "department justice city name: 名称中没有 {town} 这个词"),
        ('"{place}司法局"', '"{place司法局"', "department justice city name: 花括号不成对"),
        (
            'kind = "village_committee"',
            'kind = "court"',
            "department village_committee kind: 须为 department",
        ),
        ("\nvillage = {", "\ntown = {", "department village_committee town: 乡、村两级每处只设一个实施主体"),
        ('kind = "government"', 'kind = "government', "TOML: "),
    ],
)
def test_a_wrong_department_is_named(write: Write, old: str, new: str, told: str) -> None:
    file = write(DEPARTMENTS_FILE, old, new)
    with pytest.raises(DataFileError) as caught:
        read_departments(file, on=ON)
    assert str(caught.value).startswith(f"departments.toml: {told}")


def test_a_department_that_exists_nowhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(
        'as_of = 2025-01-01\n[[department]]\nkey = "justice"\nordinal = 18\nname = "司法"\nname_en = "Justice"\n'
        'hotline = "12348"\nkind = "department"\n',
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match="department justice: 至少须有一级的名称"):
        read_departments(file, on=ON)


def test_a_city_without_an_area_code_stops_the_load(write: Write, hubei: OrganisationData) -> None:
    file = write(TELEPHONE_CODES_FILE, "420000000000", "999900000000")
    codes = read_telephone_codes(file, on=ON)
    with pytest.raises(DataFileError, match=r"telephone_codes\.toml: area_codes: 湖北省没有长途区号"):
        list(body_rows(hubei.departments, hubei.divisions, codes))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("level = 6", "level = 5", "centre 5 level: 乡级已有名称"),
        ("level = 6", "level = 7", "centre 5 level: 须为 2 省、3 市、4 县、5 乡、6 村之一"),
        ('kind = "room"', 'kind = "booth"', "centre 5 kind: 须为 centre, hall, room 之一"),
        ('"{name}便民服务室"', '"{nick}便民服务室"', "centre 5 name: 名称中没有 {nick} 这个词"),
        ("windows = 0", "windows = -1", "centre 5 windows: 须为 0 至 999"),
        ("windows = 0", "windows = true", "centre 5 windows: 应为 int 类型"),
    ],
)
def test_a_wrong_centre_is_named(write: Write, old: str, new: str, told: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_centres(write(CENTRES_FILE, old, new), on=ON)
    assert str(caught.value) == f"centres.toml: {told}"


def test_every_level_needs_its_centre(tmp_path: Path) -> None:
    text = CENTRES_FILE.read_text(encoding="utf-8")
    file = tmp_path / "centres.toml"
    file.write_text(text[: text.rindex("[[centre]]")], encoding="utf-8")
    with pytest.raises(DataFileError, match=r"centres\.toml: centre: 缺少：村级"):
        read_centres(file, on=ON)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('role = "supervisor"', 'role = "overseer"', "post 9 role: 须为 window_clerk"),
        ('bodies = ["justice"]', 'bodies = ["court"]', "post 12 bodies: 没有部门 court"),
        ('bodies = ["justice"]', "bodies = []", "post 12 bodies: 不能为空"),
        ('bodies = ["justice"]', "bodies = [1]", "post 12 bodies: 应为文字列表"),
        ('"Reviewer (A)", "Reviewer (B)"', '"Reviewer (A)"', "post 4 titles_en: 须与 titles 一一对应"),
        ('where = "window"', 'where = "desk"', "post 1 where: 须为 body, centre, window 之一"),
        ("levels = [6]", "levels = [6, 1]", "post 3 levels: 须为 2 省"),
        (
            'titles = ["综合窗口{number}号受理岗"]\ntitles_en = ["Clerk of window {number}"]',
            'titles = ["甲", "乙"]\ntitles_en = ["A", "B"]',
            "post 1 titles: 窗口岗位只写一个名称",
        ),
    ],
)
def test_a_wrong_post_is_named(write: Write, hubei: OrganisationData, old: str, new: str, told: str) -> None:
    departments = frozenset(row.key for row in hubei.departments.rows)
    with pytest.raises(DataFileError) as caught:
        read_staffing(write(STAFFING_FILE, old, new), departments=departments, on=ON)
    assert str(caught.value).startswith(f"demonstration_staffing.toml: {told}")
