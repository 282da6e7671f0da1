"""Forms whose faults speak of their fields: "请填写姓名" instead of "this field is required"."""

from typing import Any

from django import forms
from django.forms.widgets import CheckboxInput, ChoiceWidget, FileInput
from django.utils.translation import gettext as _


class PageForm(forms.Form):
    """The base of every form on our pages; draw it with ``{% error_summary form %}`` and ``{% fields form %}``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name
            field.error_messages["required"] = _what_is_missing(field)


def _what_is_missing(field: forms.Field) -> str:
    if isinstance(field.widget, CheckboxInput):
        return _("请勾选“%(label)s”") % {"label": field.label}
    if isinstance(field.widget, FileInput):
        return _("请上传%(label)s") % {"label": field.label}
    if isinstance(field.widget, ChoiceWidget):
        return _("请选择%(label)s") % {"label": field.label}
    return _("请填写%(label)s") % {"label": field.label}
