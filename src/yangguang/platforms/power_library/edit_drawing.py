"""A section of a draft as its form draws it: every input with what stands in it, what is wrong there, and what somebody
else wrote meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.wording import in_language

from .draft_values import get, input_name, limit_typed, shown
from .form_plan import SECTIONS, UNITS, Field, Kind, Section, Table
from .item_checks import Finding
from .item_definitions import FieldKind

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnField:
    """``theirs``: what somebody else saved here meanwhile, None where it is the same."""

    id: str
    label: str
    help: str
    kind: str
    value: str
    options: tuple[Option, ...]
    units: tuple[Option, ...]
    optional: bool
    findings: tuple[Finding, ...]
    theirs: str | None = None
    english: "DrawnField | None" = None
    is_table: bool = False

    @property
    def lang(self) -> str:
        """The language that is typed here, for those who listen."""
        return "en" if self.id.endswith("_en") else "zh"

    @property
    def is_group(self) -> bool:
        return self.kind in (Kind.MANY, Kind.NUMBERS)

    @property
    def is_wide(self) -> bool:
        return self.english is not None or self.kind in (Kind.LONG, Kind.LINES, Kind.MANY, Kind.NUMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    id: str
    place: str
    at: int
    number: int
    title: str
    key_name: str
    key: str
    parts: tuple["DrawnField | DrawnTable", ...]
    findings: tuple[Finding, ...]
    first: bool
    last: bool
    wrong: bool  # something in it is, so that it is shown unfolded


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTable:
    id: str
    address: str
    label: str
    one: str
    help: str
    rows: tuple[DrawnRow, ...]
    findings: tuple[Finding, ...]
    theirs: int | None  # rows of the other's table, where there are more or fewer
    inner: bool
    is_table: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the words of its place, and the section and input that it leads to."""

    finding: Finding
    words: str
    section: str
    target: str


@dataclass
class Drawing:
    """Draws one section; ``findings`` are those of the whole draft."""

    section: Section
    content: Content
    findings: Sequence[Finding]
    is_new: bool
    theirs: Content | None = None
    _by_place: dict[str, list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = places(self.section, self.content)
        for one in self.findings:
            anchor = _anchor(one.field, known)
            if anchor:
                self._by_place.setdefault(anchor, []).append(one)

    @property
    def parts(self) -> tuple[DrawnField | DrawnTable, ...]:
        shown_parts = [
            one
            for one in self.section.parts
            if isinstance(one, Table) or self.is_new or not one.new_items_only
        ]
        return tuple(self._part(one, self.content, self.theirs, "") for one in shown_parts)

    @property
    def every_field(self) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        """Name and findings of every input, row and table: what an answer to autosaving renews."""
        for place in places(self.section, self.content):
            yield input_name(place), self._at(place)

    def _at(self, place: str) -> tuple[Finding, ...]:
        return tuple(self._by_place.get(place, ()))

    def _part(
        self, part: Field | Table, record: Content, theirs: Content | None, prefix: str
    ) -> DrawnField | DrawnTable:
        if isinstance(part, Table):
            return self._table(part, record, theirs, prefix)
        return self._field(part, record, theirs, prefix)

    def _table(self, table: Table, record: Content, theirs: Content | None, prefix: str) -> DrawnTable:
        place = prefix + table.name
        rows = _records(record.get(table.name))
        other = _records(theirs.get(table.name)) if theirs is not None else None
        drawn = [
            self._row(table, rows, at, other[at] if other is not None and at < len(other) else None, place)
            for at in range(len(rows))
        ]
        return DrawnTable(
            id=f"table-{input_name(place)}",
            address=input_name(place),
            label=str(table.label),
            one=str(table.one),
            help=str(table.help),
            rows=tuple(drawn),
            findings=self._at(place),
            theirs=len(other) if other is not None and len(other) != len(rows) else None,
            inner=bool(prefix),
        )

    def _row(
        self, table: Table, rows: Sequence[Content], at: int, theirs: Content | None, place: str
    ) -> DrawnRow:
        row, inside = rows[at], f"{place}.{at}"
        return DrawnRow(
            id=f"row-{input_name(inside)}",
            place=input_name(inside),
            at=at,
            number=at + 1,
            title=in_language(_Named(row), table.title),
            key_name=f"{input_name(inside)}-{table.key_column}" if table.key else "",
            key=str(row.get(table.key_column, "")) if table.key else "",
            parts=tuple(self._part(column, row, theirs, f"{inside}.") for column in table.columns),
            findings=self._at(inside),
            first=at == 0,
            last=at == len(rows) - 1,
            wrong=any(one == inside or one.startswith(f"{inside}.") for one in self._by_place),
        )

    def _field(self, one: Field, record: Content, theirs: Content | None, prefix: str) -> DrawnField:
        place, value = prefix + one.name, get(record, one.name)
        other = get(theirs, one.name) if theirs is not None else value
        return DrawnField(
            id=input_name(place),
            label=str(one.label),
            help=str(one.help),
            kind=one.kind.value,
            value=shown(one, value),
            options=self._options(one, value),
            units=_units(value) if one.kind is Kind.LIMIT else (),
            optional=one.optional,
            findings=self._at(place),
            theirs=None if other == value else self._in_words(one, other),
            english=self._twin(one, record, theirs, prefix) if one.english else None,
        )

    def _twin(self, one: Field, record: Content, theirs: Content | None, prefix: str) -> DrawnField:
        name = f"{one.name}_en"
        value = get(record, name)
        other = get(theirs, name) if theirs is not None else value
        return DrawnField(
            id=input_name(prefix + name),
            label=_("%(label)s（英文）") % {"label": one.label},
            help="",
            kind=one.kind.value,
            value=shown(one, value),
            options=(),
            units=(),
            optional=one.optional,
            findings=self._at(prefix + name),
            theirs=None if other == value else shown(one, other),
        )

    def _options(self, one: Field, value: Any) -> tuple[Option, ...]:
        if one.kind is Kind.YES:
            return (Option("on", str(one.label), bool(value)),)
        chosen = {str(each) for each in value} if isinstance(value, list) else {str(value or "")}
        offered = [(code, _word(word)) for code, word in self._choices(one)]
        if one.kind is Kind.CHOICE or one.kind is Kind.ANSWER:
            offered = offered if any(code == "" for code, _label in offered) else [("", "—"), *offered]
            strange = chosen - {code for code, _label in offered}
            offered += [(code, code) for code in sorted(strange)]  # what somebody sent; shown, and a finding
        return tuple(Option(code, label, code in chosen) for code, label in offered)

    def _choices(self, one: Field) -> Sequence[tuple[str, Any]]:
        if one.kind is Kind.ANSWER:
            return answers(self.content)
        if one.name == "department":
            return [(card.key, card) for card in organisations.department_cards()]
        if one.name == "group":
            return [("", _("不属于任何一组")), *groups(self.content)]
        return one.choices

    def _in_words(self, one: Field, value: Any) -> str:
        if one.kind is Kind.YES:
            return _("是") if value else _("否")
        chosen = [option.label for option in self._options(one, value) if option.chosen]
        if chosen:
            return _("、").join(chosen)
        return shown(one, value) + (_units_word(value) if one.kind is Kind.LIMIT else "") or "—"


def groups(content: Content) -> list[tuple[str, str]]:
    """Every group of the application form, with its name."""
    rows = [row for row in _records(content.get("fields")) if row.get("kind") == FieldKind.GROUP]
    return [(str(row.get("key")), in_language(_Named(row), "label")) for row in rows]


def answers(content: Content) -> list[tuple[str, str]]:
    """Every answer of the application form on which something may depend, as "field=value" and in words."""
    found = []
    for row in _records(content.get("fields")):
        asked = in_language(_Named(row), "label")
        offered = [
            (one.get("value"), in_language(_Named(one), "label")) for one in _records(row.get("choices"))
        ]
        if row.get("kind") == FieldKind.YES_NO:
            offered = [("yes", _("是")), ("no", _("否"))]
        found += [
            (f"{row.get('key')}={value}", _("%(asked)s：%(answer)s") % {"asked": asked, "answer": label})
            for value, label in offered
        ]
    return found


def told(findings: Sequence[Finding], content: Content) -> list[Told]:
    """Findings in the order of the sections and of what stands in them, each with the words of its place."""
    rows = []
    for at, section in enumerate(SECTIONS.values()):
        known = places(section, content)
        order = list(known)
        for one in findings:
            anchor = _anchor(one.field, known)
            if anchor:
                name, target = known[anchor]
                words = _("%(section)s · %(place)s") % {"section": section.label, "place": name}
                rows.append((at, order.index(anchor), Told(one, words, section.key, target)))
    return [one for _section, _place, one in sorted(rows, key=lambda row: row[:2])]


def places(section: Section, content: Content) -> dict[str, tuple[str, str]]:
    """Every place of a section, as it is filled in: its name in words and the id of what is drawn there."""
    found: dict[str, tuple[str, str]] = {}
    for part in section.parts:
        _collect(found, part, content, "", "")
    return found


def _collect(
    found: dict[str, tuple[str, str]], part: Field | Table, record: Content, prefix: str, words: str
) -> None:
    place, said = prefix + part.name, f"{words}{part.label}"
    if isinstance(part, Field):
        found[place] = said, input_name(place)
        if part.english:
            found[f"{place}_en"] = _("%(label)s（英文）") % {"label": said}, input_name(f"{place}_en")
        return
    found[place] = said, f"table-{input_name(place)}"
    for at, row in enumerate(_records(record.get(part.name))):
        inside = _("%(label)s %(number)d") % {"label": f"{words}{part.one}", "number": at + 1}
        found[f"{place}.{at}"] = inside, f"row-{input_name(place)}-{at}"
        for column in part.columns:
            _collect(found, column, row, f"{place}.{at}.", f"{inside} · ")


def _anchor(place: str, known: Mapping[str, object]) -> str:
    """The nearest place that is drawn; "" for a place of another section."""
    while place and place not in known:
        place = place.rpartition(".")[0]
    return place


def _records(value: Any) -> list[Content]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _units(value: Any) -> tuple[Option, ...]:
    unit = limit_typed(str(value or ""))[1]
    return tuple(Option(code, str(word), code == unit) for code, word in UNITS)


def _units_word(value: Any) -> str:
    return next((f" {one.label}" for one in _units(value) if one.chosen), "")


def _word(word: Any) -> str:
    return in_language(word) if hasattr(word, "name_en") else str(word)


@dataclass(frozen=True, slots=True)
class _Named:
    """A stored row, so that `in_language` can choose between its two names."""

    row: Content

    def __getattr__(self, name: str) -> str:
        return str(self.row.get(name) or "")
