"""Which bodies follow from the files, what they are called, and their constructed credit codes."""

from collections import Counter

import pytest

from yangguang.foundations.organisations.body_data import BodyRow
from yangguang.foundations.organisations.levels import BodyKind, Level
from yangguang.foundations.organisations.organisation_data import OrganisationData
from yangguang.law.identifiers import parse_uscc

SEED_DEPARTMENTS_WITH_A_HALL = 37


@pytest.fixture(scope="session")
def bodies(hubei: OrganisationData) -> dict[tuple[str, str], BodyRow]:
    return {(row.division, row.department): row for row in hubei.bodies}


def test_the_province_has_at_least_the_departments_of_the_seed(hubei: OrganisationData) -> None:
    provincial = [
        row for row in hubei.bodies if row.level is Level.PROVINCE and row.kind is BodyKind.DEPARTMENT
    ]
    assert len(provincial) >= SEED_DEPARTMENTS_WITH_A_HALL


def test_every_place_is_governed_by_one_body_of_its_own(hubei: OrganisationData) -> None:
    governing = {"government", "township_government", "village_committee"}
    counted = Counter(row.division for row in hubei.bodies if row.department in governing)
    assert counted == dict.fromkeys((row.code for row in hubei.divisions), 1)


def test_what_manages_centres_and_reviews_law_exists_wherever_posts_need_it(
    bodies: dict[tuple[str, str], BodyRow], hubei: OrganisationData
) -> None:
    for place in hubei.divisions:
        if place.level <= Level.COUNTY:
            assert (place.code, "data_administration") in bodies
            assert (place.code, "justice") in bodies


@pytest.mark.parametrize(
    ("place", "department", "name", "short", "english"),
    [
        (
            "420000000000",
            "market_regulation",
            "湖北省市场监督管理局",
            "省市场监管局",
            "Administration for Market Regulation of Hubei Province",
        ),
        (
            "420504000000",
            "market_regulation",
            "宜昌市点军区市场监督管理局",
            "点军区市场监管局",
            "Administration for Market Regulation of Dianjun District, Yichang City",
        ),
        (
            "420525000000",
            "civil_affairs",
            "远安县民政局",
            "远安县民政局",
            "Civil Affairs Bureau of Yuan'an County, Yichang City",
        ),
        (
            "420528000000",
            "education",
            "长阳土家族自治县教育局",
            "长阳县教育局",
            "Education Bureau of Changyang Tujia Autonomous County, Yichang City",
        ),
        (
            "420106000000",
            "public_security",
            "武汉市公安局武昌分局",
            "武昌公安分局",
            "Wuchang District Branch of the Wuhan City Public Security Bureau",
        ),
        (
            "422800000000",
            "taxation",
            "国家税务总局恩施土家族苗族自治州税务局",
            "恩施州税务局",
            "Tax Service of Enshi Tujia and Miao Autonomous Prefecture, State Taxation Administration",
        ),
        (
            "429021000000",
            "forestry",
            "神农架林区林业局",
            "神农架林区林业局",
            "Forestry Bureau of Shennongjia Forestry District",
        ),
        (
            "421071000000",
            "government",
            "荆州经济技术开发区管理委员会",
            "荆州经开区管委会",
            "Administrative Committee of Jingzhou Economic and Technological Development Zone, Jingzhou City",
        ),
        (
            "420504001000",
            "township_government",
            "宜昌市点军区点军街道办事处",
            "点军街道办事处",
            "Subdistrict Office of Dianjun Subdistrict, Dianjun District",
        ),
        (
            "429004112000",
            "township_government",
            "仙桃市沔城回族镇人民政府",
            "沔城回族镇政府",
            "People's Government of Miancheng Hui Ethnic Town, Xiantao City",
        ),
        (
            "420116401000",
            "township_government",
            "武汉市黄陂区木兰山风景区管理处",
            "木兰山风景区管理处",
            "Mulanshan Scenic Area Office, Huangpi District",
        ),
        (
            "420102002003",
            "village_committee",
            "武汉市江岸区大智街道保成社区居民委员会",
            "保成社区居委会",
            "Residents' Committee of Baocheng Community, Dazhi Subdistrict, Jiang'an District",
        ),
        (
            "429004100200",
            "village_committee",
            "仙桃市郑场镇马王村村民委员会",
            "马王村村委会",
            "Villagers' Committee of Mawang Village, Zhengchang Town, Xiantao City",
        ),
        (
            "420704103208",
            "village_committee",
            "鄂州市鄂城区碧石镇卢湾村村民委员会",
            "卢湾村村委会",
            "Villagers' Committee of Luwan Village, Bishi Town, Echeng District",
        ),
    ],
)
def test_bodies_are_called_as_their_seals_say(
    bodies: dict[tuple[str, str], BodyRow], place: str, department: str, name: str, short: str, english: str
) -> None:
    body = bodies[place, department]
    assert (body.name, body.short_name, body.name_en) == (name, short, english)


def test_a_department_that_names_no_county_has_no_body_there(
    bodies: dict[tuple[str, str], BodyRow],
) -> None:
    assert ("420000000000", "drug_administration") in bodies
    assert ("420100000000", "drug_administration") not in bodies
    assert ("420100000000", "housing_fund") in bodies
    assert ("420000000000", "housing_fund") not in bodies


def test_telephones_are_national_numbers_behind_the_area_code(
    bodies: dict[tuple[str, str], BodyRow],
) -> None:
    body = bodies["420525000000", "human_resources"]
    assert (body.consult_phone, body.complaint_phone) == ("0717-12333", "0717-12345")
    assert bodies["429021105000", "township_government"].consult_phone == "0719-12345"


def test_credit_codes_are_valid_and_no_two_alike(hubei: OrganisationData) -> None:
    codes = [parse_uscc(row.uscc) for row in hubei.bodies]
    assert len({code.text for code in codes}) == len(codes)
    assert len({code.organisation for code in codes}) == len(codes)


def test_a_credit_code_tells_registrar_region_and_that_it_is_constructed(
    bodies: dict[tuple[str, str], BodyRow],
) -> None:
    department = parse_uscc(bodies["420504000000", "market_regulation"].uscc)
    village = parse_uscc(bodies["429004100200", "village_committee"].uscc)
    assert (department.registrar + department.category, department.region) == ("11", "420504")
    assert department.organisation.startswith("YG0504")
    assert (village.registrar + village.category, village.region) == ("54", "429004")
    assert village.organisation.startswith("Y")


def test_credit_codes_never_change(bodies: dict[tuple[str, str], BodyRow]) -> None:
    """Cases carry them in their numbers: a change here orphans every case of an installation."""
    assert bodies["420000000000", "data_administration"].uscc == "11420000YG00004954"
    assert bodies["420504000000", "fire_rescue"].uscc == "11420504YG050444XN"
    assert bodies["429004100200", "village_committee"].uscc == "54429004YA4FP9452Q"
