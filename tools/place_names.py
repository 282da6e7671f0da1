"""Names of places: what the statistical yearbook of codes prints, made into the names people use, and their English.

The statistical codes list village-level units under the name of their committee (``晏庄村村民委员会``). A place is not its
committee, so the committee's words are taken off here and put on again where a committee is meant.
"""

import re
from collections.abc import Sequence

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

# A character that the source holds as a private code point cannot be printed; 〓 is the printers' sign for such a gap.
GAP = "〓"
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
ASIDE = re.compile("（(?P<words>[^）]*)）")
VILLAGE_COMMITTEE = re.compile("(村民居委会|村民委员会|村民委员|村委员会|村委会|(?<=队)委会)$")
RESIDENTS_COMMITTEE = re.compile(
    "(社区居民委员会|社区居民委员|社区居民委会|居民社区委员会|社区居委会|社区委员会|社区委会"
    "|居民委员会|居民委会|居委会|居委|社区)$"
)

# Longest first within one ending: the first that fits is taken.
ENGLISH_OF = {
    "土家族苗族自治州": "Tujia and Miao Autonomous Prefecture",
    "土家族自治县": "Tujia Autonomous County",
    "国家湿地公园管理处": "National Wetland Park Office",
    "旅游度假区管理委员会": "Tourist Resort Committee",
    "经济开发区管理委员会": "Economic Development Zone Committee",
    "经济开发区管委会": "Economic Development Zone Committee",
    "工业园区管委会": "Industrial Park Committee",
    "风景区管理处": "Scenic Area Office",
    "高新技术产业园": "High-Tech Industrial Park",
    "经济技术开发区": "Economic and Technological Development Zone",
    "生态文化旅游渡假区": "Ecological Tourist Resort",
    "旅游渡假区": "Tourist Resort",
    "经济开发区": "Economic Development Zone",
    "管理委员会": "Committee",
    "土家族乡": "Tujia Ethnic Township",
    "风景名胜区": "Scenic Area",
    "农场管理区": "Farm Management Area",
    "生产大队": "Production Brigade",
    "工业园区": "Industrial Park",
    "监狱管理局": "Prison Administration",
    "侗族乡": "Dong Ethnic Township",
    "苗族乡": "Miao Ethnic Township",
    "白族乡": "Bai Ethnic Township",
    "回族乡": "Hui Ethnic Township",
    "回族镇": "Hui Ethnic Town",
    "虚拟社区": "Nominal Community",
    "虚拟生活区": "Nominal Residential Area",
    "生产队": "Production Team",
    "生活区": "Residential Area",
    "管委会": "Committee",
    "管理处": "Office",
    "办事处": "Office",
    "管理区": "Management Area",
    "开发区": "Development Zone",
    "度假区": "Resort",
    "风景区": "Scenic Area",
    "工业园": "Industrial Park",
    "产业园": "Industrial Park",
    "原种场": "Seed Farm",
    "良种场": "Breeding Farm",
    "种畜场": "Stud Farm",
    "养殖场": "Fish Farm",
    "街道": "Subdistrict",
    "林区": "Forestry District",
    "林场": "Forest Farm",
    "农场": "Farm",
    "茶场": "Tea Farm",
    "渔场": "Fishery",
    "分场": "Branch Farm",
    "水库": "Reservoir",
    "监狱": "Prison",
    "园艺场": "Orchard",
    "试验区": "Pilot Zone",
    "经济区": "Economic Zone",
    "物流区": "Logistics Zone",
    "矿区": "Mining Area",
    "片区": "Area",
    "特区": "Special Zone",
    "坝区": "Dam Area",
    "新区": "New Area",
    "茶厂": "Tea Factory",
    "集团": "Group",
    "社区": "Community",
    "大队": "Brigade",
    "省": "Province",
    "市": "City",
    "县": "County",
    "区": "District",
    "镇": "Town",
    "乡": "Township",
    "街": "Subdistrict",
    "村": "Village",
    "队": "Team",
    "": "",
}

# Readings that hold in place names of Hubei and that a general dictionary gets wrong.
READINGS = {
    "长": "cháng",
    "都": "dū",
    "朝": "cháo",
    "曾": "zēng",
    "翟": "zhái",
    "覃": "qín",
    "埫": "tǎng",
    "咀": "zuǐ",
    "缪": "miào",
}
load_single_dict({ord(character): reading for character, reading in READINGS.items()})
load_phrases_dict(
    {
        "沌口": [["zhuàn"], ["kǒu"]],
        "薄刀峰": [["bó"], ["dāo"], ["fēng"]],
        "区家湾": [["ōu"], ["jiā"], ["wān"]],
        "郧阳": [["yún"], ["yáng"]],
    }
)


def township_name(published: str, county: str, *, ordinary: bool) -> str:
    """``published`` without what only repeats: the county's name in front, the office inside a subdistrict."""
    if not ordinary:
        return published
    return published.removeprefix(county).replace("办事处街道", "街道")


def village_name(published: str) -> str:
    """The place whose committee ``published`` names: 许坝村委会 → 许坝村, 铁机社区居民委员会 → 铁机社区."""
    published = PRIVATE_USE.sub(GAP, published)
    aside = "".join(m.group() for m in ASIDE.finditer(published) if m["words"] != "社区")
    return _without_committee(ASIDE.sub("", published)) + aside


def _without_committee(name: str) -> str:
    if match := VILLAGE_COMMITTEE.search(name):
        place = name[: match.start()]
        if RESIDENTS_COMMITTEE.search(place):  # 巴河镇居委会村民委员会, printed so
            return _without_committee(place)
        return place if place.endswith(("村", "队")) else f"{place}村"
    if match := RESIDENTS_COMMITTEE.search(name):
        return f"{name[: match.start()].removesuffix('社区')}社区"
    return name


def syllables(name: str) -> str:
    """Pinyin without tones, one blank between syllables, signs left out: what searching needs."""
    return " ".join(s for s in lazy_pinyin(name.replace(GAP, ""), errors=_plain) if s).lower()


def english_name(name: str, containers: Sequence[str] = ()) -> str:
    """``name`` romanised by GB/T 28039 habit (one word, capital, apostrophe) with its generic part translated.

    ``containers`` are names of larger places; standing in front, they become words of their own. In an aside a whole
    name may stand (卢湾村（长阳社区）), so it is translated by the same rule.
    """
    asides = [f"({english_name(m['words'], containers)})" for m in ASIDE.finditer(name)]
    specific, generic = _split_generic(ASIDE.sub("", name))
    words = [_romanised(specific, containers), generic, *asides]
    return " ".join(word for word in words if word)


def english_zone_name(name: str, containers: Sequence[str] = ()) -> str:
    """Farms and zones stack generic parts (原种场生活区 Seed Farm Residential Area): each one is translated."""
    specific, generic = _split_generic(name)
    if generic and len(_generic_part(specific)) > 1:
        return f"{english_zone_name(specific, containers)} {generic}"
    return english_name(name, containers)


def _split_generic(name: str) -> tuple[str, str]:
    chinese = _generic_part(name)
    return name.removesuffix(chinese), ENGLISH_OF[chinese]


def _generic_part(name: str) -> str:
    return next((chinese for chinese in ENGLISH_OF if chinese and name.endswith(chinese)), "")


def _romanised(specific: str, containers: Sequence[str]) -> str:
    for container in containers:
        if specific.startswith(container) and specific != container:
            rest = _romanised(specific.removeprefix(container), containers)
            return f"{_one_word(container)} {rest}"
    return _one_word(specific)


def _one_word(chinese: str) -> str:
    word = ""
    for syllable in lazy_pinyin(chinese.replace(GAP, ""), errors=_plain):
        if word and word[-1].isdigit() != syllable[:1].isdigit():
            word += " "
        elif word and syllable[:1] in ("a", "e", "o"):
            word += "'"
        word += syllable.replace("ve", "ue").replace("v", "yu")  # 略 and 吕 as in passports: Lue, Lyu
    return " ".join(part[:1].upper() + part[1:] for part in word.split())


def _plain(characters: str) -> str:
    return "".join(c for c in characters if c.isascii() and c.isalnum())
