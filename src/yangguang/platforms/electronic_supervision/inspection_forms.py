"""The plan of an inspection, and its checklist as it is filled in on a telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.templatetags.yangguang import in_language

from .checklist import checklist
from .services.inspections import MOST_WINDOWS, Photo

FOUND = [("yes", _("符合")), ("no", _("不符合")), ("none", _("不适用"))]
LONGEST_NOTE = 500


class PlanForm(PageForm):
    title = forms.CharField(label=_("名称"), max_length=120)
    place = forms.CharField(
        label=_("范围（区划代码）"),
        max_length=12,
        help_text=_("本级或所辖区划；该处及以下的窗口都在抽取之列"),
    )
    from_date = forms.DateField(label=_("起始日"), widget=forms.DateInput(attrs={"type": "date"}))
    last_date = forms.DateField(label=_("截止日"), widget=forms.DateInput(attrs={"type": "date"}))
    windows = forms.IntegerField(label=_("抽取窗口数"), min_value=1, max_value=MOST_WINDOWS, initial=5)


class ChecklistForm(PageForm):
    """For each item what was found, a note, and a photograph; files are judged by their content, not here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in checklist().items:
            self.fields[item.key] = forms.ChoiceField(
                label=in_language(item, "text"), choices=FOUND, widget=forms.RadioSelect
            )
            self.fields[f"{item.key}-note"] = forms.CharField(
                label=_("情况"),
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("不符合的，写明看到了什么"),
            )
            self.fields[f"{item.key}-photo"] = forms.FileField(
                label=_("照片"),
                required=False,
                widget=forms.ClearableFileInput(
                    attrs={"accept": "image/jpeg,image/png", "capture": "environment"}
                ),
            )
        self.fields["remark"] = forms.CharField(
            label=_("其他情况"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def groups(self) -> list[tuple[str, Any, Any, Any]]:
        """(basis, what was found, note, photograph) of each item, to be drawn."""
        return [
            (in_language(item, "root"), self[item.key], self[f"{item.key}-note"], self[f"{item.key}-photo"])
            for item in checklist().items
        ]

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        """What was chosen, as `services.submit_inspection` takes it."""
        given = self.cleaned_data
        return {
            item.key: {"found": given[item.key], "note": given[f"{item.key}-note"].strip()}
            for item in checklist().items
        }

    @property
    def photos(self) -> list[Photo]:
        given = ((item.key, self.cleaned_data[f"{item.key}-photo"]) for item in checklist().items)
        return [Photo(key, file.name, file.read()) for key, file in given if file]
