"""The demonstration pays the fees of what it delivers, once, and the provider's books know it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import AT
from desk import DAY
from fees_desk import FeeDesk
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation.states import FeeState
from yangguang_sim.paying import pay_fees
from yangguang_sim.payments import BOOKS_FILE, Books


def test_a_fee_is_paid_once_and_stands_in_the_books(
    fee_desk: FeeDesk, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    case = fee_desk.accepted()
    for _ in range(2):
        pay_fees(fee_desk.desk.clerk, case, AT + DAY)
    assert fee_desk.notice(case).state == FeeState.PAID
    (entry,) = Books(tmp_path / BOOKS_FILE).entries(str(shanghai_date(AT + DAY)))
    assert entry["amount_cents"] == 8000


def test_a_case_without_fees_asks_for_no_notice(fee_desk: FeeDesk) -> None:
    case = fee_desk.desk.accepted()
    with CaptureQueriesContext(connection) as captured:
        pay_fees(fee_desk.desk.clerk, case, AT + DAY)
    assert not [query for query in captured if "feenotice" in query["sql"]]
