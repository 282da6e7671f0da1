"""The named counting rules: the law's, the deployed Hunan system's, and time within office hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from law.worked_examples import examples, shanghai
from yangguang.law.axes import CountingRule, ElapsedDays, NoOfficeHours, OfficeHours, UnitDoesNotFit, axis_for
from yangguang.law.clocks import ClockTerms, Resumed, SpecialProcedure, Started, Stopped, Suspended, replay
from yangguang.law.thresholds import alert_moments, thresholds_in_force, watched_moments
from yangguang.law.time_limits import SHANGHAI, TimeLimit, end_of_day
from yangguang.law.working_days import announced_calendar

HUNAN = examples("hunan")["case"]
DESK = OfficeHours(((time(8), time(12)), (time(14, 30), time(17, 30))))
ONE_SECOND = timedelta(seconds=1)
OCTOBER_2018 = date(2018, 10, 15)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def elapsed(limit: str) -> ClockTerms:
    return ClockTerms(TimeLimit.parse(limit), CountingRule.ELAPSED_WORKING_DAYS)


def office(limit: str) -> ClockTerms:
    return ClockTerms(TimeLimit.parse(limit), CountingRule.OFFICE_HOURS, office_hours=DESK)


class TestHunanTable:
    @pytest.mark.parametrize("row", HUNAN, ids=lambda row: row["object"])
    def test_each_level_begins_one_second_after_the_moment(self, row: dict[str, Any]) -> None:
        moments = self.moments(row)
        for level in ("warn", "yellow", "red"):
            expected = shanghai(row[level]) + ONE_SECOND if level in row else None
            assert getattr(moments, f"{level}_at") == expected

    def moments(self, row: dict[str, Any]) -> Any:
        calendar, start = announced_calendar(), shanghai(row["start"])
        rules = thresholds_in_force(OCTOBER_2018, "hunan")
        promised = TimeLimit.parse(row["promised"]) if "promised" in row else None
        if row["object"] != "case":
            return watched_moments(rules, row["object"], start, promised, calendar)
        due = {
            key: replay([Started(start)], elapsed(row[key]), calendar, at=start).due_at
            for key in ("promised", "statutory")
        }
        assert promised
        return alert_moments(due["promised"], due["statutory"], promised, calendar, rules)

    def test_a_case_is_late_from_the_first_second_after(self) -> None:
        row = HUNAN[0]
        start, due = shanghai(row["start"]), shanghai(row["yellow"])
        for stop, overdue, used in ((due, False, 7), (due + ONE_SECOND, True, 8)):
            reading = replay([Started(start), Stopped(stop)], elapsed("7wd"), announced_calendar(), at=stop)
            assert (reading.due_at, reading.overdue, reading.used) == (due, overdue, used)
            assert reading.overdue_by == overdue

    def test_the_reading_tells_how_far_the_law_is(self) -> None:
        row = HUNAN[0]
        reading = replay(
            [Started(shanghai(row["start"]))], elapsed("7wd"), announced_calendar(), at=shanghai(row["start"])
        )
        assert reading.differs_from_law == timedelta(hours=row["law_is_later_by_hours"])
        assert reading.lawful_due_at == end_of_day(date(2018, 10, 24))

    def test_what_the_set_does_not_watch_is_refused(self) -> None:
        rules = thresholds_in_force(OCTOBER_2018, "hunan")
        with pytest.raises(LookupError, match="nothing_of_the_sort"):
            watched_moments(rules, "nothing_of_the_sort", local(2018, 10, 15), None, announced_calendar())
        with pytest.raises(LookupError, match="enquiry"):
            watched_moments(rules, "enquiry", local(2018, 10, 15), None, announced_calendar())


class TestElapsedDays:
    def test_days_off_are_cut_out(self) -> None:
        reading = replay(
            [Started(local(2026, 2, 14, 16))], elapsed("1wd"), announced_calendar(), at=local(2026, 2, 14, 16)
        )
        assert reading.due_at == local(2026, 2, 24, 16)

    def test_a_start_on_a_day_off_waits_for_the_next_working_day(self) -> None:
        reading = replay(
            [Started(local(2026, 3, 7, 15))], elapsed("1wd"), announced_calendar(), at=local(2026, 3, 8)
        )
        assert reading.due_at == local(2026, 3, 10)
        assert reading.used == 0

    def test_a_special_procedure_pushes_by_its_own_time(self) -> None:
        events = [
            Started(local(2018, 10, 15, 10)),
            Suspended(local(2018, 10, 16, 9), SpecialProcedure.TESTING, "1号"),
            Resumed(local(2018, 10, 17, 15, 30)),
        ]
        reading = replay(events, elapsed("7wd"), announced_calendar(), at=local(2018, 10, 18))
        assert reading.due_at == local(2018, 10, 25, 16, 30)
        assert reading.used == 2

    def test_the_days_say_how_much_of_each_was_counted(self) -> None:
        events = [
            Started(local(2018, 10, 19, 10)),
            Suspended(local(2018, 10, 22, 0), SpecialProcedure.TESTING, "1号"),
            Resumed(local(2018, 10, 23, 12)),
        ]
        reading = replay(events, elapsed("2wd"), announced_calendar(), at=local(2018, 10, 23, 12))
        said = [(day.date.day, day.counted, day.why) for day in reading.days]
        assert said == [
            (19, True, "计入 14:00:00"),
            (20, False, "双休日"),
            (21, False, "双休日"),
            (22, False, "检测期间（告知书 1号）"),
            (23, True, "计入 12:00:00，扣除检测期间（告知书 1号）"),
            (24, True, "计入 22:00:00"),
        ]
        assert reading.due_at == local(2018, 10, 24, 22)

    def test_moments_and_positions_are_each_others_inverse(self) -> None:
        axis = ElapsedDays(announced_calendar())
        for hour in range(1, 24):
            at = local(2026, 3, 3, hour, 7, 9)
            assert axis.moment(axis.start(at)) == at


class TestOfficeHours:
    """jmix #790, jbpm #1342 and #1830: starts before, between and after opening hours, and on a make-up Saturday."""

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            (local(2026, 3, 2, 9), local(2026, 3, 2, 12)),
            (local(2026, 3, 2, 10), local(2026, 3, 2, 15, 30)),
            (local(2026, 3, 2, 7, 59), local(2026, 3, 2, 11)),
            (local(2026, 3, 2, 12, 30), local(2026, 3, 2, 17, 30)),
            (local(2026, 3, 2, 17, 31), local(2026, 3, 3, 11)),
            (local(2026, 2, 14, 17), local(2026, 2, 24, 10, 30)),
            (local(2026, 3, 7, 9), local(2026, 3, 9, 11)),
        ],
    )
    def test_f13_three_hours(self, start: datetime, due: datetime) -> None:
        assert replay([Started(start)], office("3h"), announced_calendar(), at=start).due_at == due

    def test_days_of_office_time(self) -> None:
        start = local(2026, 3, 6, 15)
        assert replay([Started(start)], office("1wd"), announced_calendar(), at=start).due_at == local(
            2026, 3, 9, 15
        )

    def test_minutes_used_and_overdue_by(self) -> None:
        events = [Started(local(2026, 3, 2, 11, 50)), Stopped(local(2026, 3, 2, 14, 51))]
        reading = replay(events, office("30min"), announced_calendar(), at=local(2026, 3, 3))
        assert (reading.due_at, reading.used, reading.overdue_by) == (local(2026, 3, 2, 14, 50), 31, 1)

    def test_hours_are_whole_when_begun(self) -> None:
        reading = replay(
            [Started(local(2026, 3, 2, 9))], office("3h"), announced_calendar(), at=local(2026, 3, 2, 10, 1)
        )
        assert (reading.used, reading.left, reading.overdue) == (2, 1, False)

    @pytest.mark.parametrize("written", ["09:00-12:00,14:00-17:00", "08:30:15-17:00", "00:00-23:59"])
    def test_what_is_written_is_read_back(self, written: str) -> None:
        assert str(OfficeHours.parse(written)) == written

    @pytest.mark.parametrize(
        "written", ["", "09:00", "9-12", "12:00-09:00", "09:00-12:00,11:00-17:00", "a-b"]
    )
    def test_what_is_no_office_day_is_refused(self, written: str) -> None:
        with pytest.raises(ValueError):
            OfficeHours.parse(written)

    def test_seconds_of_the_opening_count(self) -> None:
        hours = OfficeHours(((time(8, 0, 30, 250), time(12)), (time(13), time(17, 0, 1))))
        assert hours.length == 8 * 3600 * 1_000_000 - 29_000_250
        assert hours.moment(0) == (8 * 3600 + 30) * 1_000_000 + 250
        assert hours.before(hours.moment(5 * 3600 * 1_000_000)) == 5 * 3600 * 1_000_000

    def test_a_day_of_three_spans(self) -> None:
        hours = OfficeHours(((time(8), time(10)), (time(11), time(12)), (time(14), time(17))))
        second = 1_000_000
        assert [hours.moment(n * 3600 * second) // (3600 * second) for n in (1, 2, 3, 4, 6)] == [
            9,
            10,
            12,
            15,
            17,
        ]

    def test_without_hours_nothing_is_counted_and_it_says_so(self) -> None:
        terms = ClockTerms(TimeLimit.parse("3h"), CountingRule.OFFICE_HOURS)
        with pytest.raises(NoOfficeHours):
            replay([Started(local(2026, 3, 2, 9))], terms, announced_calendar(), at=local(2026, 3, 2, 9))

    @pytest.mark.parametrize(
        "spans",
        [
            (),
            ((time(12), time(8)),),
            ((time(8), time(12)), (time(11), time(17))),
            ((time(8), time(12)), (time(12), time(17))),
        ],
    )
    def test_hours_that_make_no_sense_are_refused(self, spans: tuple[tuple[time, time], ...]) -> None:
        with pytest.raises(ValueError, match="office hours"):
            OfficeHours(spans)


class TestUnits:
    @pytest.mark.parametrize(
        ("rule", "limit"),
        [
            (CountingRule.ELAPSED_WORKING_DAYS, "3h"),
            (CountingRule.ELAPSED_WORKING_DAYS, "60nd"),
            (CountingRule.OFFICE_HOURS, "60nd"),
            (CountingRule.OFFICE_HOURS, "6mo"),
        ],
    )
    def test_a_rule_refuses_what_it_cannot_count(self, rule: CountingRule, limit: str) -> None:
        with pytest.raises(UnitDoesNotFit, match=limit):
            axis_for(rule, TimeLimit.parse(limit), announced_calendar(), hours=DESK)

    def test_natural_hours_run_from_the_moment_and_keep_their_time_past_a_day_off(self) -> None:
        terms = ClockTerms(TimeLimit.parse("24h"))
        friday, tuesday = datetime(2026, 3, 6, 2, tzinfo=UTC), datetime(2026, 3, 3, 2, tzinfo=UTC)
        read = replay([Started(friday)], terms, announced_calendar(), at=friday)
        assert read.due_at == datetime(2026, 3, 9, 2, tzinfo=UTC)
        read = replay([Started(tuesday)], terms, announced_calendar(), at=tuesday + timedelta(hours=24))
        assert (read.due_at, read.used, read.overdue) == (tuesday + timedelta(hours=24), 24, False)
        later = replay(
            [Started(tuesday)], terms, announced_calendar(), at=tuesday + timedelta(hours=24, seconds=1)
        )
        assert (later.used, later.overdue, later.overdue_by) == (25, True, 1)
