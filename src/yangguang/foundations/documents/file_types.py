"""What a file really is: the first bytes name a type, the structure has to bear it out."""

import zlib
from enum import Enum

from django.utils.translation import gettext as _

MAX_PIXELS = 100_000_000  # a picture that unfolds to more is meant to harm whoever opens it

_PNG = b"\x89PNG\r\n\x1a\n"
_PDF_TAIL = 2048  # readers look for the end mark in the last bytes; some writers add a few
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


class FileType(Enum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def endings(self) -> tuple[str, ...]:
        """File name endings of the type, the usual one first."""
        return {FileType.PDF: (".pdf",), FileType.JPEG: (".jpg", ".jpeg"), FileType.PNG: (".png",)}[self]


class BrokenFile(Exception):
    """It begins like a type we take in, but its structure does not hold; the message says where, for the user."""


def detect(data: bytes) -> FileType | None:
    """The type of a whole file by its content; None for a type not taken in. Raises `BrokenFile`."""
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return FileType.PDF
    if data.startswith(b"\xff\xd8\xff"):
        _check_jpeg(data)
        return FileType.JPEG
    if data.startswith(_PNG):
        _check_png(data)
        return FileType.PNG
    return None


def _check_pdf(data: bytes) -> None:
    tail = data[-_PDF_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BrokenFile(_("PDF 没有结尾，可能没有下载完"))
    if data[5:6] not in (b"1", b"2"):
        raise BrokenFile(_("PDF 的版本号不对"))


def _check_png(data: bytes) -> None:
    place, first = len(_PNG), True
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind, end = data[place + 4 : place + 8], place + 12 + length
        if end > len(data):
            break
        if zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise BrokenFile(_("PNG 的校验值不符"))
        if first:
            _check_png_header(kind, data[place + 8 : end - 4])
        if kind == b"IEND":
            return
        place, first = end, False
    raise BrokenFile(_("PNG 没有结尾，可能没有传完"))


def _check_png_header(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != 13:
        raise BrokenFile(_("PNG 没有文件头"))
    _check_size(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))


def _check_jpeg(data: bytes) -> None:
    place, sized = 2, False
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in _JPEG_BARE:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _JPEG_FRAMES and place + 9 <= len(data):
            _check_size(
                int.from_bytes(data[place + 7 : place + 9], "big"),
                int.from_bytes(data[place + 5 : place + 7], "big"),
            )
            sized = True
        place += 2 + length
        if marker == 0xDA:  # the picture itself follows, up to the end mark
            if not sized or data.find(b"\xff\xd9", place) < 0:
                break
            return
    raise BrokenFile(_("JPEG 没有结尾，可能没有传完"))


def _check_size(width: int, height: int) -> None:
    if width == 0 or height == 0 or width * height > MAX_PIXELS:
        raise BrokenFile(_("图片尺寸 %(width)d×%(height)d 不合理") % {"width": width, "height": height})
