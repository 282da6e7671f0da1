"""Matter files: one matter, one TOML file, ``matters/<key>.toml``, each checked on load against the items it names."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from .item_checks import Finding
from .item_definitions import FieldKind, ItemDefinition
from .item_files import SHAPE, ItemFilesError, decoded, plain_record, read_items
from .matters_definitions import Matter
from .matters_merging import NOT_TOLD_APART, Definitions, merged

RULE = "行政许可法第二十六条第二款、“一件事”目录"
ONCE = "行政许可法第三十一条、“一件事”一套材料"


class MatterFilesError(ItemFilesError):
    """Some matter files break some rules; ``findings`` has all of them, one line each in the message."""


@lru_cache(maxsize=1)
def matters() -> tuple[Matter, ...]:
    """Every matter that ships with the product, in the order of the files' names. Read once per process."""
    return read_matters(items=read_items())


def read_matters(
    directory: Traversable | None = None, *, items: Iterable[ItemDefinition]
) -> tuple[Matter, ...]:
    """All matters in ``directory`` (default: those shipped); all or nothing. Raises `MatterFilesError`."""
    root = directory or resources.files("yangguang.platforms.power_library") / "matters"
    by_key = {item.key: item for item in items}
    read: list[Matter] = []
    findings: list[Finding] = []
    for file in sorted(root.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            matter, wrong = read_matter(file.name, file.read_bytes())
            findings += wrong or _checked(matter, file.name, by_key)
            read += [matter] if matter else []
    if findings:
        raise MatterFilesError(findings)
    return tuple(read)


def read_matter(name: str, content: bytes) -> tuple[Matter | None, list[Finding]]:
    """One file's matter, or None and what is wrong with its shape."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Finding(name, "-", f"不是 UTF-8 的 TOML 文件：{error}", SHAPE, "按提示的行列改正")]
    return decoded(Matter, name, table)


def matter_as_json(matter: Matter) -> dict[str, Any]:
    """What a joint case keeps of its matter."""
    return plain_record(matter)


def matter_from_json(stored: Mapping[str, Any]) -> Matter:
    """The inverse of `matter_as_json`; raises `MatterFilesError` if the shape is wrong."""
    matter, findings = decoded(Matter, str(stored.get("key", "?")), stored)
    if matter is None:
        raise MatterFilesError(findings)
    return matter


Problem = tuple[str, str, str, str]  # field, rule, article, remedy


def _checked(matter: Matter | None, file: str, items: Definitions) -> list[Finding]:
    """The checks that need every member to exist come only once they do."""
    if matter is None:
        return []
    found = [*_named(matter, file), *_members(matter, items)]
    if not found:
        found = [problem for check in CHECKS for problem in check(matter, items)]
    return [Finding(file, *problem) for problem in found]


def _named(matter: Matter, file: str) -> Iterator[Problem]:
    if file != f"{matter.key}.toml":
        yield "key", f"文件应名为 {matter.key}.toml", SHAPE, "移动文件，或者改正 key"


def _members(matter: Matter, items: Definitions) -> Iterator[Problem]:
    if len(matter.members) < 2:
        yield "members", "一件事至少由两个事项组成", RULE, "补上成员事项，单个事项直接办理"
    earlier: set[str] = set()
    for member in matter.members:
        where = f"members.{member.item}"
        if member.item not in items:
            yield where, "事项库中没有这个事项", RULE, "核对事项的 key"
        if member.item in earlier:
            yield where, "同一事项列了两次", ONCE, "删去重复的一项"
        for before in member.after:
            if before not in earlier:
                yield f"{where}.after", f"“{before}”不在它前面", RULE, "先列前置事项，不得循环"
        earlier.add(member.item)


def _lead(matter: Matter, items: Definitions) -> Iterator[Problem]:
    departments = {items[member.item].department for member in matter.members}
    if matter.lead not in departments:
        yield "lead", "牵头部门不办理任何成员事项", RULE, f"可用：{'、'.join(sorted(departments))}"
    if all(member.after for member in matter.members):
        yield "members", "没有一项可以立即开始", RULE, "至少一项不写 after"


def _applicants(matter: Matter, items: Definitions) -> Iterator[Problem]:
    if not set.intersection(*(set(items[member.item].service_object) for member in matter.members)):
        yield "members", "没有一种申请人可以申请全部事项", RULE, "核对各事项的服务对象"


def _conditions(matter: Matter, _items: Definitions) -> Iterator[Problem]:
    answers = {
        one.key: {"yes", "no"} if one.kind is FieldKind.YES_NO else {choice.value for choice in one.choices}
        for one in matter.asks
    }
    for member in matter.members:
        key, _equals, value = member.when.partition("=")
        if member.when and value.strip() not in answers.get(key.strip(), ()):
            where = f"members.{member.item}.when"
            yield where, f"“{member.when}”不是 asks 中的问题和答案", SHAPE, "写成 问题=答案"


def _targets(matter: Matter, items: Definitions) -> Iterator[Problem]:
    """Everything written "item.key" exists, and is claimed once."""
    members = {member.item for member in matter.members}
    fields = {f"{key}.{one.key}" for key in members for one in items[key].fields}
    materials = {f"{key}.{one.key}" for key in members for one in items[key].materials}
    claims = [
        *((f"questions.{s.key}", target, fields) for s in matter.questions for target in s.stands_for),
        *((f"materials.{s.key}", target, materials) for s in matter.materials for target in s.stands_for),
        *((f"given.{one.field}", one.field, fields) for one in matter.given),
        *((f"passed.{one.of}", target, materials) for one in matter.passed for target in one.serves),
    ]
    for where, target, known in claims:
        if target not in known:
            yield where, f"成员事项没有“{target}”", SHAPE, "写成 事项.字段，或者 事项.材料"
    # A field and a material may share their name, so the two are counted apart.
    counted = Counter((id(known), target) for _where, target, known in claims)
    for where, target, known in claims:
        if counted[id(known), target] > 1:
            yield where, f"“{target}”归了两处", ONCE, "只留一处"


def _same_kind(matter: Matter, items: Definitions) -> Iterator[Problem]:
    """One answer fits all that a question stands for."""
    for shared in matter.questions:
        asked = [_field(items, target) for target in shared.stands_for]
        known = [one for one in asked if one]
        if len({(one.kind, tuple(c.value for c in one.choices), one.format) for one in known}) > 1:
            yield f"questions.{shared.key}", "合并的问题类型或者选项不同", SHAPE, "只合并能用同一个答案的问题"
    for given in matter.given:
        field = _field(items, given.field)
        if field and field.choices and given.value not in {choice.value for choice in field.choices}:
            yield f"given.{given.field}", f"“{given.value}”不在选项之内", SHAPE, "写选项的 value"


def _field(items: Definitions, target: str) -> Any:
    item, _dot, key = target.partition(".")
    return next((one for one in items[item].fields if one.key == key), None) if item in items else None


def _passed_on(matter: Matter, _items: Definitions) -> Iterator[Problem]:
    waits = {member.item: set(member.after) for member in matter.members}
    for one in matter.passed:
        for target in one.serves:
            if one.of not in waits.get(target.partition(".")[0], set()):
                yield f"passed.{one.of}", f"“{target}”的事项不等它的决定", RULE, "在该成员的 after 中写上它"


def _asked_once(matter: Matter, items: Definitions) -> Iterator[Problem]:
    """The same material is asked for once, and so is the same question."""
    whole = merged(matter, items)
    materials = [(one.material.key, one.material.name) for one in whole.materials]
    questions = [(one.field.key, one.field.label) for one in whole.fields if not one.field.group]
    for where, rows in (("materials", materials), ("questions", questions)):
        for key, name in rows:
            if NOT_TOLD_APART in key:
                yield where, f"“{name}”与别的事项的 key 相同", ONCE, f"在 [[{where}]] 中写明是否同一份"
        names = [name for _key, name in rows]
        for name, times in Counter(names).items():
            if times > 1:
                yield where, f"“{name}”要了 {times} 次", ONCE, f"在 [[{where}]] 中写明它代表哪几项"


def _whole(matter: Matter, items: Definitions) -> Iterator[Problem]:
    """What is asked can be counted once everything named exists."""
    named = list(_targets(matter, items))
    yield from named or _asked_once(matter, items)


CHECKS: tuple[Callable[[Matter, Definitions], Iterator[Problem]], ...] = (
    _lead,
    _applicants,
    _conditions,
    _whole,
    _same_kind,
    _passed_on,
)
