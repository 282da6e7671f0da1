"""Which window may take in what: at its own place or below the deciding one, at the levels that the list names."""

from random import Random

import pytest

from cast import AT, BAOCHENG, DAZHI, JIANGAN, WUHAN, YILING, definition
from desk import Desk
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.services import Intake, ReceivedCase
from yangguang.platforms.power_operation.states import Channel
from yangguang_sim.applications import filled_form
from yangguang_sim.people import Person


def _take_in(desk: Desk, item: str, place: str, role: Role) -> ReceivedCase:
    clerk = desk.cast.officer(role, place)
    who = desk.applicant(desk.cast.citizen)
    person = Person(who.name, who.identity, who.phone)
    intake = Intake(channel=Channel.WINDOW, received_in=place, on_paper=frozenset(), electronic_service=False)
    return services.receive_case(
        actor=clerk,
        entry_id=desk.entry(item).pk,
        applicant=who,
        form=filled_form(definition(item), person, Random(3), AT.date()),
        intake=intake,
        at=AT,
    )


@pytest.mark.parametrize(("place", "role"), [(JIANGAN, Role.WINDOW_CLERK), (DAZHI, Role.WINDOW_CLERK)])
def test_windows_at_and_below_the_deciding_place_take_in(desk: Desk, place: str, role: Role) -> None:
    case = Case.objects.get(pk=_take_in(desk, "food_business", place, role).case_id)
    assert (case.centre_id, case.received_in_id) == (JIANGAN, place)


@pytest.mark.parametrize(
    ("place", "role"),
    [
        (BAOCHENG, Role.VILLAGE_AGENT),  # a level that the list does not name
        (WUHAN, Role.WINDOW_CLERK),  # above the deciding place
        (YILING, Role.WINDOW_CLERK),  # another place
    ],
)
def test_other_windows_send_to_the_right_one(desk: Desk, place: str, role: Role) -> None:
    with pytest.raises(Refusal) as refused:
        _take_in(desk, "food_business", place, role)
    assert "江岸区" in refused.value.rule
    assert "县级、乡级" in refused.value.rule
    assert not Case.objects.exists()


def test_the_receipt_of_an_online_application_names_no_officer(desk: Desk) -> None:
    online = services.receive_case(**desk.filing("food_business", at=AT))
    taken_in = _take_in(desk, "food_business", JIANGAN, Role.WINDOW_CLERK)
    handlers = {
        one.case_id: OfficialDocument.objects.get(subject=f"case:{one.case_id}", kind="receipt").facts[
            "handler"
        ]
        for one in (online, taken_in)
    }
    assert handlers == {
        online.case_id: "",
        taken_in.case_id: desk.cast.officer(Role.WINDOW_CLERK, JIANGAN).name,
    }
