"""Where the window asks: what the lists name can be chosen; what they do not is refused with the article, and recorded."""

import pytest
from django.test import Client
from django.urls import reverse

from desk import Desk
from fees_desk import FeeDesk
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.rules import listed_proofs

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def window(desk: Desk) -> Client:
    return desk.cast.signed_in(desk.clerk)


def ask(client: Client, case: Case, wanted: str, name: str = "") -> tuple[int, str]:
    answer = client.post(
        reverse("operation:act", args=[case.number, "demand"]), {"wanted": wanted, "name": name}
    )
    return answer.status_code, answer.content.decode()


def attempts(case: Case) -> list[str]:
    events = ledger.history(f"case:{case.pk}")
    return [one.payload["demanded"] for one in events if one.kind == "operation.UnlistedDemandRefused"]


def test_what_the_list_names_is_offered_and_asking_for_it_is_in_order(desk: Desk, window: Client) -> None:
    case = Case.objects.get(pk=desk.file().case_id)
    page = window.get(reverse("operation:case", args=[case.number])).content.decode()
    (proof, *_others) = sorted(listed_proofs(library.definition_of(case.item_version)))
    assert f'value="proof:{proof}"' in page
    assert ask(window, case, f"proof:{proof}")[0] == 302
    assert attempts(case) == []


@pytest.mark.parametrize(
    ("kind", "name", "article"),
    [
        ("proof", "四邻无异议证明", "优化营商环境条例第四十五条"),
        ("intermediary_report", "安全评价报告", "优化营商环境条例第四十三条"),
        ("fee", "工本费", "行政许可法第五十八条"),
    ],
)
def test_what_it_does_not_name_is_refused_with_the_article_and_recorded(
    desk: Desk, window: Client, kind: str, name: str, article: str
) -> None:
    case = Case.objects.get(pk=desk.file().case_id)
    status, page = ask(window, case, f"other:{kind}", name)
    assert status == 409
    assert article in page
    assert name in page  # what was typed is still there
    (attempt,) = attempts(case)
    assert name in attempt


def test_a_name_smuggled_in_as_listed_is_no_choice(desk: Desk, window: Client) -> None:
    case = Case.objects.get(pk=desk.file().case_id)
    assert ask(window, case, "fee:工本费")[0] == 422
    assert ask(window, case, "other:proof", " ")[0] == 422
    assert attempts(case) == []


def test_a_fee_of_the_list_is_offered(fee_desk: FeeDesk) -> None:
    case = fee_desk.accepted()
    clerk = fee_desk.desk.cast.officer(Role.WINDOW_CLERK)
    (fee,) = library.definition_of(case.item_version).fees
    assert ask(fee_desk.desk.cast.signed_in(clerk), case, f"fee:{fee.name}")[0] == 302
    assert attempts(case) == []


def test_who_does_not_stand_at_the_window_is_not_offered_it(desk: Desk) -> None:
    case = desk.accepted()
    reviewer = desk.cast.signed_in(desk.reviewer)
    assert "act-demand" not in reviewer.get(reverse("operation:case", args=[case.number])).content.decode()
    assert ask(reviewer, case, "other:fee", "工本费")[0] == 404
