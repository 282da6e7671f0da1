"""The administrator's room: one's own place and below, refusals shown where they arise."""

from datetime import date

import pytest
from django.test import Client

from cast import BAOCHENG, YILING, Cast
from yangguang.foundations.accounts.models import Account, PostHolding
from yangguang.foundations.calendars.models import BodyOfficeHours, CalendarVersion
from yangguang.foundations.organisations.levels import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Cast) -> Client:
    return cast.signed_in(cast.officer(Role.ADMINISTRATOR))


def test_officers_of_the_place_and_below_are_listed_and_no_others(cast: Cast, room: Client) -> None:
    own, below = cast.officer(Role.SUPERVISOR), cast.officer(Role.VILLAGE_AGENT, BAOCHENG)
    foreign = cast.officer(Role.SUPERVISOR, YILING)
    page = room.get("/administration/").content.decode()
    assert [f"/administration/{who.account_id}/" in page for who in (own, below, foreign)] == [
        True,
        True,
        False,
    ]
    assert f"/administration/{cast.citizen.account_id}/" not in page


def test_officers_are_found_by_name(cast: Cast, room: Client) -> None:
    own, other = cast.officer(Role.SUPERVISOR), cast.officer(Role.WINDOW_CLERK)
    page = room.get("/administration/", {"q": own.name}).content.decode()
    assert f"/administration/{own.account_id}/" in page
    assert f"/administration/{other.account_id}/" not in page


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.WINDOW_CLERK, Role.CENTRE_MANAGER])
def test_others_do_not_enter(cast: Cast, role: Role) -> None:
    assert cast.signed_in(cast.officer(role)).get("/administration/").status_code == 403


def test_a_list_costs_the_same_for_one_officer_as_for_twenty(
    cast: Cast, room: Client, django_assert_max_num_queries: object
) -> None:
    for ordinal in (1, 2):
        cast.officer(Role.WINDOW_CLERK, ordinal=ordinal)
    cast.officer(Role.SUPERVISOR)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        room.get("/administration/")


def test_a_foreign_officer_does_not_exist(cast: Cast, room: Client) -> None:
    foreign = cast.officer(Role.SUPERVISOR, YILING)
    assert room.get(f"/administration/{foreign.account_id}/").status_code == 404
    asked = {"post": cast.post(Role.WINDOW_CLERK).pk, "from_date": "2026-03-01"}
    assert room.post(f"/administration/{foreign.account_id}/appoint/", asked).status_code == 404
    assert room.post(f"/administration/{foreign.account_id}/password/").status_code == 404


def test_an_officer_is_created_appointed_and_dismissed(cast: Cast, room: Client) -> None:
    page = room.post("/administration/new/", {"name": "吴立新", "username": "wulixin"}).content.decode()
    officer = Account.objects.get(username="wulixin")
    told = page.split('<span class="yg-code">')[1].split("<")[0]
    assert officer.check_password(told)

    post = cast.post(Role.WINDOW_CLERK)
    answer = room.post(
        f"/administration/{officer.pk}/appoint/",
        {"place": post.division_id, "post": post.pk, "from_date": "2026-01-01"},
    )
    assert answer.status_code == 302
    holding = PostHolding.objects.get(account=officer)

    answer = room.post(f"/administration/{officer.pk}/end/{holding.pk}/", {"to_date": "2026-03-09"})
    assert answer.status_code == 302
    holding.refresh_from_db()
    assert holding.to_date == date(2026, 3, 9)


def test_a_refused_appointment_shows_the_rule_and_what_was_typed(cast: Cast, room: Client) -> None:
    officer, held = cast.officer(Role.SUPERVISOR), cast.post(Role.WINDOW_CLERK)
    cast.officer(Role.WINDOW_CLERK)
    answer = room.post(
        f"/administration/{officer.account_id}/appoint/",
        {"place": held.division_id, "post": held.pk, "from_date": "2026-05-01"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "一个岗位同一天只由一人担任" in page
    assert 'value="2026-05-01"' in page
    assert f'<option value="{held.pk}" selected>' in page


def test_a_post_outside_the_place_cannot_be_smuggled_in(cast: Cast, room: Client) -> None:
    officer, foreign = cast.officer(Role.SUPERVISOR), cast.post(Role.WINDOW_CLERK, YILING)
    answer = room.post(
        f"/administration/{officer.account_id}/appoint/",
        {"place": YILING, "post": foreign.pk, "from_date": "2026-05-01"},
    )
    assert answer.status_code == 422
    assert not PostHolding.objects.filter(post=foreign).exists()


def test_a_reset_password_is_shown_once_and_works(cast: Cast, room: Client) -> None:
    officer = cast.officer(Role.SUPERVISOR)
    page = room.post(f"/administration/{officer.account_id}/password/").content.decode()
    told = page.split('<span class="yg-code">')[1].split("<")[0]
    assert Account.objects.get(pk=officer.account_id).check_password(told)


def test_a_day_of_ones_own_is_published_for_the_place_with_its_reason(cast: Cast, room: Client) -> None:
    typed = {
        "first_date": "2026-07-06",
        "last_date": "2026-07-07",
        "working": "no",
        "name": "防汛一级响应",
        "citation": "岸防指〔2026〕9号",
    }
    assert room.post("/administration/calendar/", typed).status_code == 302
    newest = CalendarVersion.objects.first()
    assert newest is not None
    (overlay,) = newest.overlays
    assert (overlay["region"], overlay["first_date"], overlay["working"]) == (
        "420102000000",
        "2026-07-06",
        False,
    )
    assert "防汛一级响应" in room.get("/administration/calendar/").content.decode()


def test_days_in_the_wrong_order_are_asked_again(cast: Cast, room: Client) -> None:
    typed = {
        "first_date": "2026-07-07",
        "last_date": "2026-07-06",
        "working": "no",
        "name": "汛",
        "citation": "文",
    }
    answer = room.post("/administration/calendar/", typed)
    assert answer.status_code == 422
    assert "结束日不能早于开始日" in answer.content.decode()
    assert CalendarVersion.objects.count() == 1


class TestOfficeHours:
    """The hours of a body of the place, from a coming day on."""

    ADDRESS = "/administration/office-hours/"

    def typed(self, cast: Cast, **other: object) -> dict[str, object]:
        return {
            "body": cast.body("health").pk,
            "in_force_from": "2026-03-03",
            "hours": "8:30-12:00、14:30-18:00",
            "citation": "岸政办〔2026〕4号",
        } | other

    @pytest.mark.usefixtures("stopped_clock")
    def test_they_are_published_and_shown(self, cast: Cast, room: Client) -> None:
        assert room.post(self.ADDRESS, self.typed(cast)).status_code == 302
        row = BodyOfficeHours.objects.get()
        assert (row.body_id, row.hours) == (cast.body("health").pk, "08:30-12:00,14:30-18:00")
        page = room.get(self.ADDRESS).content.decode()
        assert "08:30-12:00,14:30-18:00" in page
        assert "尚未开始" in page
        foreign = cast.signed_in(cast.officer(Role.ADMINISTRATOR, YILING))
        assert "14:30-18:00" not in foreign.get(self.ADDRESS).content.decode()

    @pytest.mark.usefixtures("stopped_clock")
    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("in_force_from", "2026-03-02", "明天或更晚"),
            ("hours", "全天", "没有写明起止时刻"),
            ("hours", "14:00-17:00、9:00-12:00", "由早到晚"),
            ("hours", "9:00-25:00", "由早到晚"),
            ("citation", "", "请填写依据"),
        ],
    )
    def test_what_cannot_be_is_told_beside_what_was_typed(
        self, cast: Cast, room: Client, field: str, value: str, told: str
    ) -> None:
        answer = room.post(self.ADDRESS, self.typed(cast, **{field: value}))
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert value in answer.content.decode()
        assert not BodyOfficeHours.objects.exists()

    def test_a_body_of_another_place_cannot_be_chosen(self, cast: Cast, room: Client) -> None:
        answer = room.post(self.ADDRESS, self.typed(cast, body=cast.body("health", YILING).pk))
        assert answer.status_code == 422
        assert not BodyOfficeHours.objects.exists()
