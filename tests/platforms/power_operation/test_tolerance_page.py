"""The pages of 容缺受理: the window offers it where the list allows it, and what was promised is handed in later."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, CaseMaterial, Tolerance
from yangguang.platforms.power_operation.states import CaseState
from yangguang_sim.papers import PAPER

pytestmark = pytest.mark.usefixtures("stopped_clock")
RULES = "safety_rules"


@pytest.fixture
def window(desk: Desk) -> Client:
    return desk.cast.signed_in(desk.clerk)


def act(window: Client, case: Case, key: str, **typed: object) -> int:
    return window.post(reverse("operation:act", args=[case.number, key]), typed).status_code


def page(client: Client, name: str, case: Case) -> str:
    return client.get(reverse(name, args=[case.number])).content.decode()


def incomplete(desk: Desk) -> Case:
    return Case.objects.get(pk=desk.file(without=(RULES,)).case_id)


def promised(desk: Desk) -> Case:
    case = incomplete(desk)
    services.accept_with_tolerance(
        actor=desk.clerk, case_id=case.pk, materials=[RULES], promise="按期补交", days=5, at=AT
    )
    return case


def test_the_window_offers_it_only_where_the_list_allows_it(desk: Desk, window: Client) -> None:
    complete = Case.objects.get(pk=desk.file().case_id)
    assert "act-tolerate" in page(window, "operation:case", incomplete(desk))
    assert "act-tolerate" not in page(window, "operation:case", complete)


def test_the_window_accepts_on_the_promise_and_registers_what_comes(desk: Desk, window: Client) -> None:
    case = incomplete(desk)
    assert act(window, case, "tolerate", materials=[RULES], days=5, promise="") == 422
    assert act(window, case, "tolerate", materials=[RULES], days=5, promise="按期补交") == 302
    case.refresh_from_db()
    assert case.state == CaseState.UNDER_REVIEW
    assert "前补交" in page(window, "operation:case", case)
    assert act(window, case, "supply", materials=[RULES]) == 302
    assert CaseMaterial.objects.get(case=case, key=RULES).on_paper
    after = page(window, "operation:case", case)
    assert "act-supply" not in after
    assert "承诺的材料已补齐" in after


def test_a_material_that_the_form_does_not_offer_is_not_accepted(desk: Desk, window: Client) -> None:
    assert (
        act(window, incomplete(desk), "tolerate", materials=["layout_plan"], days=5, promise="按期补交")
        == 422
    )


def test_the_applicant_sees_the_deadline_and_hands_it_in(desk: Desk) -> None:
    case = promised(desk)
    applicant = desk.cast.signed_in(desk.cast.citizen)
    address = reverse("portal:supply", args=[case.number])
    assert address in page(applicant, "portal:case", case)
    assert "2026年3月9日" in page(applicant, "portal:supply", case)
    assert applicant.post(address, {}).status_code == 422  # nothing chosen
    paper = SimpleUploadedFile("制度.pdf", PAPER, content_type="application/pdf")
    assert applicant.post(address, {RULES: paper}).status_code == 302
    assert Tolerance.objects.get(case=case).supplied_at is not None
    assert applicant.get(address).status_code == 302  # nothing is wanted any more


def test_the_applicant_sees_how_it_ended(desk: Desk) -> None:
    case = promised(desk)
    assert services.lapse_tolerance(case_id=case.pk, at=AT + 8 * DAY)
    shown = page(desk.cast.signed_in(desk.cast.citizen), "portal:case", case)
    assert "逾期未补交" in shown
    assert "视为撤回申请" in shown
    assert reverse("portal:supply", args=[case.number]) not in shown


def test_nobody_else_reaches_the_page_of_an_applicant(desk: Desk) -> None:
    case = promised(desk)
    address = reverse("portal:supply", args=[case.number])
    assert desk.cast.signed_in(desk.clerk).get(address).status_code in {403, 404}
    services.supply_tolerated(
        actor=desk.clerk, case_id=case.pk, on_paper=frozenset({RULES}), at=AT + DAY + HOUR
    )
