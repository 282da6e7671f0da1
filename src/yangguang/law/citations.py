"""Which article of which instrument (法律、法规、规章、通知), and when it is in force."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from .phrases import Phrase, chinese_number
from .sources import UnreadableLaw, load_text

FORMS = ("第{}条", "第{}款", "第（{}）项")


@dataclass(frozen=True, slots=True)
class Instrument:
    """One legal text. ``short`` is the name in citations; ``in_force_until`` is exclusive."""

    id: str
    title: str
    short: str
    english: str
    number: str
    in_force_from: date
    in_force_until: date | None

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an instrument. ``article`` is ``article[-paragraph[-item]]``: "42-1", "32-1-4"; empty for the whole.

    ``text`` says in our own words what the place provides, where that helps.
    """

    instrument: str
    article: str = ""
    text: str = ""

    def __str__(self) -> str:
        return instruments()[self.instrument].short + self._article_in_chinese()

    @property
    def english(self) -> str:
        place = self.article.split("-") if self.article else []
        article = f", art. {place[0]}{''.join(f'({part})' for part in place[1:])}" if place else ""
        return instruments()[self.instrument].english + article

    def in_words(self) -> Phrase:
        return Phrase(str(self), self.english)

    def _article_in_chinese(self) -> str:
        parts = self.article.split("-") if self.article else []
        return "".join(FORMS[level].format(chinese_number(int(part))) for level, part in enumerate(parts))


def parse_citation(written: str) -> Citation:
    """ "licensing_law 42-1" → the citation. Raises `UnreadableLaw` for an unknown instrument."""
    instrument, _, article = written.partition(" ")
    if instrument not in instruments():
        raise UnreadableLaw("instruments.toml", f"no instrument {instrument!r} (cited as {written!r})")
    return Citation(instrument, article)


@cache
def instruments() -> dict[str, Instrument]:
    """All registered instruments by id."""
    return {
        entry["id"]: Instrument(
            id=entry["id"],
            title=entry["title"],
            short=entry["short"],
            english=entry["english"],
            number=entry.get("number", ""),
            in_force_from=entry["in_force_from"],
            in_force_until=entry.get("in_force_until"),
        )
        for entry in load_text("instruments.toml")["instrument"]
    }
