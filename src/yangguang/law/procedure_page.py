"""The procedures as a page of Markdown with diagrams: ``python -m yangguang.law.procedure_page > docs/procedures.md``."""

from collections.abc import Iterator

from .phrases import english_of
from .procedures import Procedure, Rule, Stage, documents, procedures

HEAD = """# 程序 / Procedures

Written from `src/yangguang/law/texts/procedures.toml` and `documents.toml`; a test keeps it so. To change it, change
those tables and run `python -m yangguang.law.procedure_page > docs/procedures.md`.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *(_section(one) for one in procedures().values()), _forms()]
    return "\n".join(parts)


def diagram(procedure: Procedure) -> str:
    """A Mermaid state diagram of one procedure."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{stage.label}" as {stage.value}' for stage in procedure.stages()]
    lines += [f"    [*] --> {Stage.NOT_BEGUN.value}"]
    lines += list(_arrows(procedure))
    lines += [
        f"    {stage.value} --> [*]" for stage in procedure.stages() if not procedure.possible_acts(stage)
    ]
    return "\n".join([*lines, "```"])


def _arrows(procedure: Procedure) -> Iterator[str]:
    """One arrow for each pair of stages, naming all acts that lead along it."""
    acts: dict[tuple[Stage, Stage], list[str]] = {}
    for rule in procedure.rules.values():
        for stage in rule.after:
            acts.setdefault((stage, rule.to), []).append(rule.act.label)
    for (begin, end), names in acts.items():
        yield f"    {begin.value} --> {end.value}: {'、'.join(names)}"


def _section(procedure: Procedure) -> str:
    lines = [f"## {procedure.name} / {procedure.name.english}", ""]
    if procedure.by_analogy:
        lines += ["参照办理，单行法另有规定的从其规定。By analogy; a special law goes before.", ""]
    lines += [
        diagram(procedure),
        "",
        "| 行为 Act | 在何状态后 After | 到 To | 依据 By | 文书 Documents |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(rule) for rule in procedure.rules.values()]
    return "\n".join([*lines, ""])


def _row(rule: Rule) -> str:
    after = "、".join(stage.label for stage in rule.after)
    made = "、".join(documents()[name].name for name in rule.documents)
    return f"| {rule.act.label} {rule.act.label.english} | {after} | {rule.to.label} | {rule.citation} | {made} |"


def _forms() -> str:
    lines = ["## 文书 / Documents", "", "| 文书 | 依据 | 必备内容 |", "|---|---|---|"]
    for form in documents().values():
        contents = "、".join(form.contents)
        lines.append(f"| {form.name} {english_of(form.name)} | {form.citation} | {contents} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(page(), end="")
