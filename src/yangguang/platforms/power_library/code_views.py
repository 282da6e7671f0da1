"""代码对照 and 地方编码 for everybody, and the desk of those who keep a place's codes."""

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound

from . import services
from .code_sets import CodeField, CodeSet, code_fields, schemes
from .local_codes import keeps_codes, local_codes_at
from .record_page import record_page
from .spreadsheets import as_csv
from .views import day_asked


class LocalCodesForm(PageForm):
    scheme = forms.ChoiceField(label=gettext_lazy("编码规则"))
    lines = forms.CharField(
        label=gettext_lazy("编码"),
        help_text=gettext_lazy("一行一个事项：基本编码,地方编码。可以从表格中复制两列"),
        widget=forms.Textarea({"rows": 12}),
        max_length=200_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scheme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, f"{in_language(one)} · {one.example}") for one in schemes()]


@open_to_public
@require_safe
def codes(request: PageRequest) -> HttpResponse:
    """Every code set beside what it means here."""
    tables = [(field, [(one, _rows(field, one)) for one in field.sets]) for field in code_fields()]
    top = organisations.province_card()
    context = {"tables": tables, "schemes": schemes(), "province": top}
    return render(request, "library/codes/codes.html", context)


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def codes_csv(_request: PageRequest) -> HttpResponse:
    heads = [_("代码表"), _("代码集"), _("代码"), _("代码名称"), _("本系统的值"), _("本系统的名称")]
    rows = [
        [field.key, one.key, code, name, " ".join(values), said]
        for field in code_fields()
        for one in field.sets
        for code, name, values, said in _rows(field, one)
    ]
    response = HttpResponse(as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "codes.csv")
    return response


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def codes_data(_request: PageRequest) -> HttpResponse:
    """The tables as JSON, under a stable address and for any site; its shape only ever grows."""
    answer = {
        "fields": [
            {
                "field": field.key,
                "name": field.name,
                "values": [
                    {"value": value.key, "name": value.name, "name_en": value.name_en}
                    for value in field.values
                ],
                "sets": [
                    {
                        "set": one.key,
                        "name": one.name,
                        "codes": [
                            {"code": code.code, "name": code.name, "values": list(code.values)}
                            for code in one.codes
                        ],
                    }
                    for one in field.sets
                ],
            }
            for field in code_fields()
        ],
        "schemes": [
            {"scheme": one.key, "name": one.name, "pattern": one.pattern, "example": one.example}
            for one in schemes()
        ],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@open_to_public
@require_safe
def local_codes(request: PageRequest, code: int) -> HttpResponse:
    """What the items are called in the scheme of a place; ``?on=`` asks for another day."""
    trail = organisations.places_to(str(code))
    if not trail:
        raise NotFound
    on = day_asked(request)
    context = {
        "place": trail[-1],
        "on": on,
        "rows": local_codes_at([str(code)]).filter(in_force__contains=on),
        "keeps": keeps_codes(request.actor, str(code)),
    }
    return render(request, "library/codes/local.html", context)


@open_to(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: OfficerRequest, code: int) -> HttpResponse:
    place = organisations.place_card(str(code))
    if place is None or not keeps_codes(request.actor, str(code)):
        raise NotFound
    form = LocalCodesForm(request.POST or None)

    def act() -> str:
        said = form.cleaned_data
        done = services.record_local_codes(
            str(code), said["scheme"], said["lines"], actor=request.actor, at=request.now
        )
        return _("已登记 %(number)d 项") % {"number": done}

    return record_page(
        request,
        form,
        act,
        title=_("登记地方编码"),
        above=(_("地方编码"), reverse("library:local_codes", args=[code])),
        eyebrow=in_language(place),
    )


def _rows(field: CodeField, one: CodeSet) -> list[tuple[str, str, tuple[str, ...], str]]:
    """(code, its name, our values, what we call them)."""
    names = {value.key: in_language(value) for value in field.values}
    return [
        (code.code, code.name, code.values, _("、").join(names[value] for value in code.values))
        for code in one.codes
    ]
