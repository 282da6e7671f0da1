"""The message catalogue: what is extracted, what is found wrong, what is kept."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
A = _("受理")
B = gettext_lazy("不予受理")
C = ngettext("%(count)d 件", "%(count)d 件办件", 2)
D = pgettext("按钮", "提交")
E = pgettext("状态", "提交")
"""
TEMPLATE = """
{% load i18n %}
  <p>{% translate "一次性告知" %}</p>
    <p title="{% translate "提示" as hint %}">{{ _("说明") }}</p>
{% blocktranslate count count=total %}{{ count }} 个事项{% plural %}{{ count }} 个事项们{% endblocktranslate %}
<p>{% blocktranslate with name=case.name trimmed %}
   办件 {{ name }} 已受理
{% endblocktranslate %}</p>
{% translate "截止" context "日期" %}
"""


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, at work on a small source tree of its own."""
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "messages_tool", tool)
    spec.loader.exec_module(tool)
    templates = tmp_path / "src" / "yangguang" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "src" / "yangguang" / "views.py").write_text(PYTHON)
    (templates / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "SOURCES", tmp_path / "src")
    monkeypatch.setattr(tool, "CATALOGUE", tmp_path / "src" / "locale" / "django.po")
    return tool


def _fill(messages: ModuleType, tmp_path: Path, **changes: str) -> None:
    """Translate every entry by its own text in brackets, placeholders kept."""
    import json

    rows = []
    for message in messages.extracted():
        if message.id:
            several = isinstance(message.id, tuple)
            english = [f"[{form}]" for form in message.id] if several else f"[{message.id}]"
            rows.append(
                {
                    "context": message.context,
                    "id": message.id,
                    "english": changes.get(str(message.id), english),
                }
            )
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows))
    assert messages.fill(str(file)) == 0


def test_everything_that_is_shown_is_extracted(messages: ModuleType) -> None:
    found = {(message.context, message.id) for message in messages.extracted() if message.id}
    assert found == {
        (None, "受理"),
        (None, "不予受理"),
        (None, ("%(count)d 件", "%(count)d 件办件")),
        ("按钮", "提交"),
        ("状态", "提交"),
        (None, "一次性告知"),
        (None, "提示"),
        (None, "说明"),
        (None, ("%(count)s 个事项", "%(count)s 个事项们")),
        (None, "办件 %(name)s 已受理"),
        ("日期", "截止"),
    }


def test_a_complete_catalogue_passes(messages: ModuleType, tmp_path: Path) -> None:
    messages.update()
    assert messages.check() == 1
    _fill(messages, tmp_path)
    assert messages.check() == 0


def test_an_update_keeps_translations_and_drops_what_is_gone(messages: ModuleType, tmp_path: Path) -> None:
    _fill(messages, tmp_path)
    source = tmp_path / "src" / "yangguang" / "views.py"
    source.write_text(PYTHON.replace('_("受理")', '_("准予许可")'))
    wanted, known = messages.extracted(), messages.stored()
    assert [fault.partition(":")[0] for fault in messages.faults(wanted, known)] == ["missing", "obsolete"]
    messages.update()
    with messages.CATALOGUE.open("rb") as file:
        entries = {message.id: message.string for message in read_po(file) if message.id}
    assert entries["准予许可"] == ""
    assert entries["不予受理"] == "[不予受理]"
    assert "受理" not in entries


def test_a_lost_placeholder_is_a_fault(messages: ModuleType, tmp_path: Path) -> None:
    _fill(messages, tmp_path, **{"办件 %(name)s 已受理": "accepted"})
    faults = messages.faults(messages.extracted(), messages.stored())
    assert faults == ["placeholders differ: '办件 %(name)s 已受理'"]


def test_a_row_that_the_sources_do_not_ask_for_is_refused(messages: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('[{"id": "没有这一句", "english": "no such"}]')
    assert messages.fill(str(file)) == 1


def test_the_compiled_catalogue_speaks_english(messages: ModuleType, tmp_path: Path) -> None:
    import gettext

    _fill(messages, tmp_path, 受理="accept")
    assert messages.compile_catalogue() == 0
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("受理") == "accept"
    assert english.pgettext("按钮", "提交") == "[提交]"
    assert english.ngettext("%(count)d 件", "%(count)d 件办件", 2) == "[%(count)d 件办件]"
