"""重复填写的一组: questions asked once for each of several people, places or things, without need of a script.

A page shows the rows typed so far, or as many blank ones as are needed; a button asks for one more. Rows left blank are
no answers. The inputs of row 2 of the group ``members`` are named ``members-2-name``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yangguang.foundations.web.wording import either_language
from yangguang.platforms.power_library.queries import FormField

MOST_ROWS = 50
ONE_MORE = "one_more"  # the name of the button; its value is the key of the group

Row = Mapping[str, Any]


class RowsWidget(forms.Widget):
    """Draws a form for each row. Its value is a list of what was typed, blank rows included."""

    draws_rows = True  # the kit draws what has many inputs as a group

    def __init__(self, group: FormField, row_form: type[forms.Form]) -> None:
        super().__init__()
        self.group, self.row_form = group, row_form

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:  # noqa: ARG002 - Django asks like this
        kept = data.get(name)
        if isinstance(kept, list):  # a draft that is bound again
            return kept
        written = str(data.get(f"{name}-count") or "0")
        count = min(int(written), MOST_ROWS) if written.isascii() and written.isdigit() else 0
        return [self._typed(data, f"{name}-{number}") for number in range(count)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return name not in data and f"{name}-count" not in data

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002
        return ""  # a group has many inputs: the name stands above them

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:  # noqa: ARG002
        rows = list(value) if isinstance(value, list) else []
        rows += [{}] * (max(self.group.least, 1) - len(rows))
        forms_ = [
            self.row_form(initial=dict(row), prefix=f"{name}-{number}", auto_id="id_%s")
            for number, row in enumerate(rows)
        ]
        context = {
            "id": (attrs or {}).get("id", f"id_{name}"),
            "name": name,
            "count": len(rows),
            "forms": [(number, one) for number, one in enumerate(forms_, start=1)],
            "one": either_language(self.group.label, self.group.label_en),
            "full": len(rows) >= (self.group.most or MOST_ROWS),
        }
        return render_to_string("operation/_repeated.html", context)

    def _typed(self, data: Mapping[str, Any], prefix: str) -> Row:
        form = self.row_form(data=data, prefix=prefix)
        return {
            key: field.widget.value_from_datadict(data, {}, form.add_prefix(key))
            for key, field in form.fields.items()
        }


class RowsField(forms.Field):
    """The rows of a group, cleaned: a list of answers. What is wrong names the row and the question."""

    def __init__(self, group: FormField, row_form: type[forms.Form]) -> None:
        super().__init__(
            label=either_language(group.label, group.label_en),
            help_text=either_language(group.help, group.help_en),
            required=group.required and not group.show_if,
            widget=RowsWidget(group, row_form),
        )
        self.group, self.row_form = group, row_form

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = [row for row in value or [] if not is_blank(row)]
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        self._check_number(rows)
        cleaned, faults = [], []
        for number, row in enumerate(rows, start=1):
            form = self.row_form(data=row)
            if form.is_valid():
                cleaned.append({key: one for key, one in form.cleaned_data.items() if one not in (None, "")})
            else:
                faults += _faults(number, form)
        if faults:
            raise ValidationError(faults)
        return cleaned

    def _check_number(self, rows: Sequence[Row]) -> None:
        least, most = self.group.least, self.group.most or MOST_ROWS
        if rows and len(rows) < least:
            raise ValidationError(_("“%(group)s”至少填写 %(n)d 行") % {"group": self.label, "n": least})
        if len(rows) > most:
            raise ValidationError(_("“%(group)s”最多填写 %(n)d 行") % {"group": self.label, "n": most})


def is_blank(row: Row) -> bool:
    return not any(str(one).strip() for one in row.values() if one is not None)


def _faults(number: int, form: forms.Form) -> list[str]:
    return [
        _("第 %(row)d 行，%(question)s：%(fault)s")
        % {"row": number, "question": form.fields[key].label, "fault": fault}
        for key, faults in form.errors.items()
        for fault in faults
    ]


def with_one_more(typed: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What was typed, with a further blank row in the group ``key``."""
    rows = typed.get(key)
    return {**typed, key: [*rows, {}]} if isinstance(rows, list) else dict(typed)
