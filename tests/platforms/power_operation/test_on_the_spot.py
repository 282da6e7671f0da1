"""当场办结: one act of the window from the papers to the result, where the item leaves the decision to it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import AT, BAOCHENG, definition
from desk import HOUR, Desk
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.services import Intake
from yangguang.platforms.power_operation.states import CaseState, Channel, Outcome

FILING = "project_filing"


def kinds(case_id: int) -> list[str]:
    events = LedgerEvent.objects.filter(stream=f"case:{case_id}").order_by("position")
    return [event.kind.removeprefix("operation.") for event in events]


def papers(case_id: int) -> set[str]:
    return set(OfficialDocument.objects.filter(subject=f"case:{case_id}").values_list("kind", flat=True))


def settle(desk: Desk, case_id: int) -> None:
    services.settle_on_the_spot(actor=desk.clerk, case_id=case_id, person="陈晓兰", at=AT + HOUR)


def filed(desk: Desk) -> int:
    return desk.file(FILING, citizen=desk.cast.company).case_id


def at_window(desk: Desk, item: str = FILING, **more: object) -> dict[str, Any]:
    filing = desk.filing(item, citizen=desk.cast.company)
    intake = Intake(
        channel=Channel.WINDOW,
        received_in=desk.entry(item).division_id,
        on_paper=frozenset(filing["intake"].files),
    )
    return filing | {"actor": desk.clerk, "intake": intake} | more


def test_one_act_makes_every_act_and_every_document(desk: Desk) -> None:
    settle(desk, filed(desk))
    case = Case.objects.get()
    assert (case.state, case.outcome) == (CaseState.DELIVERED, Outcome.GRANTED)
    assert kinds(case.pk) == ["CaseReceived", "CaseAccepted", "StepsStarted", "CaseDecided", "CaseDelivered"]
    assert {"receipt", "acceptance", "grant", "service"} <= papers(case.pk)
    assert list(queries.contradictions()) == []


def test_from_the_papers_on_the_counter_to_the_result_however_often_it_is_sent(desk: Desk) -> None:
    filing = at_window(desk, request_key=uuid4())
    first = services.receive_on_the_spot(**filing)
    again = services.receive_on_the_spot(**filing)
    assert first == again
    assert kinds(first.case_id).count("CaseDelivered") == 1
    assert Case.objects.get(pk=first.case_id).state == CaseState.DELIVERED


def test_a_case_accepted_before_is_decided_and_handed_over(desk: Desk) -> None:
    case = desk.accepted(FILING, citizen=desk.cast.company)
    settle(desk, case.pk)
    assert kinds(case.pk).count("CaseAccepted") == 1
    assert kinds(case.pk)[-1] == "CaseDelivered"


def test_what_others_decide_is_not_settled_at_the_window(desk: Desk) -> None:
    received = desk.file()  # reviewed and decided by the department
    with pytest.raises(Refusal, match="即办件"), transaction.atomic():
        settle(desk, received.case_id)
    assert kinds(received.case_id) == ["CaseReceived"]


def test_with_a_paper_missing_nothing_at_all_is_done(desk: Desk) -> None:
    required = next(m.key for m in definition(FILING).materials if m.necessity == "required")
    filing = at_window(desk)
    intake = filing["intake"]
    filing["intake"] = replace(intake, on_paper=intake.on_paper - {required})
    with pytest.raises(Refusal, match="尚缺"), transaction.atomic():
        services.receive_on_the_spot(**filing)
    assert not Case.objects.exists()


def test_a_fee_is_paid_first(desk: Desk) -> None:
    (fee,) = definition("house_transfer_registration").fees
    charged = replace(definition("individual_business"), fees=(fee,))
    load_items(AT, [definition("food_business"), charged])
    case_id = desk.file("individual_business").case_id
    with pytest.raises(Refusal, match="缴清之前"), transaction.atomic():
        settle(desk, case_id)
    assert Case.objects.get(pk=case_id).state == CaseState.RECEIVED


def test_only_the_window_of_the_case_does_it(desk: Desk) -> None:
    case_id = filed(desk)
    stranger = desk.cast.officer(Role.VILLAGE_AGENT, BAOCHENG)
    with pytest.raises(NotFound), transaction.atomic():
        services.settle_on_the_spot(actor=stranger, case_id=case_id, person="x", at=AT)


@pytest.mark.usefixtures("stopped_clock")
class TestPages:
    @pytest.fixture
    def window(self, desk: Desk) -> Client:
        return desk.cast.signed_in(desk.clerk)

    def typed(self, desk: Desk) -> dict[str, object]:
        filing = desk.filing(FILING, citizen=desk.cast.company)
        applicant = filing["applicant"]
        return {
            **filing["form"],
            "applicant-kind": applicant.kind,
            "applicant-name": applicant.name,
            "applicant-identity": applicant.identity,
            "applicant-phone": applicant.phone,
            "on_paper": list(filing["intake"].files),
            "request_key": str(uuid4()),
        }

    def test_the_case_page_offers_it_for_such_items_only(self, desk: Desk, window: Client) -> None:
        ours = Case.objects.get(pk=filed(desk))
        other = Case.objects.get(pk=desk.file().case_id)

        def shown(case: Case) -> str:
            return window.get(reverse("operation:case", args=[case.number])).content.decode()

        assert "act-settle" in shown(ours)
        assert "act-settle" not in shown(other)
        done = window.post(reverse("operation:act", args=[ours.number, "settle"]), {"person": "陈晓兰"})
        assert done.status_code == 302
        ours.refresh_from_db()
        assert ours.state == CaseState.DELIVERED

    def test_its_story_runs_backwards_though_all_of_it_is_of_one_moment(
        self, desk: Desk, window: Client
    ) -> None:
        case = Case.objects.get(pk=filed(desk))
        services.settle_on_the_spot(actor=desk.clerk, case_id=case.pk, person="陈晓兰", at=AT)
        page = window.get(reverse("operation:case", args=[case.number])).content.decode()
        course = page[page.index(">经过<") :]
        order = [course.index(f">{word}<") for word in ("结果送达", "办结：准予", "受理", "收到申请")]
        assert order == sorted(order)

    def test_taking_in_and_settling_is_one_button(self, desk: Desk, window: Client) -> None:
        entry = library.filing_terms(desk.entry(FILING).pk, on=AT.date())
        page = reverse("operation:take_in", args=[entry.entry_code])
        assert "当场办结" in window.get(page).content.decode()
        typed = self.typed(desk)
        assert window.post(page, typed | {"on_the_spot": "1"}).status_code == 302
        assert Case.objects.get().state == CaseState.DELIVERED
        assert window.post(page, typed | {"on_the_spot": "1"}).status_code == 302  # sent twice: one effect
        assert Case.objects.count() == 1

    def test_the_other_button_only_takes_in(self, desk: Desk, window: Client) -> None:
        entry = library.filing_terms(desk.entry(FILING).pk, on=AT.date())
        page = reverse("operation:take_in", args=[entry.entry_code])
        assert window.post(page, self.typed(desk)).status_code == 302
        assert Case.objects.get().state == CaseState.RECEIVED

    def test_no_such_button_where_the_department_decides(self, desk: Desk, window: Client) -> None:
        entry = library.filing_terms(desk.entry("food_business").pk, on=AT.date())
        page = reverse("operation:take_in", args=[entry.entry_code])
        assert 'name="on_the_spot"' not in window.get(page).content.decode()
