"""What applicants type and hand in, made from the item's own definition."""

from datetime import date, timedelta
from random import Random
from typing import Any

from yangguang.platforms.power_library.queries import FormField, ItemDefinition

from .people import Person, company, person

STREETS = ("中山大道", "解放大道", "京汉大道", "沿江大道", "建设路", "人民路", "东风路", "长江路")
LONG_TEXTS = (
    "因生产经营需要，现提出申请，所填内容真实。",
    "符合办理条件，申请办理。",
    "家庭情况属实，请予核实。",
)


def filled_form(definition: ItemDefinition, applicant: Person, rng: Random, today: date) -> dict[str, Any]:
    """Every field that must be answered, answered; fields shown only for some answers follow those answers."""
    answers: dict[str, Any] = {}
    for field in definition.fields:
        if field.show_if and not _shown(field.show_if, answers):
            continue
        if field.required or rng.random() < 0.5:
            answers[field.key] = _answer(field, applicant, rng, today)
    return answers


def _shown(condition: str, answers: dict[str, Any]) -> bool:
    key, _equals, value = condition.partition("=")
    return str(answers.get(key.strip(), "")) == value.strip()


def _answer(field: FormField, applicant: Person, rng: Random, today: date) -> Any:
    match field.kind:
        case "number":
            return rng.randrange(1, 60)
        case "money_cents":
            return rng.randrange(500, 90_000) * 100
        case "date" if (
            "出生" in field.label and applicant.identity[6:14].isdigit() and applicant.identity[0] != "9"
        ):
            return date.fromisoformat(applicant.identity[6:14]).isoformat()
        case "date":
            return (today - timedelta(days=rng.randrange(20, 4000))).isoformat()
        case "choice":
            return rng.choice(field.choices).value
        case "yes_no":
            return rng.choice(("yes", "no"))
        case "phone":
            return applicant.phone
        case "id_number":
            return (
                applicant.identity
                if len(applicant.identity) == 18 and applicant.identity[0] != "9"
                else person(rng).identity
            )
        case "uscc":
            return applicant.identity if applicant.identity[0] == "9" else company(rng).identity
        case "address":
            return f"{rng.choice(STREETS)}{rng.randrange(1, 300)}号"
        case "long_text":
            return rng.choice(LONG_TEXTS)
        case _:
            return _short_text(field, applicant, rng)


def _short_text(field: FormField, applicant: Person, rng: Random) -> str:
    if "姓名" in field.label or "名称" in field.label or field.label.endswith("人"):
        return applicant.name
    if "地址" in field.label or "场所" in field.label or "住所" in field.label:
        return f"{rng.choice(STREETS)}{rng.randrange(1, 300)}号"
    text = rng.choice(("见附件材料", "符合要求", "一般情形"))
    return text[: field.max_length] if field.max_length else text
