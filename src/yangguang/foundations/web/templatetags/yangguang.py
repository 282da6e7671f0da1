"""The component library: filters and tags that every template has without loading (a builtin by the settings).

Each tag draws one component; ``/design/`` shows all of them with examples. Tags that end in ``end…`` take content.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, Select
from django.forms.boundfield import BoundWidget
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect, Textarea
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from yangguang.foundations.accounts import masking
from yangguang.law.refusals import Refusal

from .. import calendar_strip as strip
from .. import wording
from ..components import PathStep, Table, TimelineEntry
from ..panels import draw_panels
from ..urgency import left_text, urgency

register = template.Library()


# ── filters ──────────────────────────────────────────────────────────────────────────────


@register.filter
def office_hours(written: str) -> str:
    return wording.office_hours_text(written)


@register.filter
def shanghai(at: datetime | None) -> str:
    return wording.moment_text(at) if at else ""


@register.filter
def shanghai_date(at: datetime | date | None) -> str:
    if at is None:
        return ""
    return wording.moment_day_text(at) if isinstance(at, datetime) else wording.day_text(at)


@register.filter
def yuan(cents: int | None) -> str:
    return "" if cents is None else wording.yuan_text(cents)


@register.filter
def mask_name(name: str) -> str:
    return masking.mask_name(name)


@register.filter
def mask_phone(phone: str) -> str:
    return masking.mask_phone(phone)


@register.filter
def mask_identity(number: str) -> str:
    return masking.mask_identity(number)


@register.filter
def as_written(text: Any) -> SafeString:
    """What people or registers wrote (names, addresses, reasons): on an English page its Chinese is marked as such."""
    pieces = wording.chinese_apart(str(text)) if wording.in_english() else [(str(text), False)]
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span lang="zh">{}</span>', piece) if chinese else piece,)
            for piece, chinese in pieces
        ),
    )


@register.filter
def in_language(thing: Any, attribute: str = "name") -> str:
    return wording.in_language(thing, attribute)


@register.filter
def said(text: str) -> str:
    """A phrase of the law (reason, citation) in the reader's language."""
    return wording.said(text)


# ── page ─────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag
def page_header(
    content: SafeString, title: str, lead: str = "", eyebrow: str = "", trail: Sequence[tuple[str, str]] = ()
) -> SafeString:
    """The one h1 of a page. ``trail``: pairs of label and address from the front page down, the last without."""
    return _draw("page_header", content=content, title=title, lead=lead, eyebrow=eyebrow, trail=trail)


@register.simple_block_tag
def panel(content: SafeString, title: str = "", tone: str = "", id: str = "", level: int = 2) -> SafeString:  # noqa: A002
    """``tone``: sun, lake, quiet, yellow, red, good."""
    title_id = f"{id or 'panel-' + slugify(title, allow_unicode=True)}-title"
    return _draw("panel", content=content, title=title, tone=tone, id=id, level=level, title_id=title_id)


@register.simple_tag(takes_context=True)
def panels(context: Context, slot: str, **values: Any) -> SafeString:
    """What the platforms above have to say in this slot."""
    request = context.get("request")
    return mark_safe("".join(draw_panels(slot, request, **values)) if request else "")  # noqa: S308 (drawn by templates)


@register.simple_block_tag
def empty_state(content: SafeString, title: str, text: str = "") -> SafeString:
    """Says why there is nothing and what to do next; the content holds the buttons."""
    return _draw("empty_state", content=content, title=title, text=text)


@register.simple_tag
def refusal(refused: Refusal | None) -> SafeString:
    return _draw("refusal", refusal=refused)


@register.simple_tag
def key_values(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    return _draw("key_values", pairs=pairs)


@register.simple_tag
def stat(
    label: str,
    value: Any,
    unit: str = "",
    numerator: int | None = None,
    denominator: int | None = None,
    note: str = "",
    url: str = "",
    tone: str = "",
) -> SafeString:
    """A figure; a rate always shows what it was divided from. ``tone``: good, bad, lake."""
    parts = share = None
    if numerator is not None and denominator is not None:
        parts = f"{numerator:,} / {denominator:,}"
        share = round(100 * numerator / denominator) if denominator else 0
    return _draw(
        "stat", label=label, value=value, unit=unit, parts=parts, share=share, note=note, url=url, tone=tone
    )


# ── tables and lists ─────────────────────────────────────────────────────────────────────


@register.simple_tag
def data_table(table: Table) -> SafeString:
    return _draw("data_table", table=table)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page", label: str = "") -> SafeString:
    """Keeps the rest of the query string, so that filters stay."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        (number, address(number)) if isinstance(number, int) else (None, "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return _draw(
        "pagination",
        page=page,
        numbers=numbers,
        label=label or _("分页"),
        previous_url=address(page.number - 1),
        next_url=address(page.number + 1),
    )


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: SafeString, label: str = "", action: str = "") -> SafeString:
    """A form that asks (GET): its fields are the content, its address can be kept and sent."""
    return _draw(
        "filter_bar", content=content, label=label or _("筛选"), action=action or context["request"].path
    )


@register.simple_tag(takes_context=True)
def place_picker(context: Context, place: Any, parameter: str = "place") -> SafeString:
    """The place a page speaks of, and the way to another one."""
    request: HttpRequest = context["request"]
    address = (
        f"{reverse('web:places')}?{urlencode({'next': request.get_full_path(), 'parameter': parameter})}"
    )
    if place is not None:
        address += "&" + urlencode({"at": place.code})
    name = in_language(place) if place is not None else _("全省")
    return _draw("place_picker", place_name=name, picker_url=address)


# ── words of state ───────────────────────────────────────────────────────────────────────


@register.simple_tag
def status_badge(word: str, tone: str = "") -> SafeString:
    """``tone``: ongoing, good, warn, bad, paused, yellow, red. The word says it all; the colour only helps."""
    return format_html('<span class="yg-badge{}">{}</span>', f" yg-badge-{tone}" if tone else "", word)


@register.simple_tag
def step_state(state: str) -> SafeString:
    word, tone = {
        "pending": (_("未开始"), ""),
        "active": (_("办理中"), "ongoing"),
        "done": (_("已完成"), "good"),
        "skipped": (_("未进行"), "paused"),
    }[state]
    return status_badge(word, tone)


@register.simple_tag
def clock_badge(
    due_at: datetime | None = None,
    left: int | None = None,
    state: str = "running",
    provisional: bool = False,
    past_statutory: bool = False,
) -> SafeString:
    """``left`` in units of the limit; ``provisional`` when the due day lies in a year not yet announced."""
    said = urgency(left, state=state, past_statutory=past_statutory)
    return _draw(
        "clock_badge",
        word=said.word,
        tone=said.tone,
        due_at=due_at,
        left_text=left_text(left, state=state),
        provisional=provisional,
    )


@register.simple_tag
def calendar_strip(reading: Any) -> SafeString:
    """The explanation of a `ClockReading`: which days counted, which did not, and by which rule."""
    return _draw(
        "calendar_strip",
        months=strip.month_sheets(reading),
        weekdays=strip.weekday_names(),
        legend=strip.legend(),
        lines=strip.lines(reading),
    )


@register.simple_tag
def timeline(entries: Iterable[TimelineEntry]) -> SafeString:
    return _draw("timeline", entries=entries)


@register.simple_tag
def steps_path(stages: Sequence[Sequence[PathStep]]) -> SafeString:
    """Stages in order; the steps of one stage run at the same time."""
    return _draw("steps_path", stages=stages)


# ── forms ────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """Stands above the form; names every fault and leads to its field."""
    faults = [
        (_target_of(form[name]), _with_label(str(error), str(form[name].label)))
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
    return _draw(
        "error_summary", form=form, field_errors=faults, count=len(faults) + len(form.non_field_errors())
    )


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Every field of a form, in its order."""
    return mark_safe("".join(field(bound) for bound in form))  # noqa: S308 (each drawn by a template)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Label, help, error and input of one field, tied together for those who listen."""
    widget = bound.field.widget
    context = _words_of(bound)
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        context |= {"grouped": True, "groups": _option_groups(bound)}
    elif getattr(widget, "draws_rows", False):
        context |= {"grouped": True, "rows": bound.as_widget()}
    elif not bound.is_hidden:
        context["single_check"] = isinstance(widget, CheckboxInput)
        context["widget"] = bound.as_widget(attrs=_attributes(bound, context["describedby"]))
    else:
        context |= {"hidden": True, "widget": bound.as_hidden()}
    return _draw("field", **context)


@register.simple_tag
def rating_input(bound: BoundField) -> SafeString:
    """Five levels from 1 (very bad) to 5 as large choices; the words carry the meaning, the stars help."""
    options = _options(bound)
    rated = [(option, "★" * int(option.data["value"]) if option.data["value"] else "") for option in options]
    return _draw("rating", rated_options=rated, **_words_of(bound))


def _words_of(bound: BoundField) -> dict[str, Any]:
    named = bound.auto_id
    described = [f"{named}_help"] if bound.help_text else []
    described += [f"{named}_error"] if bound.errors else []
    return {
        "id": named,
        "label": bound.label,
        "help": bound.help_text,
        "errors": bound.errors,
        "required": bound.field.required,
        "describedby": " ".join(described),
    }


def _attributes(bound: BoundField, describedby: str) -> dict[str, Any]:
    widget = bound.field.widget
    look = "form-control"
    if isinstance(widget, CheckboxInput):
        look = "form-check-input"
    elif isinstance(widget, Select):
        look = "form-select"
    attributes: dict[str, Any] = {"class": look}
    if describedby:
        attributes["aria-describedby"] = describedby
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(widget, Textarea):
        written = widget.attrs.get("rows")
        attributes["rows"] = (
            4 if written in {None, "10"} else written
        )  # 10 is what Django writes for everybody
    if isinstance(widget, FileInput):
        attributes.setdefault("accept", widget.attrs.get("accept", ".pdf,.jpg,.jpeg,.png"))
    return attributes


def _options(bound: BoundField) -> list[BoundWidget]:
    options = list(bound.subwidgets)
    for option in options:
        option.data["attrs"]["class"] = "form-check-input"
    return options


def _option_groups(bound: BoundField) -> list[tuple[str, list[BoundWidget]]]:
    """The options under the headings that the field's choices put them under; "" where they stand alone."""
    headings = [
        str(named) if isinstance(inner, list | tuple) else ""
        for named, inner in getattr(bound.field, "choices", ())
    ]
    groups: list[tuple[str, list[BoundWidget]]] = []
    for option in _options(bound):
        heading = headings[int(option.data["index"].partition("_")[0])]
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(option)
    return groups


def _with_label(error: str, label: str) -> str:
    """A fault that names its field already, says it once."""
    return error if label in error else _("%(label)s：%(error)s") % {"label": label, "error": error}


def _target_of(bound: BoundField) -> str:
    """The id of the input that a fault leads to; of a group, its first choice."""
    grouped = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    if not grouped:
        return bound.auto_id
    nested = any(heading for heading, _options in _option_groups(bound))
    return f"{bound.auto_id}_0_0" if nested else f"{bound.auto_id}_0"


def _draw(component: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", context)
