"""The words of the search, without a database."""

from cast import definition
from yangguang.platforms.power_library.search_terms import (
    index_of,
    initials_of,
    plain,
    question_of,
    sound_of,
    stem,
)


def terms_of(typed: str) -> set[str]:
    return {term.text for term in question_of(typed).terms}


def test_an_item_is_found_by_name_alias_word_pinyin_and_initials() -> None:
    vector = index_of(definition("food_business"), ["市场监督管理"]).vector
    lexemes = {part.split(":")[0].strip("'") for part in vector.split()}
    assert {
        "食品经营许可",
        "开饭店",
        "食品",
        "shipinjingyingxuke",
        "kaifandian",
        "spjyxk",
        "监督管理",
    } <= lexemes


def test_names_weigh_more_than_conditions() -> None:
    weights = dict(part.strip().split(":1") for part in index_of(definition("food_business")).vector.split())
    assert weights["'开饭店'"] == "A"
    assert weights["'营业执照'"] == "C"


def test_full_width_letters_and_capitals_are_folded() -> None:
    assert plain(" ＤＩＢＡＯ ") == "dibao"


def test_readings_follow_the_word_and_letters_stay() -> None:
    assert sound_of("重庆银行") == "chongqingyinhang"
    assert initials_of("最低生活保障") == "zdshbz"
    assert sound_of("办ktv") == "banktv"


def test_chatter_is_dropped_but_a_query_of_chatter_stays_a_query() -> None:
    assert "低保" in terms_of("我想申请低保需要什么材料")
    assert not terms_of("我想申请低保需要什么材料") & {"申请", "需要", "材料"}
    assert "怎么办理" in terms_of("怎么办理")


def test_everyday_words_bring_their_relatives() -> None:
    assert {"餐馆", "餐饮"} <= terms_of("开饭店")


def test_latin_words_are_sought_alone_joined_and_as_beginnings() -> None:
    question = question_of("di bao")
    assert ("dibao", False) in {(term.text, term.prefix) for term in question.terms}
    assert ("dibao", True) in {(term.text, term.prefix) for term in question.terms}


def test_quotes_and_operators_never_reach_the_query_language() -> None:
    for term in question_of("' | !a:* & \\ <-> 饭店'; drop table").terms:
        assert term.text.replace("_", "").isalnum()


def test_a_pasted_page_is_cut() -> None:
    assert len(question_of("办理食品经营许可证明文件" * 200).terms) <= 60


def test_an_empty_query_has_no_terms() -> None:
    assert question_of("  ").terms == ()
    assert question_of("。,!?").terms == ()


def test_english_plurals_are_folded() -> None:
    assert [stem(word) for word in ("restaurants", "companies", "business", "gas")] == [
        "restaurant",
        "company",
        "business",
        "gas",
    ]
