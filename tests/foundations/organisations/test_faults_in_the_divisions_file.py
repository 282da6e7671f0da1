"""A broken row is told with file, line, column and rule; nothing is guessed."""

from datetime import date
from pathlib import Path

import pytest

from yangguang.foundations.organisations.data_files import DataFileError
from yangguang.foundations.organisations.division_data import COLUMNS, read_divisions

ON = date(2026, 3, 2)
PROVINCE = "420000000000,湖北省,2,,official,Hubei Province,hu bei sheng,nbs-2023,2023-06-30"
CITY = "420100000000,武汉市,3,420000000000,official,Wuhan City,wu han shi,nbs-2023,2023-06-30"
COUNTY = "420102000000,江岸区,4,420100000000,official,Jiang'an District,jiang an qu,nbs-2023,2023-06-30"
VILLAGE = "420102002003,保成社区,6,{parent},official,Baocheng Community,bao cheng she qu,nbs-2023,2023-06-30"


def file_of(folder: Path, *lines: str) -> Path:
    file = folder / "divisions.csv"
    file.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return file


def fault(file: Path) -> str:
    with pytest.raises(DataFileError) as caught:
        read_divisions(file, on=ON)
    return str(caught.value)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    rows = read_divisions(file_of(tmp_path, PROVINCE, CITY, COUNTY), on=ON)
    assert [row.path for row in rows] == ["42", "42.4201", "42.4201.420102"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("420100000000,武汉市", "4201,武汉市", "第 3 行 code: 须为 12 位数字（统计用区划代码）"),
        ("武汉市", "", "第 3 行 name: 不能为空，且不超过 80 字"),
        (",3,", ",7,", "第 3 行 level: 须为 2 省、3 市、4 县、5 乡、6 村之一"),
        ("420000000000,official", "430000000000,official", "第 3 行 parent: 上级 430000000000 不在此行之前"),
        ("420000000000,official", ",official", "第 3 行 parent: 上级 ∅ 不在此行之前"),
        ("official", "unofficial", "第 3 行 kind: 须为 official 或 zone"),
        ("Wuhan City", "武汉 City", "第 3 行 name_en: 须为 1–120 个英文字符"),
        ("wu han shi", "Wu Han Shi", "第 3 行 pinyin: 须为以空格分隔的小写音节"),
        ("2023-06-30", "2023-06-31", "第 3 行 as_of: 须为 YYYY-MM-DD 日期"),
        ("2023-06-30", "2026-03-03", "第 3 行 as_of: 日期晚于导入日"),
        (",nbs-2023", "", "第 3 行: 应有 9 列，实有 8 列"),
        (CITY, PROVINCE, "第 3 行 code: 代码重复：420000000000"),
    ],
)
def test_a_broken_cell_is_named_by_line_column_and_rule(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert fault(file_of(tmp_path, PROVINCE, CITY.replace(old, new))) == f"divisions.csv: {told}"


def test_a_village_may_not_hang_on_a_city(tmp_path: Path) -> None:
    file = file_of(tmp_path, PROVINCE, CITY, VILLAGE.format(parent="420100000000"))
    assert fault(file) == "divisions.csv: 第 4 行 parent: 村级区划不能直属市级区划"


def test_a_county_may_not_hang_on_the_province(tmp_path: Path) -> None:
    file = file_of(tmp_path, PROVINCE, COUNTY.replace("420100000000", "420000000000"))
    assert fault(file) == "divisions.csv: 第 3 行 parent: 县级区划不能直属省级区划"


def test_the_province_has_nothing_above_it(tmp_path: Path) -> None:
    file = file_of(tmp_path, PROVINCE.replace(",2,,", ",2,420000000000,"))
    assert fault(file) == "divisions.csv: 第 2 行 parent: 省级没有上级"


def test_there_is_exactly_one_province(tmp_path: Path) -> None:
    second = PROVINCE.replace("42000", "43000")
    assert fault(file_of(tmp_path, PROVINCE, second)) == "divisions.csv: level: 须恰有一个省级区划"
    assert fault(file_of(tmp_path)) == "divisions.csv: level: 须恰有一个省级区划"


def test_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    file.write_text("code,name\n420000000000,湖北省\n", encoding="utf-8")
    assert fault(file) == f"divisions.csv: 第 1 行: 列名须依次为：{','.join(COLUMNS)}"


def test_a_missing_file_and_a_foreign_encoding_are_told(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    assert "文件不存在" in fault(file)
    file.write_bytes(PROVINCE.encode("gb18030"))
    assert fault(file) == "divisions.csv: 文件: 须为 UTF-8 编码"
