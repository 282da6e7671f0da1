"""Signed documents: genuine without a server, and by either algorithm alone; one changed letter breaks both."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from cast import AT
from desk import DAY, Desk
from yangguang.foundations.documents import services
from yangguang.foundations.documents.models import DocumentSignature, OfficialDocument
from yangguang.foundations.documents.signatures import (
    NotASignedDocument,
    PublicKey,
    check_file,
    read_keys,
)
from yangguang.foundations.documents.signing import public_keys
from yangguang.site.cli import main


@pytest.fixture
def licence(desk: Desk) -> OfficialDocument:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)
    return OfficialDocument.objects.get(subject=f"case:{case.pk}", kind="licence")


def _as_downloaded(document: OfficialDocument) -> Any:
    return json.loads(json.dumps(services.signed_document(document, at=AT + 3 * DAY)))


def test_either_signature_shows_it_genuine(licence: OfficialDocument) -> None:
    file = _as_downloaded(licence)
    assert {one["algorithm"] for one in file["signatures"]} == {"Ed25519", "SM2-SM3"}
    for key in public_keys():
        by_one = [one for one in check_file(file, [key]) if one.known]
        assert [one.holds for one in by_one] == [True]


def test_signing_again_gives_the_same_file(licence: OfficialDocument) -> None:
    assert _as_downloaded(licence) == _as_downloaded(licence)
    assert DocumentSignature.objects.filter(document=licence).count() == 2


def test_one_changed_letter_breaks_both(licence: OfficialDocument) -> None:
    file = deepcopy(_as_downloaded(licence))
    file["statement"]["facts"]["holder"] = "张三"
    assert [one.holds for one in check_file(file, public_keys())] == [False, False]


def test_broken_and_empty_signatures_do_not_hold(licence: OfficialDocument) -> None:
    file = _as_downloaded(licence)
    for value in ("00" * 64, "", "ff", "00" * 32 + "11" * 32):
        for one in file["signatures"]:
            one["signature"] = value
        assert not any(one.holds for one in check_file(file, public_keys()))


def test_another_installations_key_proves_nothing(licence: OfficialDocument) -> None:
    stranger = PublicKey("Ed25519", "11" * 32)
    assert not any(one.known or one.holds for one in check_file(_as_downloaded(licence), [stranger]))


@pytest.mark.parametrize(
    "file", [{}, [], {"statement": {}, "signatures": []}, {"statement": {"a": 1.5}}, None]
)
def test_other_files_are_told_apart(file: Any) -> None:
    with pytest.raises(NotASignedDocument):
        check_file(file, [])
    with pytest.raises(NotASignedDocument):
        read_keys(file)


def test_from_the_page_to_the_command_line(
    desk: Desk, licence: OfficialDocument, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"/documents/{licence.verification_code}/signed.json"
    holder = desk.cast.signed_in(desk.cast.citizen)
    assert desk.cast.signed_in(desk.cast.neighbour).get(address).status_code == 404
    file, keys = tmp_path / "signed.json", tmp_path / "keys.json"
    file.write_bytes(holder.get(address).content)
    keys.write_bytes(holder.get("/documents/keys.json").content)
    assert main(["verify-document", str(file), "--keys", str(keys)]) == 0
    assert licence.number in capsys.readouterr().out
    file.write_text(file.read_text("utf-8").replace("陈晓兰", "陈小兰"), "utf-8")
    assert main(["verify-document", str(file), "--keys", str(keys)]) == 1
    assert main(["verify-document", str(tmp_path / "absent.json"), "--keys", str(keys)]) != 0
