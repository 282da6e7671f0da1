"""How a password is kept, and what becomes of one that was kept in the older way."""

from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from yangguang.site.settings import PASSWORD_HASHERS


@override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS)
def test_a_new_password_is_kept_by_argon2id_as_owasp_asks() -> None:
    kept = make_password("Sunshine-2026")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("Sunshine-2026", kept)
    assert not check_password("sunshine-2026", kept)


@override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS)
def test_an_older_hash_still_opens_and_is_replaced_at_once() -> None:
    older, kept_anew = make_password("Sunshine-2026", hasher="pbkdf2_sha256"), list[str]()
    assert check_password("Sunshine-2026", older, setter=kept_anew.append)
    assert kept_anew == ["Sunshine-2026"]
