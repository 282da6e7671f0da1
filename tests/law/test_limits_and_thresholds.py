"""Dated limits with their citations; thresholds; the words in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from yangguang.law.citations import Citation, instruments, parse_citation
from yangguang.law.clock_events import Approver, Consultation, SpecialProcedure
from yangguang.law.clocks import Started, replay
from yangguang.law.limits import UnknownLimit, all_limits, limit_in_force
from yangguang.law.phrases import Phrase, chinese_number, english_of
from yangguang.law.sources import UnreadableLaw, load_text
from yangguang.law.thresholds import Thresholds, alert_moments, thresholds_in_force
from yangguang.law.time_limits import (
    TimeLimit,
    Unit,
    calendar_due_date,
    due_date,
    due_moment,
    end_of_day,
    last_day_before,
    moment_before,
    shanghai_date,
    start_of_day,
)
from yangguang.law.working_days import announced_calendar

TODAY = date(2026, 3, 2)
CALENDAR = announced_calendar()


class TestLimits:
    @pytest.mark.parametrize(
        ("name", "limit", "extension", "approver"),
        [
            ("licensing.correction_notice", "5wd", None, None),
            ("licensing.decision", "20wd", "10wd", Approver.AGENCY_HEAD),
            ("licensing.joint_decision", "45wd", "15wd", Approver.GOVERNMENT_HEAD),
            ("licensing.lower_review", "20wd", None, None),
            ("licensing.delivery", "10wd", None, None),
            ("licensing.commitment_check", "60wd", None, None),
            ("licensing.inspection_assignment", "5wd", None, None),
            ("licensing.hearing_request", "5wd", None, None),
            ("licensing.hearing_organisation", "20wd", None, None),
            ("licensing.hearing_notice", "7wd", None, None),
            ("licensing.renewal_request", "30nd", None, None),
            ("disclosure.proactive", "20wd", None, None),
            ("disclosure.answer", "20wd", "20wd", Approver.DISCLOSURE_HEAD),
            ("disclosure.clarification", "7wd", None, None),
            ("disclosure.third_party", "15wd", None, None),
            ("disclosure.other_agency", "15wd", None, None),
            ("petition.notice", "15nd", None, None),
            ("petition.objection", "5wd", None, None),
            ("petition.finish", "60nd", "30nd", Approver.AGENCY_HEAD),
            ("petition.review", "30nd", None, None),
            ("petition.re_review", "30nd", None, None),
            ("hotline.handle", "5wd", "5wd", Approver.UNIT_HEAD),
            ("hotline_anyang.return", "24h", None, None),
            ("reconsideration.apply", "60nd", None, None),
            ("reconsideration.decide", "60nd", "30nd", Approver.AGENCY_HEAD),
            ("reconsideration.decide_simple", "30nd", None, None),
            ("litigation.apply", "6mo", None, None),
            ("penalty.decide", "90nd", None, None),
            ("penalty.prescription_serious", "5y", None, None),
            ("coercion.seal_or_seize", "30nd", "30nd", Approver.AGENCY_HEAD),
            ("coercion.apply_to_court", "3mo", None, None),
            ("publicity.licence_or_penalty", "7wd", None, None),
        ],
    )
    def test_values_of_the_statutes(
        self, name: str, limit: str, extension: str | None, approver: Approver | None
    ) -> None:
        legal = limit_in_force(name, on=TODAY)
        assert str(legal.limit) == limit
        assert (str(legal.extension) if legal.extension else None) == extension
        assert legal.extension_approver == approver

    def test_only_disclosure_begins_anew(self) -> None:
        anew = {name for name, versions in all_limits().items() if any(one.restarts for one in versions)}
        assert anew == {"disclosure.answer"}

    def test_the_eight_procedures_belong_to_the_decision(self) -> None:
        assert limit_in_force("licensing.decision", on=TODAY).pauses == set(SpecialProcedure)
        assert len(SpecialProcedure) == 8
        assert limit_in_force("licensing.correction_notice", on=TODAY).pauses == set()
        assert limit_in_force("disclosure.answer", on=TODAY).pauses == set(Consultation)

    def test_a_changed_value_keeps_both_each_from_its_day(self) -> None:
        assert str(limit_in_force("petition.finish", on=date(2022, 4, 30)).citation) == "信访条例第三十三条"
        assert (
            str(limit_in_force("petition.finish", on=date(2022, 5, 1)).citation) == "信访工作条例第三十四条"
        )

    def test_a_limit_before_its_law_or_of_no_law_is_refused(self) -> None:
        with pytest.raises(UnknownLimit, match="2003"):
            limit_in_force("licensing.decision", on=date(2003, 1, 1))
        with pytest.raises(UnknownLimit, match=r"licensing\.decision"):
            limit_in_force("licensing.decisions", on=TODAY)

    def test_every_limit_cites_an_instrument_in_force_then(self) -> None:
        for name, versions in all_limits().items():
            for legal in versions:
                shorts = [one for one in instruments().values() if legal.citation.startswith(one.short)]
                assert any(one.in_force(legal.in_force_from) for one in shorts), name

    def test_every_limit_speaks_both_languages(self) -> None:
        for versions in all_limits().values():
            for legal in versions:
                assert english_of(legal.name).isascii()
                assert english_of(legal.citation).isascii()
                assert legal.name.english != legal.name


class TestCitations:
    @pytest.mark.parametrize(
        ("written", "chinese", "english"),
        [
            ("licensing_law 42-1", "行政许可法第四十二条第一款", "Administrative Licensing Law, art. 42(1)"),
            (
                "licensing_law 32-1-4",
                "行政许可法第三十二条第一款第（四）项",
                "Administrative Licensing Law, art. 32(1)(4)",
            ),
            ("licensing_law 45", "行政许可法第四十五条", "Administrative Licensing Law, art. 45"),
            ("licensing_law", "行政许可法", "Administrative Licensing Law"),
            ("civil_code 203-1", "民法典第二百零三条第一款", "Civil Code, art. 203(1)"),
        ],
    )
    def test_in_both_languages(self, written: str, chinese: str, english: str) -> None:
        citation = parse_citation(written)
        assert str(citation) == chinese
        assert citation.in_words() == chinese
        assert citation.in_words().english == english

    def test_an_unknown_instrument_is_refused(self) -> None:
        with pytest.raises(UnreadableLaw, match="no_such_law"):
            parse_citation("no_such_law 1")
        with pytest.raises(KeyError):
            str(Citation("no_such_law", "1"))

    def test_in_force_ends_before_its_last_day(self) -> None:
        old = instruments()["petition_regulation_2005"]
        assert old.in_force(date(2022, 4, 30))
        assert not old.in_force(date(2022, 5, 1))
        assert not old.in_force(date(2005, 4, 30))

    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (45, "四十五"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (203, "二百零三"),
            (999, "九百九十九"),
        ],
    )
    def test_chinese_numbers(self, number: int, text: str) -> None:
        assert chinese_number(number) == text

    def test_a_missing_text_is_named(self) -> None:
        with pytest.raises(UnreadableLaw, match=r"nothing\.toml"):
            load_text("nothing.toml")


class TestTimeLimits:
    @pytest.mark.parametrize(
        ("start", "limit", "last"),
        [
            (date(2026, 8, 31), "1mo", date(2026, 9, 30)),
            (date(2026, 1, 31), "1mo", date(2026, 2, 28)),
            (date(2024, 1, 31), "1mo", date(2024, 2, 29)),
            (date(2026, 11, 30), "1mo", date(2026, 12, 30)),
            (date(2026, 12, 15), "1mo", date(2027, 1, 15)),
            (date(2026, 12, 31), "2mo", date(2027, 2, 28)),
            (date(2024, 2, 29), "1y", date(2025, 2, 28)),
            (date(2026, 3, 2), "5y", date(2031, 3, 2)),
            (date(2026, 3, 2), "10nd", date(2026, 3, 12)),
        ],
    )
    def test_by_the_calendar_alone(self, start: date, limit: str, last: date) -> None:
        assert calendar_due_date(start, TimeLimit.parse(limit)) == last

    def test_working_days_need_a_calendar(self) -> None:
        with pytest.raises(ValueError, match="20wd"):
            calendar_due_date(TODAY, TimeLimit.parse("20wd"))

    def test_a_limit_may_not_roll(self) -> None:
        sixty = TimeLimit.parse("60nd")
        assert due_date(date(2026, 8, 2), sixty, CALENDAR, rolls=False) == date(2026, 10, 1)
        saturday = datetime(2026, 8, 2, 2, tzinfo=UTC)
        assert due_moment(saturday, sixty, CALENDAR, rolls=False) == end_of_day(date(2026, 10, 1))
        assert due_moment(saturday, sixty, CALENDAR) == end_of_day(date(2026, 10, 8))
        hours = TimeLimit.parse("24h")
        friday = datetime(2026, 3, 6, 2, tzinfo=UTC)
        assert due_moment(friday, hours, CALENDAR, rolls=False) == friday + timedelta(hours=24)
        assert due_moment(friday, hours, CALENDAR) == friday + timedelta(hours=72)
        assert due_moment(friday, TimeLimit.parse("30min"), CALENDAR) == friday + timedelta(minutes=30)

    def test_words(self) -> None:
        words = {
            written: TimeLimit.parse(written).in_words() for written in ("20wd", "1wd", "0wd", "6mo", "24h")
        }
        assert words == {
            "20wd": "20个工作日",
            "1wd": "1个工作日",
            "0wd": "当场",
            "6mo": "6个月",
            "24h": "24小时",
        }
        assert [word.english for word in words.values()] == [
            "20 working days", "1 working day", "on the spot", "6 months", "24 hours",
        ]  # fmt: skip

    def test_an_older_spelling_of_months_is_read(self) -> None:
        assert TimeLimit.parse("6m") == TimeLimit(6, Unit.MONTH)
        assert str(TimeLimit.parse("6m")) == "6mo"

    def test_adding_limits(self) -> None:
        assert TimeLimit.parse("20wd") + TimeLimit.parse("10wd") == TimeLimit.parse("30wd")
        with pytest.raises(ValueError, match="different units"):
            TimeLimit.parse("20wd") + TimeLimit.parse("10nd")

    def test_a_negative_limit_is_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            TimeLimit(-1, Unit.WORKING_DAY)

    def test_days_of_shanghai(self) -> None:
        assert shanghai_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
        assert shanghai_date(datetime(2026, 3, 1, 16, tzinfo=UTC)) == date(2026, 3, 2)
        assert (
            end_of_day(date(2026, 3, 1))
            == start_of_day(date(2026, 3, 2))
            == datetime(2026, 3, 1, 16, tzinfo=UTC)
        )
        assert last_day_before(end_of_day(TODAY)) == TODAY
        with pytest.raises(ValueError, match="time zone"):
            shanghai_date(datetime(2026, 3, 2))  # noqa: DTZ001 - the naive moment is the point


class TestThresholds:
    @pytest.fixture
    def rules(self) -> Thresholds:
        return thresholds_in_force(TODAY)

    @pytest.mark.parametrize(
        ("promised", "warn_on"),
        [
            ("0wd", None),
            ("1wd", None),
            ("2wd", date(2026, 3, 3)),
            ("3wd", date(2026, 3, 3)),
            ("5wd", date(2026, 3, 5)),
            ("7wd", date(2026, 3, 9)),
            ("10nd", date(2026, 3, 10)),
            ("1mo", date(2026, 3, 31)),
            ("4h", None),
        ],
    )
    def test_warning_two_working_days_before_the_promise(
        self, promised: str, warn_on: date | None, rules: Thresholds
    ) -> None:
        start, limit = start_of_day(TODAY), TimeLimit.parse(promised)
        due = due_moment(start, limit, CALENDAR)
        statutory = due_moment(start, TimeLimit.parse("20wd"), CALENDAR)
        moments = alert_moments(due, statutory, limit, CALENDAR, rules)
        assert moments.warn_at == (end_of_day(warn_on) if warn_on else None)
        assert (moments.yellow_at, moments.red_at) == (due, statutory)

    def test_the_level_holds_from_its_moment_on(self, rules: Thresholds) -> None:
        start, limit = start_of_day(TODAY), TimeLimit.parse("7wd")
        terms = limit_in_force("licensing.delivery", on=TODAY).terms()
        reading = replay([Started(start)], terms, CALENDAR, at=start)
        moments = alert_moments(reading.due_at, reading.due_at, limit, CALENDAR, rules)
        assert replay([Started(start)], terms, CALENDAR, at=moments.yellow_at).overdue
        assert not replay(
            [Started(start)], terms, CALENDAR, at=moments.yellow_at - timedelta(microseconds=1)
        ).overdue

    def test_moment_before_a_day_or_a_moment(self) -> None:
        thursday = date(2026, 3, 19)
        assert moment_before(thursday, 2, CALENDAR) == end_of_day(date(2026, 3, 17))
        assert moment_before(end_of_day(thursday), 2, CALENDAR) == end_of_day(date(2026, 3, 17))
        assert moment_before(thursday, 0, CALENDAR) == end_of_day(thursday)

    def test_warning_of_a_promise_that_ends_on_a_day_off(self, rules: Thresholds) -> None:
        saturday = end_of_day(date(2026, 3, 14))
        moments = alert_moments(saturday, saturday, TimeLimit.parse("12nd"), CALENDAR, rules)
        assert moments.warn_at == end_of_day(date(2026, 3, 12))

    def test_the_set_of_the_house(self, rules: Thresholds) -> None:
        assert str(rules.answer_within) == "30wd"
        assert (rules.id, rules.version, rules.citation) == ("default", "default-1", "平台缺省监察规则")
        assert (rules.yellow, rules.red, rules.watched) == ("promised", "statutory", ())

    def test_a_set_holds_from_its_first_day(self) -> None:
        assert thresholds_in_force(date(2018, 10, 1), "hunan").version == "hunan-2018"
        assert thresholds_in_force(date(2004, 7, 1)).version == "default-1"

    def test_what_the_hunan_set_watches(self) -> None:
        watched = thresholds_in_force(TODAY, "hunan").watched
        assert [(one.object, one.name) for one in watched] == [
            ("special_procedure", "特别程序"),
            ("online_pre_acceptance", "网上预受理"),
            ("electronic_licence", "电子证照"),
            ("enquiry", "咨询"),
            ("complaint", "投诉"),
        ]

    def test_a_set_not_yet_in_force_is_refused(self) -> None:
        with pytest.raises(LookupError, match="hunan"):
            thresholds_in_force(date(2018, 9, 30), "hunan")


class TestPhrases:
    def test_a_phrase_is_its_chinese(self) -> None:
        phrase = Phrase("听证", "hearing")
        assert phrase == "听证"
        assert f"{phrase}" == "听证"
        assert english_of(phrase) == "hearing"
        assert english_of("听证") == "听证"

    def test_it_survives_copying(self) -> None:
        import copy
        import pickle

        for again in (
            copy.deepcopy(Phrase("听证", "hearing")),
            pickle.loads(pickle.dumps(Phrase("听证", "hearing"))),
        ):
            assert (again, again.english) == ("听证", "hearing")
