"""Who signs in: by user name, or by a telephone number that several accounts may share."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from .models import Account

__all__ = [
    "Account",
    "account_of",
    "known_accounts",
    "usernames_of",
]  # signing in is the one use of the row outside

SHARED_PHONE_AT_MOST = 3  # each further account costs one password check


def account_of(login: str, password: str, *, request: HttpRequest) -> Account | None:
    """The active account that ``login`` and ``password`` open.

    A telephone number opens the account whose password matches; a name that does not exist costs the same time as a
    wrong password, so that the answer does not tell which of the two it was.
    """
    for username in usernames_of(login):
        account = authenticate(request, username=username, password=password)
        if isinstance(account, Account):
            return account
    return None


def usernames_of(login: str) -> list[str]:
    """The user names to try: the one given, then those of the accounts with this telephone number."""
    by_phone = Account.objects.filter(phone=login, is_active=True).order_by("pk").exclude(phone="")
    found = list(by_phone.values_list("username", flat=True)[:SHARED_PHONE_AT_MOST])
    return [login] if not found else [name for name in found if name != login] + [login]


def known_accounts(login: str) -> list[int]:
    """The accounts whose owner should learn of a failed attempt."""
    return list(Account.objects.filter(username__in=usernames_of(login)).values_list("pk", flat=True))
