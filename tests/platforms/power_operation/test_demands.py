"""Proofs and intermediaries' reports off the list: refused with the article of their list, and on the ledger."""

import pytest

from cast import AT, definition
from desk import HOUR, Desk
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.services import Paper


def last_event(case_id: int) -> LedgerEvent:
    return LedgerEvent.objects.filter(stream=f"case:{case_id}").order_by("-position")[0]


def demand(desk: Desk, case_id: int, paper: Paper, *names: str) -> None:
    services.demand_papers(actor=desk.clerk, case_id=case_id, paper=paper, names=names, at=AT + HOUR)


@pytest.mark.parametrize(
    ("paper", "name", "article"),
    [
        (Paper.PROOF, "无违法犯罪记录证明", "第四十五条"),
        (Paper.INTERMEDIARY_REPORT, "食品安全评估报告", "第四十三条"),
    ],
)
def test_what_the_list_does_not_name_is_refused_and_seen(
    desk: Desk, paper: Paper, name: str, article: str
) -> None:
    case_id = desk.file().case_id
    with pytest.raises(Refusal, match=article):
        demand(desk, case_id, paper, name)
    event = last_event(case_id)
    assert event.kind == "operation.UnlistedDemandRefused"
    assert event.payload["demanded"].endswith(f"：{name}")


def test_a_listed_proof_changes_nothing(desk: Desk) -> None:
    case_id = desk.file().case_id
    before = last_event(case_id).pk
    demand(desk, case_id, Paper.PROOF, "营业执照")
    assert last_event(case_id).pk == before


def test_an_intermediary_report_is_no_proof(desk: Desk) -> None:
    (report,) = [m.name for m in definition("construction_permit").materials if m.intermediary]
    case_id = desk.file("construction_permit", citizen=desk.cast.company).case_id
    demand(desk, case_id, Paper.INTERMEDIARY_REPORT, report)
    with pytest.raises(Refusal, match="第四十五条"):
        demand(desk, case_id, Paper.PROOF, report)


def test_who_is_not_at_the_window_learns_nothing(desk: Desk) -> None:
    case_id = desk.file().case_id
    with pytest.raises(NotFound):
        services.demand_papers(
            actor=desk.reviewer, case_id=case_id, paper=Paper.PROOF, names=["户口簿"], at=AT + HOUR
        )
