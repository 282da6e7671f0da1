"""A citizen applies, comes back, corrects, tracks and rates, over the pages that work without any script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.foundations.notices.services import ServiceMode
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.service_portal import services
from yangguang.platforms.service_portal.models import ApplicationDraft, Rating
from yangguang_sim.papers import PAPER


@pytest.fixture
def client(desk: Desk) -> Client:
    return desk.cast.signed_in(desk.cast.citizen)


def _start(desk: Desk, client: Client) -> ApplicationDraft:
    response = client.post(f"/apply/{desk.entry().code}/")
    assert response.status_code == 302
    return ApplicationDraft.objects.get(account_id=desk.cast.citizen.account_id)


def test_a_draft_keeps_what_was_typed_even_when_it_is_wrong(desk: Desk, client: Client) -> None:
    draft = _start(desk, client)
    page = f"/apply/draft/{draft.pk}/"
    response = client.post(page, {"applicant_name": "陈晓兰", "uscc": "不是代码", "next": "1"})
    assert response.status_code == 422
    assert "不是代码" in response.content.decode()
    draft.refresh_from_db()
    assert draft.data["uscc"] == "不是代码"
    assert "不是代码" in client.get(page).content.decode()  # also on coming back


def test_beginning_again_takes_up_the_same_draft(desk: Desk, client: Client) -> None:
    first = _start(desk, client)
    client.post(f"/apply/{desk.entry().code}/")
    assert ApplicationDraft.objects.count() == 1
    assert ApplicationDraft.objects.get() == first


def test_a_refused_file_is_named_and_the_others_stay(desk: Desk, client: Client) -> None:
    draft = _start(desk, client)
    good = SimpleUploadedFile("申请书.pdf", PAPER)
    disguised = SimpleUploadedFile("身份证.pdf", b"MZ this is a program")
    response = client.post(
        f"/apply/draft/{draft.pk}/materials/", {"application_form": good, "id_card": disguised}
    )
    assert response.status_code == 422
    draft.refresh_from_db()
    assert set(draft.files) == {"application_form"}


def test_a_neighbours_draft_does_not_exist(desk: Desk, client: Client) -> None:
    draft = _start(desk, client)
    neighbour = desk.cast.signed_in(desk.cast.neighbour)
    for page in ("", "materials/", "check/"):
        assert neighbour.get(f"/apply/draft/{draft.pk}/{page}").status_code == 404


def test_pressing_submit_twice_files_once(desk: Desk) -> None:
    citizen = desk.cast.citizen
    draft = services.start_draft(actor=citizen, entry_code=desk.entry().code, at=AT)
    applicant = desk.applicant(citizen)
    first = services.submit_draft(
        actor=citizen, draft_id=draft.pk, applicant=applicant, electronic_service=True, at=AT
    )
    again = services.submit_draft(
        actor=citizen, draft_id=draft.pk, applicant=applicant, electronic_service=True, at=AT + HOUR
    )
    assert first == again
    assert Case.objects.count() == 1


def test_tracking_needs_the_tail_of_the_identity_number(desk: Desk) -> None:
    received = desk.file()
    stranger = Client()
    wrong = stranger.post("/track/", {"number": received.number, "tail": "0000"})
    assert wrong.status_code == 422
    right = stranger.post("/track/", {"number": received.tracking_code, "tail": "1229"})
    assert right.status_code == 200
    page = right.content.decode()
    assert "食品经营许可" in page
    assert "420102198804051229" not in page


def _delivered(desk: Desk) -> Case:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)
    operation.deliver_case(
        actor=desk.clerk, case_id=case.pk, mode=ServiceMode.DIRECT, person="陈晓兰", at=AT + 2 * DAY
    )
    return case


def test_one_case_one_rating(desk: Desk) -> None:
    case = _delivered(desk)
    services.rate_case(actor=desk.cast.citizen, case_id=case.pk, stars=5, text="很快", at=AT + 3 * DAY)
    with pytest.raises(Refusal, match="一次"):
        services.rate_case(actor=desk.cast.citizen, case_id=case.pk, stars=1, text="", at=AT + 3 * DAY)
    assert Rating.objects.get(case=case).stars == 5


def test_neither_staff_nor_neighbours_rate(desk: Desk) -> None:
    case = _delivered(desk)
    for actor in (desk.clerk, desk.cast.neighbour):
        with pytest.raises(NotFound):
            services.rate_case(actor=actor, case_id=case.pk, stars=5, text="", at=AT + 3 * DAY)


def test_no_rating_before_the_end(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match="办结"):
        services.rate_case(actor=desk.cast.citizen, case_id=case.pk, stars=5, text="", at=AT + DAY)
