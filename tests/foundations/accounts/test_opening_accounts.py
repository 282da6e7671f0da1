"""One account per identity; passwords set, changed and reset, each with its ledger row."""

import pytest

from cast import YILING, Cast
from yangguang.foundations.accounts import services
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.ledger.queries import history
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

pytestmark = pytest.mark.django_db


def register(cast: Cast, **changes: str) -> Account:
    asked = {
        "username": "wang",
        "password": "sunshine-2026",
        "name": "王志远",
        "identity_number": "11010519491231002x",
        "phone": "13900000000",
    }
    return services.register_citizen(**(asked | changes), at=cast.at)  # type: ignore[arg-type]


def test_a_citizen_is_registered_with_a_capital_x(cast: Cast) -> None:
    account = register(cast)
    assert (account.kind, account.identity_number) == ("citizen", "11010519491231002X")
    assert account.check_password("sunshine-2026")
    assert "王" not in str(history(f"account:{account.pk}"))


def test_a_second_account_for_one_number_is_refused_with_a_way_out(cast: Cast) -> None:
    register(cast)
    with pytest.raises(Refusal) as refused:
        register(cast, username="wang2")
    assert "一个证件号码只能有一个账户" in refused.value.rule
    assert "登录" in refused.value.way_out


def test_a_taken_user_name_is_refused_and_nothing_is_written(cast: Cast) -> None:
    register(cast)
    before = LedgerEvent.objects.count()
    with pytest.raises(Refusal, match="已有人使用"):
        register(cast, identity_number="440524188001010014")
    assert LedgerEvent.objects.count() == before
    assert not Account.objects.filter(identity_number="440524188001010014").exists()


def test_an_officer_is_created_only_within_the_administrators_place(cast: Cast) -> None:
    with pytest.raises(NotFound):
        services.create_officer(
            username="far",
            name="远",
            password=None,
            home=YILING,
            actor=cast.officer(Role.ADMINISTRATOR),
            at=cast.at,
        )


def test_a_clerk_resets_for_whoever_shows_the_card(cast: Cast) -> None:
    account_id = services.reset_password_at_window(
        identity_number="420102198804051229",
        name="陈晓兰",
        new_password="abcd-efgh-2345",
        actor=cast.officer(Role.WINDOW_CLERK),
        at=cast.at,
    )
    assert account_id == cast.citizen.account_id
    assert Account.objects.get(pk=account_id).check_password("abcd-efgh-2345")
    assert history(f"account:{account_id}")[-1].kind == "accounts.PasswordReset"


@pytest.mark.parametrize(
    ("number", "name"), [("420102198804051229", "陈小兰"), ("440524188001010014", "陈晓兰")]
)
def test_number_and_name_must_agree(cast: Cast, number: str, name: str) -> None:
    with pytest.raises(Refusal, match="须与注册时的一致"):
        services.reset_password_at_window(
            identity_number=number,
            name=name,
            new_password="x",
            actor=cast.officer(Role.WINDOW_CLERK),
            at=cast.at,
        )


def test_officers_passwords_are_not_reset_at_the_window(cast: Cast) -> None:
    officer = Account.objects.get(pk=cast.officer(Role.SUPERVISOR).account_id)
    with pytest.raises(Refusal):
        services.reset_password_at_window(
            identity_number="",
            name=officer.name,
            new_password="x",
            actor=cast.officer(Role.WINDOW_CLERK),
            at=cast.at,
        )


def test_an_administrator_resets_only_for_his_own_officers(cast: Cast) -> None:
    administrator = cast.officer(Role.ADMINISTRATOR)
    own, foreign = cast.officer(Role.SUPERVISOR), cast.officer(Role.SUPERVISOR, YILING)
    services.reset_officer_password(
        account_id=own.account_id, new_password="abcd-efgh-2345", actor=administrator, at=cast.at
    )
    assert Account.objects.get(pk=own.account_id).check_password("abcd-efgh-2345")
    with pytest.raises(NotFound):
        services.reset_officer_password(
            account_id=foreign.account_id, new_password="x", actor=administrator, at=cast.at
        )
