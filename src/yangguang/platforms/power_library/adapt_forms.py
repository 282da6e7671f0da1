"""What a body may better about a unified item, as a form: every element as unified, to be lightened or left."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import in_language

from .draft_values import limit_typed
from .edit_forms import day_field
from .item_definitions import Depth, Fee, FormField, ItemDefinition, Material, MaterialSource, Necessity
from .wording import DEPTHS, NECESSITIES, limit_text


class AdaptForm(PageForm):
    """``local`` is the whole list as the body wants it; whether it may is for `adapting` to say."""

    promised = forms.IntegerField(label=gettext_lazy("承诺期限"), min_value=0, max_value=999)
    visits = forms.IntegerField(label=gettext_lazy("到现场次数"), min_value=0, max_value=99)
    depth = forms.ChoiceField(label=gettext_lazy("网办深度"), choices=[*DEPTHS.items()])
    accepted_at = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪几级的窗口收件"),
        choices=Level.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    consult_phone = forms.CharField(
        label=gettext_lazy("咨询电话"),
        help_text=gettext_lazy("可以写 {department_phone}，在各地自动换成当地的电话"),
        max_length=200,
    )
    complaint_phone = forms.CharField(label=gettext_lazy("投诉电话"), max_length=200)
    from_date = day_field(gettext_lazy("从哪一天起"), gettext_lazy("最早自明天起"))

    def __init__(
        self, *args: Any, unified: ItemDefinition, now: ItemDefinition, from_date: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_said_now(now) | {"from_date": from_date}, **kwargs)
        self.unified = unified
        unit = limit_typed(unified.limits.promised)[1]
        self.unit = unit
        self.fields["promised"].help_text = _("全省统一：%(limit)s") % {
            "limit": limit_text(unified.limits.promised)
        }
        for material in unified.materials:
            self._material(material, now)
        for fee in unified.fees:
            self._fee(fee, now)
        for field in unified.fields:
            self._question(field, now)
        for added in self.fields.values():
            if added.required:
                added.error_messages["required"] = _("请填写%(label)s") % {"label": added.label}

    def _material(self, material: Material, now: ItemDefinition) -> None:
        row = next((one for one in now.materials if one.key == material.key), None)
        name, key = in_language(material), f"material-{material.key}"
        kept = row or material
        self.fields[key] = forms.ChoiceField(
            label=name,
            choices=[*NECESSITIES.items(), ("drop", _("不再要求"))],
            initial=kept.necessity.value if row else "drop",
        )
        self.fields[f"{key}-fetched"] = forms.BooleanField(
            label=_("%(name)s：由窗口从共享数据取得，不用申请人带") % {"name": name},
            required=False,
            initial=kept.source is MaterialSource.GOVERNMENT,
        )
        for attribute, label in (
            ("originals", _("%(name)s：原件份数")),
            ("photocopies", _("%(name)s：复印件份数")),
        ):
            self.fields[f"{key}-{attribute}"] = forms.IntegerField(
                label=label % {"name": name}, min_value=0, max_value=99, initial=getattr(kept, attribute)
            )

    def _fee(self, fee: Fee, now: ItemDefinition) -> None:
        row = next((one for one in now.fees if one.name == fee.name), None)
        self.fields[f"fee-{self.unified.fees.index(fee)}"] = forms.DecimalField(
            label=_("%(name)s（元，0 表示不再收）") % {"name": in_language(fee)},
            min_value=0,
            decimal_places=2,
            max_digits=12,
            initial=(row.amount_cents if row else 0) / 100,
        )

    def _question(self, field: FormField, now: ItemDefinition) -> None:
        self.fields[f"question-{field.key}"] = forms.BooleanField(
            label=_("不再问“%(label)s”") % {"label": in_language(field, "label")},
            required=False,
            initial=all(one.key != field.key for one in now.fields),
        )

    @property
    def terms(self) -> list[forms.BoundField]:
        return [self[name] for name in type(self).base_fields if name != "from_date"]

    def of(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{prefix}-")]

    @property
    def materials(self) -> list[forms.BoundField]:
        return self.of("material")

    @property
    def fees(self) -> list[forms.BoundField]:
        return self.of("fee")

    @property
    def questions(self) -> list[forms.BoundField]:
        return self.of("question")

    def local(self) -> ItemDefinition:
        said, unified = self.cleaned_data, self.unified
        return replace(
            unified,
            limits=replace(unified.limits, promised=f"{said['promised']}{self.unit}"),
            visits=said["visits"],
            depth=Depth(said["depth"]),
            accepted_at=tuple(sorted(said["accepted_at"])),
            materials=tuple(self._wanted_materials()),
            fees=tuple(self._wanted_fees()),
            fields=tuple(one for one in unified.fields if not said[f"question-{one.key}"]),
            help=replace(
                unified.help, consult_phone=said["consult_phone"], complaint_phone=said["complaint_phone"]
            ),
        )

    def _wanted_materials(self) -> Iterator[Material]:
        said = self.cleaned_data
        for one in self.unified.materials:
            key = f"material-{one.key}"
            if said[key] != "drop":
                yield replace(
                    one,
                    necessity=Necessity(said[key]),
                    source=_source(one, fetched=said[f"{key}-fetched"]),
                    originals=said[f"{key}-originals"],
                    photocopies=said[f"{key}-photocopies"],
                )

    def _wanted_fees(self) -> Iterator[Fee]:
        for at, one in enumerate(self.unified.fees):
            cents = int(self.cleaned_data[f"fee-{at}"] * 100)
            if cents:
                yield replace(one, amount_cents=cents)


def _source(material: Material, *, fetched: bool) -> MaterialSource:
    if fetched:
        return MaterialSource.GOVERNMENT
    return MaterialSource.APPLICANT if material.source is MaterialSource.GOVERNMENT else material.source


def _said_now(now: ItemDefinition) -> dict[str, Any]:
    return {
        "promised": limit_typed(now.limits.promised)[0],
        "visits": now.visits,
        "depth": now.depth.value,
        "accepted_at": list(now.accepted_at),
        "consult_phone": now.help.consult_phone,
        "complaint_phone": now.help.complaint_phone,
    }
