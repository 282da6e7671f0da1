"""The components as templates use them: what they show, and how they are tied together for those who listen."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe

from yangguang.foundations.web import panels
from yangguang.foundations.web.components import Column, PathStep, Row, Table, TimelineEntry
from yangguang.foundations.web.page_forms import PageForm
from yangguang.law.refusals import Refusal

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def draw(source: str, address: str = "/list/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return Template(source).render(Context({"request": request, **context}))


class LicenceForm(PageForm):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    kind = forms.ChoiceField(label="业态", choices=[("a", "餐饮"), ("b", "销售")], widget=forms.RadioSelect)
    plan = forms.FileField(label="布局图")
    agreed = forms.BooleanField(label="承诺真实")
    remark = forms.CharField(label="说明", required=False)


def wrong(typed: Mapping[str, str]) -> LicenceForm:
    form = LicenceForm(typed, {})
    assert not form.is_valid()
    return form


def test_a_wrong_field_shows_again_what_was_typed_and_names_its_fault() -> None:
    form = wrong({"name": "", "remark": "<b>三楼</b>"})
    html = draw("{% fields form %}", form=form)
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert "&lt;b&gt;三楼&lt;/b&gt;" in html


def test_what_is_missing_is_said_in_the_words_of_the_field() -> None:
    faults = wrong({}).errors
    assert {name: errors[0] for name, errors in faults.items()} == {
        "name": "请填写姓名",
        "kind": "请选择业态",
        "plan": "请上传布局图",
        "agreed": "请勾选“承诺真实”",
    }


def test_the_summary_leads_to_each_fault() -> None:
    html = draw("{% error_summary form %}", form=wrong({}))
    assert "有 4 处需要改正" in html
    assert '<a href="#id_name">请填写姓名</a>' in html
    assert '<a href="#id_kind_0">请选择业态</a>' in html
    assert 'role="alert"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert draw("{% error_summary form %}", form=LicenceForm()).strip() == ""


def test_only_what_may_be_left_out_is_marked() -> None:
    html = draw("{% field form.name %}", form=LicenceForm())
    assert "选填" not in html
    assert "选填" in draw("{% field form.remark %}", form=LicenceForm())


def test_choices_stand_in_a_group_with_its_name() -> None:
    html = draw("{% field form.kind %}", form=LicenceForm())
    assert "<fieldset" in html
    assert "<legend>业态" in html
    assert html.count('type="radio"') == 2


def test_cells_of_a_table_carry_the_names_of_their_columns() -> None:
    table = Table(
        [Column("事项"), Column("剩余", numeric=True)], [Row(["食品经营许可", 3], url="/case/1/", tone="red")]
    )
    html = draw("{% data_table table %}", table=table)
    assert '<th scope="row"><a href="/case/1/">食品经营许可</a></th>' in html
    assert 'data-label="剩余"' in html
    assert 'class="yg-row-red"' in html


def test_a_row_of_the_wrong_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(Table([Column("事项")], [Row(["a", "b"])]).rows)


def test_turning_pages_keeps_the_filters() -> None:
    page = Paginator(range(100), 10).get_page(5)
    html = draw("{% pagination page %}", "/list/?q=开饭店&page=5", page=page)
    assert "?q=%E5%BC%80%E9%A5%AD%E5%BA%97&amp;page=6" in html
    assert 'aria-current="page">5<' in html
    assert "共 100 条" in html


def test_a_single_page_has_nothing_to_turn() -> None:
    assert draw("{% pagination page %}", page=Paginator(range(3), 10).get_page(1)).strip() == ""


def test_a_rate_shows_what_it_was_divided_from() -> None:
    html = draw('{% stat label="按时办结率" value="99.6" unit="%" numerator=2988 denominator=3000 %}')
    assert "2,988 / 3,000" in html
    assert '<rect width="100" height="4" rx="1"/><rect width="100"' in html


def test_a_rate_of_nothing_is_no_fault() -> None:
    assert "0 / 0" in draw('{% stat label="按时办结率" value="—" numerator=0 denominator=0 %}')


def test_a_refusal_says_its_three_sentences() -> None:
    refused = Refusal(asked="第二次要求补正", rule="行政许可法第三十二条", way_out="请受理")
    html = draw("{% refusal refused %}", refused=refused)
    assert [part in html for part in (refused.asked, refused.rule, refused.way_out)] == [True] * 3
    assert draw("{% refusal refused %}", refused=None).strip() == ""


def test_a_clock_says_word_day_and_what_is_left() -> None:
    html = draw("{% clock_badge due_at=at left=1 provisional=True %}", at=AT)
    assert "即将到期" in html
    assert "2026年3月2日" in html
    assert "还剩 1 个工作日" in html
    assert "暂定" in html


def test_parallel_steps_share_a_stage() -> None:
    stages = [[PathStep("受理", "done")], [PathStep("消防", "active"), PathStep("环保", "active")]]
    html = draw("{% steps_path stages %}", stages=stages)
    assert "2 个部门同时办理" in html
    assert html.count('aria-current="step"') == 2


def test_a_timeline_escapes_what_people_wrote() -> None:
    html = draw("{% timeline entries %}", entries=[TimelineEntry("收件", AT, text="<script>")])
    assert "&lt;script&gt;" in html
    assert "2026年3月2日 09:00" in html


def test_filters_of_the_library() -> None:
    html = draw(
        "{{ at|shanghai }}|{{ cents|yuan }}|{{ '张三丰'|mask_name }}|{{ nothing|shanghai }}",
        at=AT,
        cents=1050,
    )
    assert html == "2026年3月2日 09:00|¥10.50|张**|"


def test_a_panel_that_has_nothing_to_say_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_slots", panels.defaultdict(list))

    def later(request: Any, **context: Any) -> SafeString | None:
        return mark_safe(f"<p>{context['case']}</p>")

    def silent(request: Any, **context: Any) -> SafeString | None:
        return None

    def earlier(request: Any, **context: Any) -> SafeString | None:
        return mark_safe("<p>先</p>")

    panels.register_panel("case_page", later)
    panels.register_panel("case_page", later)
    panels.register_panel("case_page", silent)
    panels.register_panel("case_page", earlier, ordinal=10)
    assert draw('{% panels "case_page" case="办件" %}') == "<p>先</p><p>办件</p>"
    assert draw('{% panels "other_page" %}') == ""
