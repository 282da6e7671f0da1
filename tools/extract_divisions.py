"""Extract one province's five levels from the published statistical division codes into the product's data file.

    python tools/extract_divisions.py PACKAGE [TARGET]

PACKAGE is the unpacked ``china-division`` 2.7.0 (it holds ``dist/data.sqlite``): the codes of the National Bureau of
Statistics (统计用区划代码), cut-off 2023-06-30. TARGET defaults to the product's ``hubei_divisions.csv``. The same package
gives the same file, byte for byte.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from place_names import english_name, english_zone_name, syllables, township_name, village_name

PROVINCE = "42"
SOURCE = "nbs-2023"
AS_OF = "2023-06-30"
TARGET = Path(__file__).parent.parent / "src/yangguang/foundations/organisations/data/hubei_divisions.csv"

# 省直辖县级行政区划: a heading of the code book, no place. The four units below it are the province's own and stand at
# city level (仙桃 潜江 天门 神农架).
HEADING = "4290"
# County codes that belong to development zones, which no law makes a county: 荆州经济技术开发区, 龙感湖管理区.
COUNTY_ZONES = ("421071", "421171")
CITY, COUNTY, TOWNSHIP, VILLAGE = 3, 4, 5, 6


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    level: int
    parent: str
    kind: str
    name_en: str
    pinyin: str
    source: str = SOURCE
    as_of: str = AS_OF


def twelve(code: str) -> str:
    return code.ljust(12, "0")


def stem(name: str) -> str:
    """The name that other names borrow: 江夏区 → 江夏."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区" else name


def extract(database: sqlite3.Connection) -> list[Row]:
    rows = [*province(database), *cities(database), *counties(database)]
    rows += [*townships(database), *villages(database)]
    return sorted(rows, key=lambda row: row.code)


def province(database: sqlite3.Connection) -> Iterator[Row]:
    for code, name in database.execute("SELECT code, name FROM province WHERE code = ?", (PROVINCE,)):
        yield Row(twelve(code), name, 2, "", "official", english_name(name), syllables(name))


def cities(database: sqlite3.Connection) -> Iterator[Row]:
    query = """SELECT code, name FROM city WHERE provinceCode = :province AND code <> :heading
               UNION ALL SELECT code, name FROM area WHERE cityCode = :heading"""
    for code, name in database.execute(query, {"province": PROVINCE, "heading": HEADING}):
        yield Row(twelve(code), name, CITY, twelve(PROVINCE), "official", english_name(name), syllables(name))


def counties(database: sqlite3.Connection) -> Iterator[Row]:
    query = "SELECT code, name, cityCode FROM area WHERE provinceCode = ? AND cityCode <> ?"
    for code, name, city in database.execute(query, (PROVINCE, HEADING)):
        kind = "zone" if code in COUNTY_ZONES else "official"
        larger = () if kind == "official" else (stem(name_of(database, "city", city)),)
        yield Row(twelve(code), name, COUNTY, twelve(city), kind, english_name(name, larger), syllables(name))


def townships(database: sqlite3.Connection) -> Iterator[Row]:
    query = """SELECT street.code, street.name, areaCode, area.name, city.name FROM street
               JOIN area ON area.code = areaCode JOIN city ON city.code = street.cityCode
               WHERE street.provinceCode = ?"""
    for code, published, area, county, city in database.execute(query, (PROVINCE,)):
        ordinary = int(code[6:9]) < 400  # the code book keeps 400 and up for farms, zones and the like
        name = township_name(published, county, ordinary=ordinary)
        english = english_name if ordinary else english_zone_name
        name_en = english(name, ("湖北", stem(city), county, stem(county)))
        kind = "official" if ordinary else "zone"
        yield Row(twelve(code), name, TOWNSHIP, twelve(area), kind, name_en, syllables(name))


def villages(database: sqlite3.Connection) -> Iterator[Row]:
    query = "SELECT code, name, streetCode FROM village WHERE provinceCode = ?"
    for code, published, street in database.execute(query, (PROVINCE,)):
        name = village_name(published)
        ordinary = int(code[9:12]) < 400
        name_en = english_name(name) if ordinary else english_zone_name(name)
        kind = "official" if ordinary else "zone"
        yield Row(code, name, VILLAGE, twelve(street), kind, name_en, syllables(name))


def name_of(database: sqlite3.Connection, table: str, code: str) -> str:
    [(name,)] = database.execute(f"SELECT name FROM {table} WHERE code = ?", (code,))
    return str(name)


def write(rows: list[Row], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Row))
        writer.writerows(astuple(row) for row in rows)


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    source = Path(arguments[0]) / "dist" / "data.sqlite"
    if not source.is_file():
        print(f"{source} is missing: give the folder of the unpacked package", file=sys.stderr)
        return 1
    target = Path(arguments[1]) if len(arguments) == 2 else TARGET
    rows = extract(sqlite3.connect(f"file:{source}?mode=ro", uri=True))
    write(rows, target)
    print(f"{target.name}: {len(rows)} places")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
