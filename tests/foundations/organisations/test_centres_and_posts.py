"""Centres under unified names (八统一), and the posts of the demonstration."""

from collections import Counter

import pytest

from yangguang.foundations.organisations.levels import CentreKind, Level, Role
from yangguang.foundations.organisations.organisation_data import OrganisationData
from yangguang.foundations.organisations.staffing_data import PostRow

UNIFIED_NAMES = {
    CentreKind.CENTRE: "政务服务中心",
    CentreKind.HALL: "便民服务大厅",
    CentreKind.ROOM: "便民服务室",
}
GOVERNING_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@pytest.fixture(scope="session")
def posts_at(hubei: OrganisationData) -> dict[str, list[PostRow]]:
    posts: dict[str, list[PostRow]] = {}
    for post in hubei.posts:
        posts.setdefault(post.division, []).append(post)
    return posts


def test_every_place_has_one_centre_under_the_unified_name(hubei: OrganisationData) -> None:
    assert [row.division for row in hubei.centres] == [row.code for row in hubei.divisions]
    assert all(row.name.endswith(UNIFIED_NAMES[row.kind]) for row in hubei.centres)


def test_the_kind_of_centre_follows_the_level(hubei: OrganisationData) -> None:
    levels = {row.code: row.level for row in hubei.divisions}
    kinds = {(levels[row.division], row.kind) for row in hubei.centres}
    centres = {(level, CentreKind.CENTRE) for level in GOVERNING_LEVELS}
    assert kinds == centres | {(Level.TOWNSHIP, CentreKind.HALL), (Level.VILLAGE, CentreKind.ROOM)}


@pytest.mark.parametrize(
    ("code", "name", "phone"),
    [
        ("420000000000", "湖北省政务服务中心", "027-12345"),
        ("422800000000", "恩施土家族苗族自治州政务服务中心", "0718-12345"),
        ("420506101000", "樟村坪镇便民服务大厅", "0717-12345"),
        ("420704103208", "卢湾村便民服务室", "0711-12345"),
    ],
)
def test_centres_by_name(hubei: OrganisationData, code: str, name: str, phone: str) -> None:
    centre = next(row for row in hubei.centres if row.division == code)
    assert (centre.name, centre.phone) == (name, phone)


def test_windows_stand_in_centres_and_halls(hubei: OrganisationData) -> None:
    levels = {row.code: row.level for row in hubei.divisions}
    counted = Counter(row.centre for row in hubei.windows)
    assert {(levels[code], number) for code, number in counted.items()} == {
        (Level.PROVINCE, 3),
        (Level.CITY, 3),
        (Level.COUNTY, 3),
        (Level.TOWNSHIP, 1),
    }
    assert len(counted) == 1 + 17 + 101 + 1_475


def test_every_role_is_filled_somewhere(hubei: OrganisationData) -> None:
    assert {post.role for post in hubei.posts} == set(Role)


def test_whoever_watches_a_place_watches_every_place_of_three_levels(
    hubei: OrganisationData, posts_at: dict[str, list[PostRow]]
) -> None:
    watching = {
        Role.SUPERVISOR,
        Role.LEGAL_OFFICER,
        Role.STATISTICIAN,
        Role.ADMINISTRATOR,
        Role.GOVERNMENT_HEAD,
        Role.CENTRE_MANAGER,
    }
    for place in hubei.divisions:
        counted = Counter(post.role for post in posts_at[place.code] if post.role in watching)
        expected = dict.fromkeys(watching, 1) if place.level in GOVERNING_LEVELS else {}
        assert counted == expected, place.full_name


def test_a_department_has_an_a_and_a_b_reviewer_one_decider_one_head_and_a_representative(
    hubei: OrganisationData,
) -> None:
    body = next(row for row in hubei.bodies if (row.division, row.department) == ("420525000000", "health"))
    posts = [(post.role, post.ordinal, post.centre) for post in hubei.posts if post.uscc == body.uscc]
    assert sorted(posts, key=str) == sorted(
        [
            (Role.REVIEWER, 1, None),
            (Role.REVIEWER, 2, None),
            (Role.DECIDER, 1, None),
            (Role.AGENCY_HEAD, 1, None),
            (Role.CHIEF_REPRESENTATIVE, 1, "420525000000"),
        ],
        key=str,
    )


def test_each_window_has_its_clerk(hubei: OrganisationData) -> None:
    clerks = [(post.centre, post.window) for post in hubei.posts if post.role is Role.WINDOW_CLERK]
    assert sorted(clerks) == sorted((row.centre, row.number) for row in hubei.windows)


def test_every_village_has_one_agent_in_its_room(
    hubei: OrganisationData, posts_at: dict[str, list[PostRow]]
) -> None:
    villages = [row.code for row in hubei.divisions if row.level is Level.VILLAGE]
    for code in villages:
        [post] = posts_at[code]
        assert (post.role, post.centre, post.window) == (Role.VILLAGE_AGENT, code, None)
