"""Words in both languages. The law speaks without Django's catalogue, so each phrase carries its own English."""

from typing import Self


class Phrase(str):
    """Chinese text that knows its English: the string itself is the Chinese, ``english`` the translation.

    Pages and the command line show ``english`` to whoever reads English; everything else treats it as a string.
    """

    __slots__ = ("english",)

    english: str

    def __new__(cls, chinese: str, english: str) -> Self:
        self = super().__new__(cls, chinese)
        self.english = english
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.english


def english_of(text: str) -> str:
    """The English of a phrase; plain text stays as it is."""
    return text.english if isinstance(text, Phrase) else text


def in_brackets(text: str, inside: str) -> Phrase:
    return Phrase(f"{text}（{inside}）", f"{english_of(text)} ({english_of(inside)})")


NUMERALS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 → 一, 20 → 二十, 102 → 一百零二; for article numbers, 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{NUMERALS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else NUMERALS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (NUMERALS[ones] if ones else "")
