"""The pages of a joint case: applying, taking in, acting and following."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import AT, JIANGAN, YILING
from desk import HOUR
from joint_desk import ANSWERS, PAPERS, PARALLEL, RESTAURANT, JointDesk
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_operation.models import Case, CaseMaterial, JointAct, JointCase

pytestmark = pytest.mark.usefixtures("stopped_clock")
TYPED = {**ANSWERS, "uscc": "91420102MA4H4BXK5N"}
GUIDE = "/guide/matters/open_restaurant/"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_guide_leads_to_the_application_and_the_window(joint_desk: JointDesk) -> None:
    here = f"{GUIDE}?place={JIANGAN}"
    apply, take_in = "/apply/matter/open_restaurant/", "/work/joint/new/open_restaurant/"
    public, citizen = page(Client(), here), page(joint_desk.cast.signed_in(joint_desk.cast.citizen), here)
    assert apply in public
    assert apply in citizen
    assert take_in not in citizen
    window = page(joint_desk.cast.signed_in(joint_desk.clerk), here)
    assert take_in in window
    assert apply not in window
    assert apply not in page(Client(), GUIDE + "?place=all")  # where, nobody has said yet


def test_a_citizen_applies_once_and_follows_every_part(joint_desk: JointDesk) -> None:
    client = joint_desk.cast.signed_in(joint_desk.cast.citizen)
    address = reverse("portal:joint_apply", args=["open_restaurant"]) + f"?place={JIANGAN}"
    form = page(client, address)
    assert form.count('name="floor_area"') == 1
    assert form.count('name="file-business_licence"') == 1
    plan = SimpleUploadedFile("图.pdf", joint_desk.paper_bytes(), "application/pdf")

    sent = client.post(address, {**TYPED, "file-layout_plan": plan, "electronic_service": "1"})

    joint = JointCase.objects.get()
    assert sent["Location"] == reverse("portal:joint", args=[joint.number])
    assert CaseMaterial.objects.filter(case__joint_member__joint=joint).count() == 2  # one file, two members
    followed = page(client, sent["Location"])
    for case in Case.objects.filter(joint_member__joint=joint):
        assert reverse("portal:case", args=[case.number]) in followed
    assert "等待：" in followed
    assert joint.number in page(client, reverse("portal:my_cases"))
    stranger = joint_desk.cast.signed_in(joint_desk.cast.neighbour)
    assert stranger.get(sent["Location"]).status_code == 404


def test_pressing_twice_files_once(joint_desk: JointDesk) -> None:
    client = joint_desk.cast.signed_in(joint_desk.cast.citizen)
    address = reverse("portal:joint_apply", args=["open_restaurant"]) + f"?place={JIANGAN}"
    key = "7f4df19b-9ad0-4b43-a9de-8c1e0e3c2f10"
    first, second = (client.post(address, {**TYPED, "request_key": key}) for _press in range(2))
    assert first["Location"] == second["Location"]
    assert JointCase.objects.count() == 1


def test_what_is_wrong_comes_back_with_what_was_typed(joint_desk: JointDesk) -> None:
    client = joint_desk.cast.signed_in(joint_desk.cast.citizen)
    address = reverse("portal:joint_apply", args=["open_restaurant"]) + f"?place={JIANGAN}"
    answer = client.post(address, {**TYPED, "uscc": "12"})
    assert answer.status_code == 422
    assert "热食类食品制售" in answer.content.decode()
    assert not JointCase.objects.exists()
    assert client.post(address, TYPED).status_code == 302


def test_without_a_place_the_application_leads_back_to_the_guide(joint_desk: JointDesk) -> None:
    client = joint_desk.cast.signed_in(joint_desk.cast.citizen)
    assert client.get(reverse("portal:joint_apply", args=["open_restaurant"]))["Location"] == GUIDE


def test_the_clerk_takes_it_in_and_the_offices_act_on_one_page(joint_desk: JointDesk) -> None:
    window = joint_desk.cast.signed_in(joint_desk.clerk)
    who = joint_desk.applicant(joint_desk.cast.citizen)
    applicant = {"kind": "citizen", "name": who.name, "identity": who.identity, "phone": who.phone}
    typed: dict[str, Any] = {**TYPED, **{f"applicant-{key}": value for key, value in applicant.items()}}
    address = reverse("operation:joint_take_in", args=["open_restaurant"])
    assert "已收到纸质材料" in page(window, address)

    sent = window.post(address, {**typed, "on_paper": list(PAPERS)})

    joint = JointCase.objects.get()
    assert sent["Location"] == reverse("operation:joint_case", args=[joint.number])
    assert act(window, joint, "accept") == 302
    fire = joint_desk.cast.signed_in(joint_desk.officer_of("fire_check"))
    assert act(fire, joint, "opinion", item="fire_check", opinion="disagree", text="") == 409
    assert act(fire, joint, "opinion", item="fire_check", opinion="disagree", text="通道过窄") == 302
    visit = {
        "kind": "site_visit",
        "held_on": date(2026, 3, 2),
        "with_officer": "李春梅",
        "present": list(PARALLEL),
        "protocol": "已整改",
    }
    assert act(fire, joint, "act", **{**visit, "present": ["fire_check"]}) == 409
    assert act(fire, joint, "act", **visit) == 302
    assert JointAct.objects.get().protocol == "已整改"
    head = joint_desk.cast.signed_in(joint_desk.cast.officer(Role.GOVERNMENT_HEAD))
    assert act(head, joint, "extend", days=15, reasons="需论证") == 302
    shown = page(window, reverse("operation:joint_case", args=[joint.number]))
    for words in ("通道过窄", "已整改", "延期通知书", "联合踏勘"):
        assert words in shown
    assert "act-deliver" not in shown
    first = Case.objects.get(joint_member__joint=joint, joint_member__item="fire_check")
    assert joint.number in page(window, reverse("operation:case", args=[first.number]))
    assert joint.number in page(window, reverse("operation:joint_cases"))


def test_the_result_is_handed_over_on_the_page(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint(at=AT - 5 * HOUR)
    for item in RESTAURANT:
        joint_desk.settle(joint, item, at=AT - HOUR)
    window = joint_desk.cast.signed_in(joint_desk.clerk)
    assert "act-deliver" in page(window, reverse("operation:joint_case", args=[joint.number]))
    assert act(window, joint, "deliver", mode="direct", person="陈晓兰") == 302
    joint.refresh_from_db()
    assert joint.delivered_at == AT


def test_who_has_no_part_finds_nothing(joint_desk: JointDesk) -> None:
    joint = joint_desk.accepted_joint()
    stranger = joint_desk.cast.signed_in(joint_desk.cast.officer(Role.WINDOW_CLERK, YILING))
    assert stranger.get(reverse("operation:joint_case", args=[joint.number])).status_code == 404
    assert act(stranger, joint, "accept") == 404
    assert joint.number not in page(stranger, reverse("operation:joint_cases"))


def act(client: Client, joint: JointCase, key: str, **typed: Any) -> int:
    return client.post(reverse("operation:joint_act", args=[joint.number, key]), typed).status_code
