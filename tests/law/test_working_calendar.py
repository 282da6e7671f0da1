"""The working-day calendar against its notices, against two calendars made by others, and against itself."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from holidays.calendars.chinese import _ChineseLunisolar
from holidays.countries.china import China

from yangguang.law.notices import announced_notices, read_notices, statutory_holidays
from yangguang.law.phrases import english_of
from yangguang.law.sources import UnreadableLaw, parse_text
from yangguang.law.working_days import (
    FIRST_YEAR,
    Overlay,
    UnannouncedYear,
    announced_calendar,
    days_through,
    regional_overlays,
)

ALL_DAYS = list(days_through(date(2004, 1, 1), date(2026, 12, 31)))
ENSHI = "422801000000"


def test_equals_chinesecalendar_but_for_one_day() -> None:
    ours = announced_calendar()
    different = [day for day in ALL_DAYS if chinese_calendar.is_workday(day) != ours.is_working_day(day)]
    # 国办发明电〔2005〕35号 makes this Saturday a working day; that package misses it.
    assert different == [date(2005, 12, 31)]


def test_equals_the_holidays_package_on_every_day() -> None:
    ours = announced_calendar()
    theirs = China(years=range(2004, 2027))

    def is_worked(day: date) -> bool:
        return day not in theirs and (day.weekday() < 5 or day in theirs.weekend_workdays)

    assert [day for day in ALL_DAYS if is_worked(day) != ours.is_working_day(day)] == []


def test_the_yearly_sum_is_what_balance_leaves() -> None:
    ours = announced_calendar()
    by_year = {
        year: ours.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in (2024, 2025, 2026)
    }
    assert by_year == {2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(
    ("year", "months"),
    [
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ],
)
def test_working_days_by_month(year: int, months: list[int]) -> None:
    ours = announced_calendar()
    edges = [date(year, month, 1) - timedelta(days=1) for month in range(1, 13)] + [date(year, 12, 31)]
    assert [ours.working_days_between(*pair) for pair in pairwise(edges)] == months


@pytest.mark.parametrize("moved", [date(2015, 9, 3), date(2019, 5, 2), date(2020, 1, 31)])
def test_a_notice_in_mid_year_is_known_only_from_its_day(moved: date) -> None:
    second = next(
        notice
        for notice in announced_notices()
        if notice.issued_on.year == moved.year and moved in notice.days
    )
    before = announced_calendar(second.issued_on - timedelta(days=1))
    after = announced_calendar(second.issued_on)
    assert not after.is_working_day(moved)
    if moved.year != 2020:
        assert before.is_working_day(moved)
    assert before.version != after.version


def test_the_prolonged_spring_festival_of_2020() -> None:
    before, after = announced_calendar(date(2020, 1, 26)), announced_calendar(date(2020, 1, 27))
    assert before.is_working_day(date(2020, 2, 1))  # a make-up Saturday that the second notice took back
    assert not after.is_working_day(date(2020, 2, 1))
    assert before.add_working_days(date(2020, 1, 23), 3) == date(2020, 2, 3)
    assert after.add_working_days(date(2020, 1, 23), 3) == date(2020, 2, 5)


def test_the_next_notice_may_change_this_december() -> None:
    last_saturday = date(2005, 12, 31)
    assert not announced_calendar(date(2005, 12, 15)).is_working_day(last_saturday)
    assert announced_calendar(date(2005, 12, 16)).is_working_day(last_saturday)


def test_versions_are_stable_and_shared() -> None:
    assert re.fullmatch(r"2026@20251104\+[0-9a-f]{8}", announced_calendar().version)
    assert announced_calendar(date(2026, 3, 1)) is announced_calendar(date(2026, 11, 23))


def test_before_the_first_notice_nothing_is_known() -> None:
    with pytest.raises(UnannouncedYear, match="2003"):
        announced_calendar(date(2003, 6, 1))


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 6, 1), date(2040, 1, 1)])
def test_an_unannounced_year_is_refused_by_name(day: date) -> None:
    ours = announced_calendar()
    for ask in (ours.is_working_day, ours.next_working_day, ours.reason, ours.is_provisional, ours.rank):
        with pytest.raises(UnannouncedYear, match=rf"{day.year}.*provisional") as caught:
            ask(day)
        assert caught.value.year == day.year
    with pytest.raises(UnannouncedYear, match="2027"):
        ours.add_working_days(date(2026, 11, 23), 30)
    with pytest.raises(UnannouncedYear, match=str(day.year)):
        ours.working_days_between(date(2026, 1, 1), day)
    with pytest.raises(UnannouncedYear, match=str(day.year)):
        ours.working_days_between(day, date(2026, 1, 1))
    for count in (0, 1, -1):
        with pytest.raises(UnannouncedYear, match=str(day.year)):
            ours.add_working_days(day, count)


def test_years_before_the_calendar_are_refused_too() -> None:
    ours = announced_calendar()
    with pytest.raises(UnannouncedYear, match="2003"):
        ours.is_working_day(date(2003, 12, 31))
    with pytest.raises(UnannouncedYear, match="2003"):
        ours.add_working_days(date(2004, 1, 5), -4)
    with pytest.raises(UnannouncedYear, match="2003"):
        ours.select(0)
    assert ours.add_working_days(date(2004, 1, 5), -1) == date(2004, 1, 2)


def test_a_moment_is_no_day() -> None:
    ours, moment = announced_calendar(), datetime(2026, 3, 2, tzinfo=UTC)
    day = date(2026, 3, 2)
    for ask in (
        lambda: ours.is_working_day(moment),
        lambda: ours.rank(moment),
        lambda: ours.add_working_days(moment, 1),
        lambda: ours.add_working_days(moment, 0),
        lambda: ours.working_days_between(day, moment),
        lambda: ours.working_days_between(moment, day),
    ):
        with pytest.raises(TypeError, match="Shanghai day"):
            ask()


def test_adding_and_subtracting() -> None:
    ours = announced_calendar()
    saturday = date(2026, 3, 7)
    assert ours.add_working_days(saturday, 0) == saturday
    assert ours.add_working_days(saturday, 1) == date(2026, 3, 9)
    assert ours.add_working_days(saturday, -1) == date(2026, 3, 6)
    assert ours.add_working_days(date(2026, 3, 9), -1) == date(2026, 3, 6)
    assert ours.next_working_day(saturday) == date(2026, 3, 9)
    assert ours.next_working_day(date(2026, 3, 9)) == date(2026, 3, 9)
    assert ours.working_days_between(date(2026, 3, 9), date(2026, 3, 6)) == -1


def test_reasons_name_notice_weekday_and_half_day() -> None:
    ours = announced_calendar()
    eve = ours.reason(date(2026, 2, 16))
    assert (eve.working, eve.text) == (False, "春节放假")
    assert "国办发明电〔2025〕7号" in eve.citation
    made_up = ours.reason(date(2026, 2, 14))
    assert (made_up.working, made_up.text) == (True, "调休上班")
    sunday = ours.reason(date(2026, 3, 8))
    assert (sunday.working, sunday.text, sunday.citation) == (
        False,
        "周日休息日",
        "国务院关于职工工作时间的规定第七条",
    )
    monday = ours.reason(date(2026, 3, 2))
    assert (monday.working, monday.text) == (True, "周一工作日")


@pytest.mark.parametrize("day", [date(2023, 3, 8), date(2026, 6, 1), date(2023, 5, 4), date(2023, 8, 1)])
def test_a_holiday_of_some_citizens_does_not_close_the_office(day: date) -> None:
    reason = announced_calendar().reason(day)
    assert reason.working
    assert "机关照常办公" in reason.text
    assert "Day is a holiday" in english_of(reason.text)
    assert "第三条" in reason.citation


def test_every_reason_has_its_english() -> None:
    ours = announced_calendar()
    for day in days_through(date(2026, 1, 1), date(2026, 12, 31)):
        reason = ours.reason(day)
        assert reason.date == day
        assert english_of(reason.text).isascii()
        assert bool(reason.citation) != reason.text.endswith("工作日")


def test_before_the_first_notice_nothing_is_known_and_the_calendar_says_where_it_begins() -> None:
    with pytest.raises(UnannouncedYear, match="begins in 2004; 2001 lies before it"):
        announced_calendar(date(2001, 6, 1))


class TestProvisional:
    def test_holds_the_thirteen_statutory_days_and_no_adjustment(self) -> None:
        guessed = announced_calendar().provisional()
        off = [
            day
            for day in days_through(date(2027, 1, 1), date(2027, 12, 31))
            if not guessed.is_working_day(day)
        ]
        weekdays_off = [day for day in off if day.weekday() < 5]
        assert len(statutory_holidays(2027)) == 13
        assert set(weekdays_off) == {day for day in statutory_holidays(2027) if day.weekday() < 5}
        assert all(not guessed.is_working_day(day) for day in off if day.weekday() >= 5)
        assert guessed.reason(date(2027, 2, 5)).text == "春节法定假日（暂定）"

    def test_is_marked_and_leaves_announced_years_alone(self) -> None:
        firm = announced_calendar()
        guessed = firm.provisional()
        assert guessed.is_provisional(date(2027, 1, 4))
        assert not guessed.is_provisional(date(2026, 12, 31))
        assert all(guessed.is_working_day(day) == firm.is_working_day(day) for day in ALL_DAYS)
        assert guessed.version.partition("+")[0] == firm.version.partition("+")[0] + "~"
        assert firm.region == guessed.region == ""
        assert guessed is firm.provisional()
        assert guessed.provisional() is guessed

    def test_guesses_from_what_was_known_then(self) -> None:
        then = announced_calendar(date(2020, 1, 26)).provisional()
        assert then.is_working_day(date(2020, 2, 1))
        assert then.is_provisional(date(2021, 1, 4))

    def test_ends_somewhere(self) -> None:
        with pytest.raises(UnannouncedYear):
            announced_calendar().provisional().is_working_day(date(2041, 1, 1))

    def test_lunar_festivals_equal_another_computation(self) -> None:
        lunar = _ChineseLunisolar()
        for year in range(2008, 2036):
            days = set(statutory_holidays(year))
            for theirs in (
                lunar.lunar_new_year_date(year),
                lunar.qingming_date(year),
                lunar.dragon_boat_date(year),
                lunar.mid_autumn_date(year),
            ):
                assert theirs is not None
                assert theirs[0] in days

    @pytest.mark.parametrize(("year", "count"), [(2007, 10), (2008, 11), (2014, 11), (2024, 11), (2025, 13)])
    def test_the_regulation_changed_over_the_years(self, year: int, count: int) -> None:
        names = sum(len(list(days_of)) for days_of in [statutory_holidays(year)])
        assert names == count

    @pytest.mark.parametrize("year", range(2009, 2027))
    def test_every_notice_frees_the_statutory_days(self, year: int) -> None:
        """The notices move weekends; what the regulation itself frees is free in each of them."""
        ours = announced_calendar()
        assert [day for day in statutory_holidays(year) if ours.is_working_day(day)] == []


class TestRegions:
    def test_the_prefecture_keeps_its_own_days(self) -> None:
        ours = announced_calendar(overlays=regional_overlays())
        enshi = ours.for_region(ENSHI)
        assert ours.is_working_day(date(2025, 8, 18))
        assert not enshi.is_working_day(date(2025, 8, 18))
        assert enshi.reason(date(2025, 8, 19)).text == "恩施州州庆放假"
        assert enshi.add_working_days(date(2025, 8, 15), 1) == date(2025, 8, 20)
        assert ours.for_region("420102000000").is_working_day(date(2025, 8, 18))
        assert enshi.version != ours.version

    def test_a_flood_closes_one_county(self) -> None:
        flood = Overlay(
            date(2020, 7, 6), date(2020, 7, 8), False, "防汛停止办公", "县政府公告", "421127000000"
        )
        ours = announced_calendar(overlays=[flood])
        assert not ours.for_region("421127001000").is_working_day(date(2020, 7, 7))
        assert ours.for_region("421126000000").is_working_day(date(2020, 7, 7))
        assert ours.for_region("421127000000").working_days_between(date(2020, 7, 5), date(2020, 7, 9)) == 1

    def test_a_later_overlay_wins_and_one_without_region_holds_everywhere(self) -> None:
        day = date(2026, 3, 3)
        closed = Overlay(day, day, False, "停电", "公告一")
        opened = Overlay(day, day, True, "恢复", "公告二")
        assert not announced_calendar(overlays=[closed]).for_region(ENSHI).is_working_day(day)
        assert announced_calendar(overlays=[closed, opened]).is_working_day(day)

    def test_a_prefecture_code_that_ends_in_zero_matches_only_itself(self) -> None:
        day = date(2026, 3, 3)
        ours = announced_calendar(overlays=[Overlay(day, day, False, "演练", "公告", "421000000000")])
        assert not ours.for_region("421003000000").is_working_day(day)
        assert ours.for_region("421102000000").is_working_day(day)

    def test_a_region_knows_no_more_than_the_nation(self) -> None:
        then = announced_calendar(date(2020, 1, 26), regional_overlays()).for_region(ENSHI)
        assert then.is_working_day(date(2020, 2, 1))
        assert (then.announced_through, then.region) == (2020, "4228")
        with pytest.raises(UnannouncedYear, match="2021"):
            then.is_working_day(date(2021, 1, 4))

    def test_known_overlays_name_the_decision(self) -> None:
        founding = regional_overlays()[0]
        assert (founding.region, founding.working) == ("422800000000", False)
        assert english_of(founding.name).isascii()
        assert "2023年州庆" in founding.citation

    def test_overlays_survive_into_the_provisional_calendar(self) -> None:
        day = date(2027, 8, 19)
        ours = announced_calendar(overlays=[Overlay(day, day, False, "州庆", "通知", "422800000000")])
        assert not ours.for_region(ENSHI).provisional().is_working_day(day)
        assert not ours.provisional().for_region(ENSHI).is_working_day(day)

    def test_an_overlay_must_not_end_before_it_begins(self) -> None:
        with pytest.raises(ValueError, match="before its first day"):
            Overlay(date(2026, 3, 3), date(2026, 3, 2), False, "x", "y")


class TestUnreadableTexts:
    def test_a_broken_file_gives_no_calendar(self) -> None:
        with pytest.raises(UnreadableLaw, match=r"2027\.toml"):
            parse_text("calendar/2027.toml", "[[notice]\n")

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ({}, "number"),
            ({"off": [], "working": [date(2027, 1, 4)]}, "cannot be a make-up working day"),
            (
                {"off": [{"name": "元旦", "from": date(2027, 1, 3), "to": date(2027, 1, 1)}], "working": []},
                "before",
            ),
            (
                {"off": [{"name": "元旦", "from": date(2017, 1, 1), "to": date(2017, 1, 1)}], "working": []},
                "far from 2027",
            ),
            (
                {
                    "off": [{"name": "元旦", "from": date(2027, 1, 2), "to": date(2027, 1, 2)}],
                    "working": [date(2027, 1, 2)],
                },
                "make-up",
            ),
        ],
    )
    def test_a_notice_that_contradicts_itself_is_refused(self, row: dict[str, object], why: str) -> None:
        whole = (
            {"number": "国办发明电〔2026〕1号", "title": "通知", "issued_on": date(2026, 11, 4)} | row
            if row
            else {}
        )
        with pytest.raises(UnreadableLaw, match=why):
            list(read_notices("calendar/2027.toml", {"notice": [whole]}))

    def test_an_empty_year_is_refused(self) -> None:
        with pytest.raises(UnreadableLaw, match="no notice"):
            list(read_notices("calendar/2027.toml", {}))


def test_every_year_has_its_notice() -> None:
    assert {notice.year for notice in announced_notices()} == set(range(FIRST_YEAR, 2027))
    for notice in announced_notices():
        assert notice.title
        assert notice.issued_on < date(notice.year, 12, 31)
        assert notice.number or notice.year <= 2008
