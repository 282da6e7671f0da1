"""The words of the search: what an item is found by, and what a person who types is looking for. No database here.

An item is indexed under whole names, words, pairs of characters, pinyin and initials, each with the weight of the place
where it stands (A name and aliases, B summary, C the rest, D single characters). A query becomes terms of the same kinds
with a boost each; `search` adds them up, rare terms counting more.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import rjieba
from pypinyin import Style, lazy_pinyin

from .item_definitions import ItemDefinition

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
LATIN = re.compile(r"[a-z0-9]+")
MOST_TERMS = 60  # of a query; nobody types more, and whoever pastes a page gets its beginning
LONGEST_QUERY = 60  # characters


@dataclass(frozen=True, slots=True)
class Index:
    """``vector`` is the text of a tsvector; ``text`` is what trigrams are taken from (pinyin and English)."""

    vector: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """One lexeme to look for; ``prefix``: also longer ones that begin with it."""

    text: str
    boost: float
    prefix: bool = False

    @property
    def tsquery(self) -> str:
        return f"'{self.text}'" + (":*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed. ``sound``, its pinyin or its Latin words, is what the search that forgives typos compares."""

    terms: tuple[Term, ...]
    sound: str


def plain(text: str) -> str:
    """Full-width and capital letters folded, ends stripped: 「ＤＩ Bao」 → 「di bao」."""
    return unicodedata.normalize("NFKC", text).lower().strip()


# ── what an item is found by ─────────────────────────────────────────────────────────────


def index_of(definition: ItemDefinition, surroundings: Iterable[str] = ()) -> Index:
    """``surroundings``: names of its department and themes, in both languages."""
    weights: dict[str, str] = {}
    for weight, terms in _weighted_terms(definition, surroundings):
        for term in terms:
            if weight < weights.get(term, "Z"):
                weights[term] = weight
    vector = " ".join(f"'{term}':1{weight}" for term, weight in sorted(weights.items()))
    names = (definition.name, *definition.aliases)
    sounds = [sound_of(plain(name)) for name in names]
    return Index(vector, " ".join([*sounds, plain(definition.name_en)]))


def _weighted_terms(item: ItemDefinition, surroundings: Iterable[str]) -> Iterator[tuple[str, Iterable[str]]]:
    names = [plain(name) for name in (item.name, *item.aliases)]
    yield "A", (whole(name) for name in names)
    yield "A", (sound_of(name) for name in names)
    yield "A", (initials_of(name) for name in names if len(name) > 1)
    for name in (*names, plain(item.name_en)):
        yield "A", _words(name)
        yield "B", _pairs_of(name)
        yield "B", _sounds_of_words(name)
        yield "D", (character for run in CHINESE.findall(name) for character in run)
    for text in (item.summary, item.summary_en, item.result.name, item.result.name_en, *surroundings):
        yield "B", _words(plain(text))
        yield "C", _pairs_of(plain(text))
    for text in _details(item):
        yield "C", _words(plain(text))


def _details(item: ItemDefinition) -> Iterator[str]:
    yield from item.conditions
    for material in item.materials:
        yield material.name
        yield material.name_en
    for question in item.faq:
        yield question.question
        yield question.question_en
    for basis in item.legal_basis:
        yield basis.instrument


def whole(text: str) -> str:
    """The text as one lexeme: letters, digits and characters only."""
    return "".join(part for part in re.findall(r"\w+", text) if part)


def sound_of(text: str) -> str:
    """Pinyin without tones and spaces; Latin letters stay: 「最低生活保障」 → 「zuidishenghuobaozhang」."""
    return whole("".join(lazy_pinyin(text, errors=lambda rest: rest)))


def initials_of(text: str) -> str:
    return whole("".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: rest[:1])))


def _words(text: str) -> Iterator[str]:
    for run in CHINESE.findall(text):
        yield from (word for word in rjieba.cut_for_search(run) if len(word) > 1)
    yield from (stem(word) for word in LATIN.findall(text))


def _sounds_of_words(text: str) -> Iterator[str]:
    for run in CHINESE.findall(text):
        yield from (sound_of(word) for word in rjieba.cut_for_search(run) if len(word) > 1)


def _pairs_of(text: str) -> Iterator[str]:
    for run in CHINESE.findall(text):
        yield from _pairs(run)


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def stem(word: str) -> str:
    """English plurals folded; the catalogue needs no more."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


# ── what a person looks for ──────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def question_of(typed: str) -> Question:
    """The terms of a query; none for an empty one."""
    text = plain(typed)[:LONGEST_QUERY]
    core = _without_chatter(text)
    terms = [Term(whole(one), 3.0) for one in dict.fromkeys((core, text)) if whole(one)]
    for run in CHINESE.findall(core):
        terms += _terms_of_chinese(run)
    terms += _terms_of_latin(core)
    terms += [Term(word, 0.9) for word in _other_words_for(text)]
    strongest: dict[tuple[str, bool], Term] = {}
    for term in terms:
        key = (term.text, term.prefix)
        if key not in strongest or strongest[key].boost < term.boost:
            strongest[key] = term
    return Question(tuple(strongest.values())[:MOST_TERMS], sound_of(core) if CHINESE.search(core) else core)


def _terms_of_chinese(run: str) -> Iterator[Term]:
    for word in rjieba.cut_for_search(run):
        yield Term(word, 0.5 * len(word)) if len(word) > 1 else Term(word, 0.3)
    yield from (Term(pair, 0.6) for pair in _pairs(run))
    if len(run) > 1:
        yield Term(sound_of(run), 0.8)  # the same sounds in other characters: 「底保」 for 「低保」


def _terms_of_latin(core: str) -> Iterator[Term]:
    words = LATIN.findall(core)
    if not words:
        return
    joined = "".join(words)
    yield Term(joined, 2.0)
    if len(joined) > 2:
        yield Term(joined, 1.2, prefix=True)
    for word in words:
        if word not in ENGLISH_CHATTER:
            yield Term(stem(word), 1.0)
            if len(word) > 3:
                yield Term(stem(word), 0.4, prefix=True)


ENGLISH_CHATTER = frozenset(
    [
        "a",
        "an",
        "and",
        "apply",
        "do",
        "for",
        "get",
        "how",
        "i",
        "in",
        "my",
        "need",
        "of",
        "the",
        "to",
        "want",
        "what",
    ]
)


def _without_chatter(text: str) -> str:
    """The query without "I want", "how do I", "apply for"; unchanged when nothing else was said."""
    rest = text
    for phrase in _everyday()[1]:
        rest = rest.replace(phrase, " ")
    return rest.strip() if whole(rest) else text


def _other_words_for(text: str) -> Iterator[str]:
    for words in _everyday()[0]:
        if any(word in text for word in words):
            yield from (whole(word) for word in words if word not in text)


@lru_cache(maxsize=1)
def _everyday() -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Groups of words that mean the same to people, and phrases that say nothing, longest first."""
    file = resources.files(__package__) / "everyday_words.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    groups = tuple(tuple(group) for group in table["same"])
    return groups, tuple(sorted(table["chatter"], key=len, reverse=True))
