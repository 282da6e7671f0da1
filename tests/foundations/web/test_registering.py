"""Opening an account: what is wrong is said at its position, and what was typed stays."""

import pytest
from django.test import Client

from cast import Cast
from yangguang.foundations.accounts.models import Account

pytestmark = pytest.mark.django_db

CITIZEN = {
    "kind": "citizen",
    "name": "王志远",
    "identity_number": "11010519491231002X",
    "phone": "13900001111",
    "username": "wang-zhiyuan",
    "password": "sunshine-2026",
    "repeated": "sunshine-2026",
}
COMPANY = CITIZEN | {
    "kind": "company",
    "name": "湖北阳光软件有限公司",
    "identity_number": "11420000MB1686999B",
}


def test_a_citizen_registers_and_is_signed_in(client: Client) -> None:
    answer = client.post("/account/register/", CITIZEN)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/start/")
    assert client.session["_auth_user_id"] == str(Account.objects.get(username="wang-zhiyuan").pk)


def test_a_company_registers_with_its_code(client: Client) -> None:
    assert client.post("/account/register/", COMPANY).status_code == 302
    assert Account.objects.get(username="wang-zhiyuan").kind == "company"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"identity_number": "110105194912310021"}, "第 18 位"),
        ({"identity_number": "11010519491331002X"}, "第 7 位"),
        ({"identity_number": "1101051949"}, "长度"),
        ({"phone": "12345"}, "11 位手机号"),
        ({"username": "王 志远"}, "用户名只能用"),
        ({"password": "12345678", "repeated": "12345678"}, "密码"),
        ({"repeated": "sunshine-2027"}, "两次输入的密码不一样"),
        ({"name": ""}, "请填写姓名"),
    ],
)
def test_a_fault_is_named_and_the_rest_stays(client: Client, changes: dict[str, str], said: str) -> None:
    answer = client.post("/account/register/", CITIZEN | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{(CITIZEN | changes)["phone"]}"' in page
    assert "sunshine-202" not in page
    assert not Account.objects.filter(username="wang-zhiyuan").exists()


def test_a_wrong_company_code_is_told_its_position(client: Client) -> None:
    page = client.post(
        "/account/register/", COMPANY | {"identity_number": "11420000MB16869990"}
    ).content.decode()
    assert "第 18 位" in page


def test_a_number_that_has_an_account_is_refused_with_a_way_out(client: Client, cast: Cast) -> None:
    page = client.post(
        "/account/register/", CITIZEN | {"identity_number": "420102198804051229"}
    ).content.decode()
    assert "一个证件号码只能有一个账户" in page
    assert 'value="王志远"' in page
