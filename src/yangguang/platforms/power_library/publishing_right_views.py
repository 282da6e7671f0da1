"""公布权 in the open: what a place may publish and by which decision; and the desks of those above who decide it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import shanghai_date

from . import services
from .models import May
from .publishing_rights import grants_for, right_at, rights_of
from .record_page import record_page
from .views import day_asked


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more
    )


class GrantForm(PageForm):
    may = forms.MultipleChoiceField(
        label=gettext_lazy("可以公布什么"), choices=May.choices, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.MultipleChoiceField(
        label=gettext_lazy("哪些条线（不选即上级有权的全部条线）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_date = _day(gettext_lazy("自哪天起"))
    to_date = _day(gettext_lazy("到哪天终止（没有期限的不填）"), required=False)
    decision = forms.CharField(label=gettext_lazy("依据的文件和文号"), max_length=200)

    def __init__(self, *args: Any, local: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if local:
            may = self.fields["may"]
            assert isinstance(may, forms.MultipleChoiceField)
            may.choices = [(May.ADAPT, May.ADAPT.label)]
        field = self.fields["departments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, in_language(one)) for one in organisations.department_cards()]


class EndForm(PageForm):
    to_date = _day(gettext_lazy("自哪天起不再有公布权"))
    decision = forms.CharField(label=gettext_lazy("依据的文件和文号"), max_length=200)


@open_to_public
@require_safe
def rights(request: PageRequest, code: int) -> HttpResponse:
    """What the place may publish on a day, and every decision about it."""
    trail = organisations.places_to(str(code))
    if not trail:
        raise NotFound
    on = day_asked(request)
    right = right_at(str(code), on=on)
    names = {one.key: in_language(one) for one in organisations.department_cards()}
    context = {
        "trail": trail,
        "place": trail[-1],
        "on": on,
        "right": right,
        "may": [May(one).label for one in sorted(right.may)] if right else [],
        "departments": None
        if right is None or right.departments is None
        else [names[one] for one in sorted(right.departments)],
        "rows": [
            (one, [May(act).label for act in one.may], [names[key] for key in one.departments])
            for one in rights_of(str(code))
        ],
        "grants": grants_for(request.actor, str(code)),
        "below": organisations.places_in(str(code)),
    }
    return render(request, "library/rights/rights.html", context)


@open_to(Role.ADMINISTRATOR, Role.GOVERNMENT_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: OfficerRequest, code: int) -> HttpResponse:
    form = GrantForm(
        request.POST or None,
        local=len(organisations.places_to(str(code))) > 1,
        initial={"from_date": shanghai_date(request.now), "may": [May.ADAPT]},
    )

    def act() -> None:
        services.grant_right(str(code), **form.cleaned_data, actor=request.actor, at=request.now)

    return _form_page(request, code, _("授予公布权"), form, act, _("已授予公布权"))


@open_to(Role.ADMINISTRATOR, Role.GOVERNMENT_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: OfficerRequest, code: int) -> HttpResponse:
    form = EndForm(request.POST or None, initial={"to_date": shanghai_date(request.now)})

    def act() -> None:
        services.end_right(str(code), **form.cleaned_data, actor=request.actor, at=request.now)

    return _form_page(request, code, _("终止公布权"), form, act, _("已登记终止日期"))


def _form_page(
    request: OfficerRequest, code: int, title: str, form: PageForm, act: Callable[[], None], done: str
) -> HttpResponse:
    place = organisations.place_card(str(code))
    if place is None or not grants_for(request.actor, str(code)):
        raise NotFound

    def record() -> str:
        act()
        return done

    name = in_language(place)
    return record_page(
        request, form, record, title=title, above=(name, reverse("library:rights", args=[code])), eyebrow=name
    )
