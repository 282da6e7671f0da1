"""What the public may read of a person."""

import pytest

from yangguang.foundations.accounts.masking import mask_identity, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马相如", "司马**"),
        ("买买提·艾力", "买**·**"),
        ("阿拉坦敖其尔", "阿*****"),  # long, but a person
        ("John Smith", "J*** S****"),
        (" 李 ", "李"),
        ("", ""),
    ],
)
def test_a_person_keeps_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_company_keeps_its_name() -> None:
    assert mask_name("武汉江城小厨餐饮有限公司", company=True) == "武汉江城小厨餐饮有限公司"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "138****5678"), ("027-87654321", "027*****4321"), ("12345", "***45"), ("", "")],
)
def test_a_phone_keeps_what_its_owner_recognises(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_an_identity_number_hides_birthday_and_serial() -> None:
    assert mask_identity("420102198804051229") == "420***********1229"
    assert mask_identity("1234567") == "*******"
