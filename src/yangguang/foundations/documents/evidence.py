"""Files that people hand in: what they really are, what they may be called, where their bytes lie."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from yangguang.law.refusals import Refusal

from .file_types import BrokenFile, FileType, detect

Scanner = Callable[[bytes], str | None]  # the name of what it found, None when clean

_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class CheckedContent:
    data: bytes
    type: FileType


def checked_content(data: bytes | BinaryIO, *, name: str) -> CheckedContent:
    """The bytes and their real type; raises `Refusal` for what is not taken in."""
    limit = settings.EVIDENCE_MAX_BYTES
    held = data if isinstance(data, bytes) else data.read(limit + 1)
    asked = _("上传材料“%(name)s”") % {"name": _shown(name)}
    if not held:
        raise Refusal(
            asked=asked, rule=_("空文件不能作为申请材料"), way_out=_("请检查文件能否正常打开，再重新上传")
        )
    if len(held) > limit:
        raise Refusal(
            asked=asked,
            rule=_("单个材料不超过 %(limit)d MB") % {"limit": limit // (1024 * 1024)},
            way_out=_("请压缩图片或分成几个文件上传，也可以在窗口提交纸质材料"),
        )
    return CheckedContent(held, _checked_type(held, asked))


def clean_name(name: str, type_: FileType) -> str:
    """A file name that is safe to show and to save: no folders, no control or direction marks, the true ending."""
    base = PurePosixPath(name.replace("\\", "/")).name
    readable = "".join(
        mark
        for mark in unicodedata.normalize("NFC", base)
        if unicodedata.category(mark) not in {"Cc", "Cf", "Cs"}
    ).strip(" .")
    path = PurePosixPath(readable)
    fitting = path.suffix.lower() in type_.endings
    stem = (path.stem if path.suffix else readable)[:_NAME_LENGTH].rstrip(" .") or _("材料")
    return stem + (path.suffix.lower() if fitting else type_.endings[0])


def keep_bytes(data: bytes) -> str:
    """Store bytes under their SHA-256, once however often they are handed in; returns the hash in hex."""
    digest = sha256(data).hexdigest()
    path = path_of(digest)
    if not default_storage.exists(path):
        stored = default_storage.save(path, ContentFile(data))
        if stored != path:  # another upload of the same bytes was quicker
            default_storage.delete(stored)
    return digest


def read_bytes(digest: str) -> bytes:
    """The bytes kept under a hash. Raises ``FileNotFoundError`` when they are gone, ``ValueError`` when they changed."""
    with default_storage.open(path_of(digest)) as file:
        data: bytes = file.read()
    if sha256(data).hexdigest() != digest:
        raise ValueError(f"stored file {digest} no longer has this hash")
    return data


def path_of(digest: str) -> str:
    """Where bytes lie in the storage: two folders by hash, so that none grows large."""
    return f"evidence/{digest[:2]}/{digest[2:4]}/{digest}"


def _checked_type(data: bytes, asked: str) -> FileType:
    try:
        type_ = detect(data)
    except BrokenFile as broken:
        raise Refusal(
            asked=asked,
            rule=_("文件内容不完整或已损坏：%(problem)s") % {"problem": broken},
            way_out=_("请重新扫描、拍照或另存一次，再上传"),
        ) from broken
    if type_ is None:
        raise Refusal(
            asked=asked,
            rule=_("只接收 PDF、JPEG 和 PNG 文件，以文件内容而不是扩展名为准"),
            way_out=_("请把文件另存为 PDF，或上传清晰的照片"),
        )
    scanner: Scanner | None = import_string(settings.EVIDENCE_SCANNER) if settings.EVIDENCE_SCANNER else None
    found = scanner(data) if scanner else None
    if found:
        raise Refusal(
            asked=asked,
            rule=_("病毒扫描发现有害内容：%(found)s") % {"found": found},
            way_out=_("请在杀毒后重新上传，或在窗口提交纸质材料"),
        )
    return type_


def _shown(name: str) -> str:
    return "".join(mark for mark in name if mark.isprintable())[:_NAME_LENGTH]
