"""Files that people hand in: judged by content, named safely, kept once, opened by whom it concerns."""

import contextlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, Cast
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import access, queries
from yangguang.foundations.documents.evidence import clean_name, path_of, read_bytes
from yangguang.foundations.documents.file_types import BrokenFile, FileType, detect
from yangguang.foundations.documents.models import EvidenceFile
from yangguang.foundations.documents.services import store_evidence
from yangguang.law.refusals import NotFound, Refusal


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8) -> bytes:
    frame = b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34\xff\x00\x56" + b"\xff\xd9"
    )  # fmt: skip


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("data", "type_"), [(PDF, FileType.PDF), (png(), FileType.PNG), (jpeg(), FileType.JPEG)]
)
def test_a_sound_file_is_what_its_content_shows(data: bytes, type_: FileType) -> None:
    assert detect(data) is type_


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + bytes(20),
        b"PK\x03\x04" + bytes(20),
        b"MZ" + bytes(20),
        b"<html>",
        b"\xff\xd8",
        b" %PDF-1.7",
    ],
)
def test_other_types_are_none_of_ours(data: bytes) -> None:
    assert detect(data) is None


@pytest.mark.parametrize("sound", [PDF, png(), jpeg()])
def test_a_file_that_was_cut_off_is_broken_wherever_it_was_cut(sound: bytes) -> None:
    for length in range(9, len(sound) - 6):
        with pytest.raises(BrokenFile):
            detect(sound[:length])


def test_a_png_whose_bits_flipped_is_broken() -> None:
    flipped = bytearray(png())
    flipped[20] ^= 1
    with pytest.raises(BrokenFile, match="校验值"):
        detect(bytes(flipped))


@pytest.mark.parametrize("data", [png(60_000, 60_000), png(0, 5), jpeg(65_000, 65_000)])
def test_a_picture_that_unfolds_to_an_absurd_size_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenFile, match="不合理"):
        detect(data)


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b""]))
def test_any_bytes_are_judged_without_falling_over(data: bytes, start: bytes) -> None:
    with contextlib.suppress(BrokenFile):
        assert detect(start + data) in {None, *FileType}


@pytest.mark.parametrize(
    ("given_name", "type_", "kept"),
    [
        ("营业执照.PDF", FileType.PDF, "营业执照.pdf"),
        ("照片.jpeg", FileType.JPEG, "照片.jpeg"),
        ("photo.exe", FileType.JPEG, "photo.jpg"),
        ("../../etc/passwd", FileType.PNG, "passwd.png"),
        ("C:\\Users\\王\\身份证.jpg", FileType.JPEG, "身份证.jpg"),
        ("发票\u202egpj.exe", FileType.PDF, "发票gpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", FileType.PDF, "aSet-Cookie: x.pdf"),
        ("", FileType.PDF, "材料.pdf"),
        (".pdf", FileType.PDF, "pdf.pdf"),
        ("长" * 300 + ".pdf", FileType.PDF, "长" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, type_: FileType, kept: str) -> None:
    assert clean_name(given_name, type_) == kept


def stored(cast: Cast, data: Any = PDF, name: str = "营业执照.pdf") -> EvidenceFile:
    return store_evidence(owner_id=cast.citizen.account_id, name=name, data=data, at=AT)


@pytest.mark.django_db
def test_a_file_is_kept_by_the_hash_of_its_bytes_once(cast: Cast) -> None:
    first, second = stored(cast), stored(cast, io.BytesIO(PDF), "另一个名字.jpg")
    assert first.sha256 == second.sha256
    assert (second.name, second.content_type, second.size) == ("另一个名字.pdf", "application/pdf", len(PDF))
    assert read_bytes(first.sha256) == PDF
    folder = Path(default_storage.path(path_of(first.sha256))).parent
    assert len(list(folder.iterdir())) == 1


@pytest.mark.django_db
def test_bytes_that_changed_on_the_disk_are_not_handed_out(cast: Cast) -> None:
    file = stored(cast, PDF + b"\n% altered later")
    Path(default_storage.path(path_of(file.sha256))).write_bytes(b"other")
    with pytest.raises(ValueError, match="no longer has this hash"):
        read_bytes(file.sha256)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "rule"), [(b"", "空文件"), (b"MZ" + bytes(50), "以文件内容"), (PDF[:-8], "损坏")]
)
def test_what_is_refused_says_why_and_what_to_do(cast: Cast, data: bytes, rule: str) -> None:
    with pytest.raises(Refusal) as refusal:
        stored(cast, data, "营业执照.pdf")
    assert "营业执照.pdf" in refusal.value.asked
    assert rule in refusal.value.rule
    assert refusal.value.way_out
    assert not EvidenceFile.objects.exists()


@pytest.mark.django_db
def test_a_file_above_the_limit_is_refused_and_one_at_the_limit_taken(cast: Cast, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert stored(cast).size == len(PDF)
    for data in (PDF + b"\n", io.BytesIO(PDF + b"\n")):
        with pytest.raises(Refusal, match="单个材料不超过"):
            stored(cast, data)


def find_something(data: bytes) -> str | None:
    return "EICAR" if b"EICAR" in data else None


@pytest.mark.django_db
def test_the_scanner_is_asked(cast: Cast, settings: Any) -> None:
    settings.EVIDENCE_SCANNER = f"{__name__}.find_something"
    assert stored(cast).pk
    with pytest.raises(Refusal, match="病毒扫描发现有害内容：EICAR"):
        stored(cast, PDF.replace(b"<<>>", b"EICAR"))


@pytest.mark.django_db
def test_evidence_is_opened_by_its_owner_and_by_whom_a_rule_lets_in(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stored(cast)
    monkeypatch.setattr(access, "_evidence_rules", [])
    assert access.evidence_for(cast.citizen, file.pk) == file
    for asked in (file.pk, UUID(int=0)):
        with pytest.raises(NotFound):
            access.evidence_for(cast.neighbour, asked)

    def rule(actor: Actor, file_id: UUID) -> bool:
        return actor == cast.neighbour and file_id == file.pk

    access.register_evidence_access(rule)
    assert access.evidence_for(cast.neighbour, file.pk) == file
    with pytest.raises(NotFound):
        access.evidence_for(cast.company, file.pk)


@pytest.mark.django_db
def test_evidence_by_id_leaves_out_what_is_not_there(cast: Cast) -> None:
    file = stored(cast)
    assert queries.evidence_by_id([file.pk, UUID(int=0)]) == {file.pk: file}
