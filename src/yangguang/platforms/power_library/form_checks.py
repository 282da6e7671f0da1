"""Checks on entry of the application form: choices, conditions, groups and bounds; run by `item_checks.validate`."""

from collections.abc import Iterator

from yangguang.platforms.power_library.item_definitions import FieldKind, FormField, ItemDefinition

Problem = tuple[str, str, str, str]  # field, rule, article, remedy
LIST = "实施清单要素"


def form_questions(item: ItemDefinition) -> Iterator[Problem]:
    values = {field.key: {choice.value for choice in field.choices} for field in item.fields}
    values |= {field.key: {"yes", "no"} for field in item.fields if field.kind is FieldKind.YES_NO}
    for field in item.fields:
        if (field.kind is FieldKind.CHOICE) != bool(field.choices):
            yield f"fields.{field.key}.choices", "选择题要有选项,其他题没有", LIST, "核对 kind 与 choices"
        asked, _, value = field.show_if.partition("=")
        if field.show_if and value not in values.get(asked, set()):
            yield (
                f"fields.{field.key}.show_if",
                "show_if 应写作 题目标识=选项值",
                LIST,
                "核对题目标识和选项值",
            )
        yield from _bounds(field)
    yield from _groups(item)


MOST_ROWS = 50
_BOUNDED = {FieldKind.NUMBER, FieldKind.GROUP}


def _bounds(field: FormField) -> Iterator[Problem]:
    place = f"fields.{field.key}"
    if (field.least or field.most) and field.kind not in _BOUNDED:
        yield f"{place}.most", "只有数字和重复填写的一组有上下限", LIST, "去掉 least 和 most"
    if field.most and field.least > field.most:
        yield f"{place}.least", "下限大于上限", LIST, "核对 least 与 most"
    if field.kind is FieldKind.GROUP and field.most > MOST_ROWS:
        yield f"{place}.most", f"一组最多填写 {MOST_ROWS} 行", LIST, "更多的请改为上传名单材料"
    if field.format and field.kind is not FieldKind.TEXT:
        yield f"{place}.format", "只有一行文字可以规定格式", LIST, "去掉 format"


def _groups(item: ItemDefinition) -> Iterator[Problem]:
    """Groups hold questions, questions name groups, and conditions stay within one group or outside of all."""
    group_of = {field.key: field.group for field in item.fields}
    groups = {field.key for field in item.fields if field.kind is FieldKind.GROUP}
    for field in item.fields:
        place = f"fields.{field.key}"
        if field.group and field.group not in groups:
            yield f"{place}.group", f"没有题目“{field.group}”，或者它不是重复填写的一组", LIST, "核对 group"
        if field.group and field.kind is FieldKind.GROUP:
            yield f"{place}.group", "一组之内不能再有一组", LIST, "分成两组"
        if field.key in groups and field.key not in group_of.values():
            yield f"{place}.kind", "重复填写的一组里还没有题目", LIST, "给组内的题目写上 group"
        asked = field.show_if.partition("=")[0]
        if field.show_if and asked in group_of and group_of[asked] != field.group:
            yield f"{place}.show_if", "条件只能是同一组的题目，组外的题目只能看组外的", LIST, "改换条件"
