"""Failures that other systems shipped. Each test names the system; the law must not repeat them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from law.worked_examples import examples
from yangguang.law import sources
from yangguang.law.axes import NoOfficeHours
from yangguang.law.clocks import (
    Approver,
    ClockState,
    ClockTerms,
    Consultation,
    CountingRule,
    Extended,
    NotStarted,
    Restarted,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
    replay,
)
from yangguang.law.limits import all_limits, limit_in_force
from yangguang.law.phrases import english_of
from yangguang.law.thresholds import alert_moments, all_thresholds, thresholds_of_version, watched_moments
from yangguang.law.time_limits import TimeLimit, due_moment
from yangguang.law.working_days import UnannouncedYear, announced_calendar

CALENDAR = announced_calendar()
DECISION = limit_in_force("licensing.decision", on=date(2026, 3, 2)).terms()
START = datetime(2026, 3, 2, 2, tzinfo=UTC)  # Monday, 10:00 in Shanghai
NOTICE = "鄂审特告〔2026〕1号"


def test_f1_only_the_acts_of_the_clock_move_it() -> None:
    """CCRS: any edit postponed escalation. A replay takes nothing but clock events; reading twice changes nothing."""
    readings = [replay([Started(START)], DECISION, CALENDAR, at=START + timedelta(days=n)) for n in range(10)]
    assert {reading.due_at for reading in readings} == {readings[0].due_at}


def test_f3_an_unreadable_calendar_gives_no_date() -> None:
    """OpenCPS: the exception was logged and a plausible date returned."""
    with pytest.raises(sources.UnreadableLaw):
        sources.load_text("calendar/1999.toml")


def test_f3_a_missing_start_is_no_start_now() -> None:
    with pytest.raises(NotStarted):
        replay([], DECISION, CALENDAR, at=START)
    with pytest.raises(NotStarted):
        replay([Stopped(START)], DECISION, CALENDAR, at=START)
    with pytest.raises(NotStarted):
        replay([Started(START)], DECISION, CALENDAR, at=START - timedelta(seconds=1))


def test_f4_missing_office_hours_are_an_error() -> None:
    """dzjc: without working hours no card was ever issued, silently."""
    with pytest.raises(NoOfficeHours):
        replay(
            [Started(START)], ClockTerms(TimeLimit.parse("4h"), CountingRule.OFFICE_HOURS), CALENDAR, at=START
        )


def test_f5_closed_on_time_stays_on_time() -> None:
    """siteserver/cms #1348: age ran to now."""
    events = [Started(START), Stopped(START + timedelta(days=10))]
    reading = replay(events, DECISION, CALENDAR, at=datetime(2026, 12, 31, tzinfo=UTC))
    assert (reading.overdue, reading.state, reading.used) == (False, ClockState.STOPPED, 8)


def test_f6_a_suspension_moves_the_date_by_exactly_its_working_days() -> None:
    """open-zaak #885 and #747: the flag did not move the date."""
    plain = replay([Started(START)], DECISION, CALENDAR, at=START)
    paused = [Started(START), Suspended(START + timedelta(days=1), SpecialProcedure.TESTING, NOTICE)]
    ended = replay(
        [*paused, Resumed(START + timedelta(days=3))], DECISION, CALENDAR, at=START + timedelta(days=4)
    )
    assert CALENDAR.working_days_between(plain.due_date, ended.due_date) == 3


def test_f7_a_pause_longer_than_told_is_left_out_and_shown() -> None:
    """OpenRegister: extending by the requested pause lost days when the pause overran."""
    told = TimeLimit.parse("5wd")
    events = [
        Started(START),
        Suspended(datetime(2026, 3, 9, 1, tzinfo=UTC), SpecialProcedure.EXPERT_REVIEW, NOTICE, told),
        Resumed(datetime(2026, 3, 20, 9, tzinfo=UTC)),
    ]
    reading = replay(events, DECISION, CALENDAR, at=datetime(2026, 3, 23, 1, tzinfo=UTC))
    assert reading.due_date == date(2026, 4, 14)
    beyond = [day.date for day in reading.days if "已超过告知的所需时间" in day.why]
    assert beyond == [date(2026, 3, 17), date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 20)]


def test_f9_a_holiday_announced_later_reaches_a_running_case() -> None:
    """alaveteli #7292: it did not."""
    start = datetime(2020, 1, 20, 2, tzinfo=UTC)
    before = replay([Started(start)], DECISION, announced_calendar(date(2020, 1, 26)), at=start)
    after = replay([Started(start)], DECISION, announced_calendar(date(2020, 1, 27)), at=start)
    assert (before.due_date, after.due_date) == (date(2020, 2, 21), date(2020, 2, 25))


def test_f10_a_step_visited_twice_continues() -> None:
    """opencps v2 #1112: it began its limit anew."""
    five = ClockTerms(TimeLimit.parse("5wd"))
    events = [
        Started(START),
        Stopped(datetime(2026, 3, 4, 9, tzinfo=UTC)),
        Started(datetime(2026, 3, 9, 1, tzinfo=UTC)),
    ]
    reading = replay(events, five, CALENDAR, at=datetime(2026, 3, 10, 1, tzinfo=UTC))
    assert (reading.used, reading.left, reading.due_date) == (3, 2, date(2026, 3, 12))
    assert (reading.state, reading.stopped_at) == (ClockState.RUNNING, None)
    assert [day.why for day in reading.days if day.date == date(2026, 3, 6)] == ["计时停止期间"]


def test_f10_stopped_and_started_on_one_day_loses_no_day() -> None:
    five = ClockTerms(TimeLimit.parse("5wd"))
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    events = [Started(START), Stopped(at), Started(at + timedelta(minutes=5))]
    reading = replay(events, five, CALENDAR, at=at + timedelta(hours=1))
    assert (reading.used, reading.due_date) == (2, date(2026, 3, 9))


def test_f11_a_day_is_not_over_after_a_minute() -> None:
    """opencps #1178: "waiting one day" fired after one minute."""
    one = ClockTerms(TimeLimit.parse("1wd"))
    minute_later = replay([Started(START)], one, CALENDAR, at=START + timedelta(minutes=1))
    assert not minute_later.overdue
    assert minute_later.due_at - START == timedelta(hours=38)


@pytest.mark.parametrize("written", ["20", "20 days", "wd", "-1wd", "1.5wd", "20WD", ""])
def test_f11_a_limit_without_a_known_unit_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="20wd"):
        TimeLimit.parse(written)


def test_f12_four_corrections_expire_nothing() -> None:
    """opencps #1254: repeated corrections marked the case expired. Each round begins its five days with its papers."""
    notice = limit_in_force("licensing.correction_notice", on=date(2026, 3, 2)).limit
    received = START
    for _round in range(4):
        due = due_moment(received, notice, CALENDAR)
        handed_in = received + timedelta(days=30)
        assert due_moment(handed_in, notice, CALENDAR) > due > received
        received = handed_in


def test_f14_the_limit_is_that_of_the_day_of_filing() -> None:
    """bk-itsm: the limit was read from today's row."""
    filed = limit_in_force("disclosure.answer", on=date(2019, 5, 14))
    later = limit_in_force("disclosure.answer", on=date(2019, 5, 15))
    assert (str(filed.limit), str(later.limit)) == ("15wd", "20wd")
    assert filed.citation != later.citation


def test_f23_every_limit_arms_a_clock_that_ends() -> None:
    """OpenRegister #3350: the clock was built and never armed."""
    for versions in all_limits().values():
        for legal in versions:
            start = datetime.combine(max(legal.in_force_from, date(2024, 1, 2)), datetime.min.time(), UTC)
            if legal.limit.unit.value == "y" or legal.backwards:
                continue
            reading = replay([Started(start)], legal.terms(), CALENDAR, at=start)
            assert reading.due_at >= start


@pytest.mark.parametrize("written", ["20wd", "60nd", "6mo", "2y", "24h", "30min", "0wd"])
def test_f23_what_is_written_is_read_back(written: str) -> None:
    """OpenRegister #3970: hours typed and dropped with a success message."""
    assert str(TimeLimit.parse(written)) == written
    assert str(TimeLimit.parse(f" {written} ")) == written


def test_f24_each_limit_cites_its_own_law() -> None:
    """righttoknow #883: the overdue page gave wrong legal advice."""
    expected = {
        "licensing.decision": "行政许可法第四十二条第一款",
        "licensing.joint_decision": "行政许可法第四十二条第二款",
        "disclosure.answer": "政府信息公开条例第三十三条第二款",
        "penalty.decide": "行政处罚法第六十条",
        "reconsideration.apply": "行政复议法第二十条",
        "litigation.apply": "行政诉讼法第四十六条",
    }
    for name, citation in expected.items():
        assert limit_in_force(name, on=date(2026, 3, 2)).citation == citation


def test_f26_every_level_of_every_set_fires_on_its_own_example() -> None:
    """OpenRegister on an app: enabled, never fired."""
    for rules in all_thresholds():
        due, statutory = START + timedelta(days=10), START + timedelta(days=20)
        moments = alert_moments(due, statutory, TimeLimit.parse("7wd"), CALENDAR, rules)
        assert moments.warn_at
        assert START < moments.warn_at < moments.yellow_at < moments.red_at
        for watched in rules.watched:
            found = watched_moments(rules, watched.object, START, TimeLimit.parse("5wd"), CALENDAR)
            assert any((found.warn_at, found.yellow_at, found.red_at))


class TestRefusedCredits:
    """T10 and T11 of the supervision rules: what the law does not give is not given, and is named."""

    @pytest.mark.parametrize("notice", [None, "", "  "])
    def test_no_written_notice(self, notice: str | None) -> None:
        events = [
            Suspended(START + timedelta(days=1), SpecialProcedure.HEARING, notice),
            Resumed(START + timedelta(days=5)),
        ]
        reading = replay([Started(START), *events], DECISION, CALENDAR, at=START + timedelta(days=6))
        assert reading.due_date == date(2026, 3, 30)
        assert [(one.event, one.citation) for one in reading.refused] == [(events[0], "行政许可法第四十五条")]

    def test_an_open_suspension_without_notice_leaves_the_clock_running(self) -> None:
        events = [Started(START), Suspended(START + timedelta(days=1), SpecialProcedure.HEARING, None)]
        assert replay(events, DECISION, CALENDAR, at=START + timedelta(days=6)).state is ClockState.RUNNING

    def test_a_suspension_after_the_limit(self) -> None:
        late = datetime(2026, 3, 30, 16, tzinfo=UTC)  # 24:00 of the last day
        for at, due, refused in (
            (late - timedelta(seconds=1), date(2026, 4, 9), 0),
            (late, date(2026, 3, 30), 1),
        ):
            events = [
                Started(START),
                Suspended(at, SpecialProcedure.TESTING, NOTICE),
                Resumed(late + timedelta(days=7)),
            ]
            reading = replay(events, DECISION, CALENDAR, at=late + timedelta(days=8))
            assert len(reading.refused) == refused
            assert (reading.due_date > date(2026, 3, 30)) == (not refused), due

    def test_a_suspension_of_a_stopped_clock(self) -> None:
        events = [
            Started(START),
            Stopped(START),
            Suspended(START + timedelta(days=1), SpecialProcedure.TESTING, NOTICE),
        ]
        reading = replay(events, DECISION, CALENDAR, at=START + timedelta(days=6))
        assert [one.why for one in reading.refused] == ["期限已届满"]
        assert reading.state is ClockState.STOPPED

    def test_a_procedure_that_this_law_does_not_leave_out(self) -> None:
        asking = Suspended(START + timedelta(days=1), Consultation.THIRD_PARTY, NOTICE)
        licence = replay([Started(START), asking], DECISION, CALENDAR, at=START + timedelta(days=2))
        assert [one.why for one in licence.refused] == ["征求第三方意见的时间依本法应计入期限"]
        answer = limit_in_force("disclosure.answer", on=date(2026, 3, 2)).terms()
        disclosure = replay([Started(START), asking], answer, CALENDAR, at=START + timedelta(days=2))
        assert disclosure.refused == ()
        assert disclosure.state is ClockState.SUSPENDED

    def test_an_end_without_a_beginning(self) -> None:
        reading = replay(
            [Started(START), Resumed(START + timedelta(days=1))],
            DECISION,
            CALENDAR,
            at=START + timedelta(days=2),
        )
        assert [(one.event, one.why, one.citation) for one in reading.refused] == [
            (Resumed(START + timedelta(days=1)), "没有正在进行的特别程序", "行政许可法第四十五条")
        ]

    def test_an_end_after_the_stop_is_no_claim(self) -> None:
        events = [
            Started(START),
            Suspended(START + timedelta(days=1), SpecialProcedure.TESTING, NOTICE),
            Stopped(START + timedelta(days=2)),
            Resumed(START + timedelta(days=9)),
        ]
        reading = replay(events, DECISION, CALENDAR, at=START + timedelta(days=20))
        assert reading.refused == ()
        assert reading.due_date == date(2026, 4, 1)

    @pytest.mark.parametrize(
        ("by", "approver", "day", "reason", "why"),
        [
            ("10wd", Approver.GOVERNMENT_HEAD, 10, "案情复杂", "延长须经本行政机关负责人批准"),
            ("11wd", Approver.AGENCY_HEAD, 10, "案情复杂", "最多可以延长10个工作日"),
            ("0wd", Approver.AGENCY_HEAD, 10, "案情复杂", "最多可以延长10个工作日"),
            ("10nd", Approver.AGENCY_HEAD, 10, "案情复杂", "最多可以延长10个工作日"),
            ("10wd", Approver.AGENCY_HEAD, 29, "案情复杂", "期限届满后不得再延长"),
            ("10wd", Approver.AGENCY_HEAD, 10, " ", "未说明延长期限的理由"),
        ],
    )
    def test_an_extension_that_the_law_does_not_give(
        self, by: str, approver: Approver, day: int, reason: str, why: str
    ) -> None:
        event = Extended(START + timedelta(days=day), TimeLimit.parse(by), approver, reason)
        reading = replay([Started(START), event], DECISION, CALENDAR, at=START + timedelta(days=30))
        assert [(one.event, one.why) for one in reading.refused] == [(event, why)]
        assert reading.due_date == date(2026, 3, 30)
        assert reading.refused[0].citation == "行政许可法第四十二条第一款"
        assert english_of(reading.refused[0].why).isascii()

    def test_every_refusal_speaks_both_languages(self) -> None:
        events = [
            Started(START),
            Restarted(START, "补正"),
            Resumed(START),
            Suspended(START, Consultation.THIRD_PARTY, NOTICE),
            Suspended(START, SpecialProcedure.TESTING, None),
            Extended(START, TimeLimit.parse("10wd"), Approver.AGENCY_HEAD, ""),
            Stopped(START),
            Suspended(START + timedelta(days=1), SpecialProcedure.TESTING, NOTICE),
            Extended(START + timedelta(days=1), TimeLimit.parse("10wd"), Approver.AGENCY_HEAD, "迟"),
        ]
        reading = replay(events, DECISION, CALENDAR, at=START + timedelta(days=2))
        assert {id(one.event) for one in reading.refused} <= {id(event) for event in events}
        assert len(reading.refused) == 6
        for one in reading.refused:
            assert english_of(one.why).isascii()
            assert english_of(one.citation).isascii()

    def test_a_second_extension(self) -> None:
        first = Extended(START + timedelta(days=1), TimeLimit.parse("5wd"), Approver.AGENCY_HEAD, "案情复杂")
        second = Extended(START + timedelta(days=2), TimeLimit.parse("5wd"), Approver.AGENCY_HEAD, "案情复杂")
        reading = replay([Started(START), first, second], DECISION, CALENDAR, at=START + timedelta(days=3))
        assert [(one.event, one.why) for one in reading.refused] == [(second, "只能延长一次")]
        assert reading.due_date == date(2026, 4, 7)

    def test_a_limit_that_cannot_be_extended(self) -> None:
        event = Extended(START + timedelta(days=1), TimeLimit.parse("5wd"), Approver.AGENCY_HEAD, "案情复杂")
        delivery = limit_in_force("licensing.delivery", on=date(2026, 3, 2)).terms()
        reading = replay([Started(START), event], delivery, CALENDAR, at=START + timedelta(days=3))
        assert [one.why for one in reading.refused] == ["本时限依法不得延长"]


def test_an_explanation_names_the_notice_of_each_moved_day() -> None:
    start = datetime(2026, 2, 13, 2, tzinfo=UTC)
    reading = replay([Started(start)], DECISION, CALENDAR, at=start)
    said = {day.date: (day.counted, day.why) for day in reading.days}
    assert said[date(2026, 2, 14)] == (True, "调休上班")
    assert said[date(2026, 2, 16)] == (False, "春节放假")
    notices = {day.citation for day in reading.days if day.why in ("调休上班", "春节放假")}
    assert notices == {"国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"}


class TestNaturalDays:
    def test_the_last_day_rolls_and_says_so(self) -> None:
        petition = limit_in_force("petition.finish", on=date(2026, 8, 2)).terms()
        start = datetime(2026, 8, 2, 2, tzinfo=UTC)
        reading = replay([Started(start)], petition, CALENDAR, at=start)
        assert reading.due_date == date(2026, 10, 8)
        assert [(day.date.day, day.why) for day in reading.days if day.date > date(2026, 10, 1)] == [
            (n, "期限末日为休息日，顺延") for n in range(2, 9)
        ]
        assert sum(day.counted for day in reading.days) == 60

    def test_a_limit_that_does_not_roll(self) -> None:
        sealing = limit_in_force("coercion.seal_or_seize", on=date(2026, 9, 1)).terms()
        start = datetime(2026, 9, 1, 2, tzinfo=UTC)
        assert replay([Started(start)], sealing, CALENDAR, at=start).due_date == date(2026, 10, 1)
        hours = ClockTerms(TimeLimit.parse("24h"), rolls=False)
        friday = datetime(2026, 3, 6, 2, tzinfo=UTC)
        assert replay([Started(friday)], hours, CALENDAR, at=friday).due_at == friday + timedelta(hours=24)

    def test_a_pause_leaves_out_exactly_its_days(self) -> None:
        events = [
            Started(START),
            Suspended(START + timedelta(days=4), SpecialProcedure.TESTING, NOTICE),
            Resumed(START + timedelta(days=6)),
        ]
        reading = replay(events, ClockTerms(TimeLimit.parse("10nd")), CALENDAR, at=START + timedelta(days=8))
        assert (reading.used, reading.due_date) == (5, date(2026, 3, 16))
        assert [day.date.day for day in reading.days if day.counted] == [3, 4, 5, 9, 10, 11, 12, 13, 14, 15]

    def test_pauses_and_months_are_counted_in_days(self) -> None:
        terms = ClockTerms(
            TimeLimit.parse("2mo"), extension=TimeLimit.parse("1mo"), extension_approver=Approver.AGENCY_HEAD
        )
        events = [
            Started(START),
            Suspended(START + timedelta(days=1), SpecialProcedure.TESTING, NOTICE),
            Resumed(START + timedelta(days=3)),
        ]
        paused = replay(events, terms, CALENDAR, at=START + timedelta(days=9))
        assert (paused.due_date, paused.used, paused.left) == (date(2026, 5, 6), 6, 55)
        longer = Extended(START + timedelta(days=9), TimeLimit.parse("1mo"), Approver.AGENCY_HEAD, "案情复杂")
        extended = replay([*events, longer], terms, CALENDAR, at=START + timedelta(days=9))
        assert (extended.due_date, extended.left) == (date(2026, 6, 5), 86)


def test_an_unannounced_year_is_refused_by_a_clock_and_marked_when_provisional() -> None:
    start = datetime(2026, 12, 15, 2, tzinfo=UTC)
    with pytest.raises(UnannouncedYear):
        replay([Started(start)], DECISION, CALENDAR, at=start)
    guessed = replay([Started(start)], DECISION, CALENDAR.provisional(), at=start)
    assert guessed.provisional
    firm = replay([Started(START)], DECISION, CALENDAR.provisional(), at=START)
    assert not firm.provisional


def test_old_thresholds_can_still_be_named() -> None:
    for rules in all_thresholds():
        assert thresholds_of_version(rules.version) is rules
    with pytest.raises(LookupError):
        thresholds_of_version("never")


def test_the_examples_say_what_they_are_about() -> None:
    assert all(case["title"] for name in ("last_days", "clocks") for case in examples(name)["case"])
