"""零收费: recorded by the place's administrator on a document, for days to come; on the notice and on the guide."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import AT, HUBEI, JIANGAN, TODAY, WUHAN, YICHANG, definition
from desk import DAY
from fees_desk import CHARGED, FeeDesk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import ZeroFeePlace
from yangguang.platforms.power_operation.states import FeeState

DOCUMENT = "武汉市人民政府办公厅关于不动产登记零收费的通知（示例〔2026〕1号）"
FEE = definition(CHARGED).fees[0].name


@pytest.fixture
def administrator(fee_desk: FeeDesk) -> Actor:
    return fee_desk.desk.cast.officer(Role.ADMINISTRATOR, WUHAN)


def record(actor: Actor, division: str = WUHAN, **changed: object) -> int:
    typed: dict[str, object] = {
        "document": DOCUMENT,
        "fees": [FEE],
        "from_date": TODAY,
        "to_date": None,
        "at": AT,
    } | changed
    return services.record_zero_fee(actor=actor, division=division, **typed)  # type: ignore[arg-type]


def test_what_the_city_recorded_is_not_taken_in_its_counties_and_the_notice_says_why(
    fee_desk: FeeDesk, administrator: Actor
) -> None:
    record(administrator)
    notice = fee_desk.notice(fee_desk.accepted())
    assert notice.state == FeeState.WAIVED
    assert notice.document.facts["waiver"] == DOCUMENT
    assert ledger.history(f"zero_fee:{WUHAN}")[-1].kind == "operation.ZeroFeeRecorded"


def test_a_place_below_is_the_administrators_and_one_elsewhere_is_not(
    fee_desk: FeeDesk, administrator: Actor
) -> None:
    record(administrator, JIANGAN)
    for elsewhere in (YICHANG, HUBEI, "429999000000"):
        with pytest.raises(NotFound), transaction.atomic():
            record(administrator, elsewhere)
    with pytest.raises(NotFound), transaction.atomic():
        record(fee_desk.head)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"document": " "}, "应当有依据"),
        ({"from_date": date(2026, 3, 1)}, "今天或以后"),
        ({"to_date": TODAY}, "终止日"),
        ({"fees": ["茶水费"]}, "收费清单"),
    ],
)
def test_no_document_no_past_and_nothing_off_the_list(
    administrator: Actor, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(Refusal) as refused, transaction.atomic():
        record(administrator, **changed)
    assert said in f"{refused.value.rule}{refused.value.way_out}"
    assert not ZeroFeePlace.objects.exists()


def test_it_ends_on_a_day_to_come_and_fees_are_taken_from_then_on(
    fee_desk: FeeDesk, administrator: Actor
) -> None:
    zero_fee = record(administrator)
    with pytest.raises(Refusal, match="事先公布"), transaction.atomic():
        services.end_zero_fee(actor=administrator, zero_fee_id=zero_fee, to_date=TODAY, document="x", at=AT)
    services.end_zero_fee(
        actor=administrator, zero_fee_id=zero_fee, to_date=date(2026, 3, 3), document="示例〔2026〕9号", at=AT
    )
    assert fee_desk.notice(fee_desk.accepted()).state == FeeState.WAIVED
    assert fee_desk.notice(fee_desk.accepted(at=AT + DAY)).state == FeeState.DUE
    with pytest.raises(Refusal, match="原定"), transaction.atomic():  # ended is ended
        services.end_zero_fee(
            actor=administrator, zero_fee_id=zero_fee, to_date=date(2026, 4, 1), document="x", at=AT
        )


@pytest.mark.usefixtures("stopped_clock")
class TestPages:
    def test_the_administrator_records_and_ends_it_on_its_page(
        self, fee_desk: FeeDesk, administrator: Actor
    ) -> None:
        office = fee_desk.desk.cast.signed_in(administrator)
        page = reverse("operation:zero_fees")
        typed = {"division": WUHAN, "document": DOCUMENT, "fees": [FEE], "from_date": "2026-03-02"}
        assert 'value="2026-03-02"' in office.get(page).content.decode()  # today, as browsers want it
        assert office.post(page, typed | {"document": ""}).status_code == 422
        assert office.post(page, typed | {"from_date": "2026-03-01"}).status_code == 422
        assert office.post(page, typed).status_code == 302
        shown = office.get(page).content.decode()
        assert DOCUMENT in shown
        assert FEE in shown
        zero_fee = ZeroFeePlace.objects.get()
        end = reverse("operation:end_zero_fee", args=[zero_fee.pk])
        assert office.post(end, {"to_date": "2026-03-02", "end_document": "x"}).status_code == 422
        assert (
            office.post(end, {"to_date": "2026-04-01", "end_document": "示例〔2026〕9号"}).status_code == 302
        )
        zero_fee.refresh_from_db()
        assert zero_fee.to_date == date(2026, 4, 1)

    def test_another_place_is_not_offered(self, fee_desk: FeeDesk, administrator: Actor) -> None:
        office = fee_desk.desk.cast.signed_in(administrator)
        typed = {"division": YICHANG, "document": DOCUMENT, "from_date": "2026-03-02"}
        assert office.post(reverse("operation:zero_fees"), typed).status_code == 422

    def test_the_public_guide_says_so_where_it_holds(
        self, fee_desk: FeeDesk, administrator: Actor, client: Client
    ) -> None:
        entry = ImplementingEntry.objects.get(item_id=CHARGED, division_id=JIANGAN)
        guide = reverse("library:guide", args=[entry.code])
        assert "零收费" not in client.get(guide).content.decode()
        record(administrator)
        shown = client.get(guide).content.decode()
        assert "零收费" in shown
        assert DOCUMENT in shown
