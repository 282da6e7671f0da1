"""Moments, days, amounts and urgency as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from yangguang.foundations.web import wording
from yangguang.foundations.web.urgency import left_text, urgency

LATE_EVENING = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai, the next day


def test_moments_are_those_of_the_wall_clock_in_hubei() -> None:
    assert wording.moment_text(LATE_EVENING) == "2026年3月3日 00:30"
    assert wording.moment_day_text(LATE_EVENING) == "2026年3月3日"


def test_english_readers_get_english_days() -> None:
    with translation.override("en"):
        assert wording.moment_text(LATE_EVENING) == "3 March 2026 00:30"
        assert wording.month_text(date(2026, 3, 1)) == "March 2026"


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "¥0.00"), (5, "¥0.05"), (123456789, "¥1,234,567.89"), (-250, "-¥2.50")]
)
def test_money_is_whole_cents(cents: int, text: str) -> None:
    assert wording.yuan_text(cents) == text


@pytest.mark.parametrize(
    ("left", "state", "past_statutory", "word"),
    [
        (9, "running", False, "正常"),
        (3, "running", False, "正常"),
        (2, "running", False, "即将到期"),
        (0, "running", False, "即将到期"),
        (-1, "running", False, "已超期"),
        (-1, "running", True, "严重超期"),
        (-1, "suspended", False, "已超期"),  # a suspension does not undo what is late
        (5, "suspended", False, "计时中止"),
        (None, "running", False, "正常"),
        (4, "stopped", False, "按时办结"),
        (-4, "stopped", False, "逾期办结"),
        (-4, "stopped", True, "逾期办结"),
    ],
)
def test_one_word_says_how_urgent(left: int | None, state: str, past_statutory: bool, word: str) -> None:
    assert urgency(left, state=state, past_statutory=past_statutory).word == word


def test_what_is_left_in_words() -> None:
    assert [left_text(n) for n in (5, 0, -3, None)] == ["还剩 5 个工作日", "今天到期", "超过 3 个工作日", ""]
    assert left_text(5, state="stopped") == ""


def test_english_names_are_shown_where_there_are_any() -> None:
    class Place:
        name, name_en = "武汉市", "Wuhan"

    class Window:
        name, name_en = "3 号窗口", ""

    with translation.override("en"):
        assert (wording.in_language(Place()), wording.in_language(Window())) == ("Wuhan", "3 号窗口")
    assert wording.in_language(Place()) == "武汉市"


def test_office_hours_are_said_in_either_language() -> None:
    usual = "周一至周五 8:30–12:00、14:00–17:30，法定节假日除外"
    assert wording.office_hours_text(usual) == usual
    with translation.override("en"):
        assert wording.office_hours_text(usual).startswith("Monday to Friday 8:30–12:00")
        assert wording.office_hours_text("每周三上午") == "每周三上午"


def test_chinese_in_english_text_is_set_apart() -> None:
    assert wording.chinese_apart("State Council notice 国办发明电〔2025〕7号, art. 3") == [
        ("State Council notice ", False),
        ("国办发明电〔2025〕7号", True),
        (", art. 3", False),
    ]
    assert wording.chinese_apart("no Chinese <b>") == [("no Chinese <b>", False)]


def test_what_people_wrote_is_marked_on_english_pages_only() -> None:
    draw = Template("{{ name|as_written }}").render
    assert draw(Context({"name": "张敏"})) == "张敏"
    with translation.override("en"):
        assert draw(Context({"name": "<张敏>"})) == '&lt;<span lang="zh">张敏</span>&gt;'
