"""``yangguang verify-document``: is this signed document genuine? Needs the file and the published keys, no server."""

import argparse
import json
from pathlib import Path
from typing import Any

from yangguang.foundations.documents.signatures import NotASignedDocument, check_file, read_keys

from .trouble import Trouble


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE.json", help="下载的电子签名文件 / the signed document")
    command.add_argument(
        "--keys",
        required=True,
        metavar="KEYS.json",
        help="事先取得的公钥文件（/documents/keys.json）/ the public keys, obtained beforehand",
    )


def verify_document(chosen: argparse.Namespace) -> int:
    """0 when at least one signature is by a known key and every such signature holds, else 1."""
    file = _read(chosen.file)
    try:
        checked = check_file(file, read_keys(_read(chosen.keys)))
    except NotASignedDocument as error:
        raise Trouble(
            "不是电子签名文件或公钥文件：请重新下载",
            f"not a signed document or key file ({error}): download it again",
        ) from error
    for one in checked:
        verdict = (
            "有效 / holds" if one.holds else "无效 / does not hold" if one.known else "公钥未知 / unknown key"
        )
        print(f"{one.algorithm} {one.key_id}: {verdict}")
    known = [one for one in checked if one.known]
    genuine = bool(known) and all(one.holds for one in known)
    if genuine:
        stated = file["statement"]
        print(f"{stated['body']} {stated['number']} {stated['addressee']}")
    print(
        "文书真实、未被改动 / genuine and unchanged"
        if genuine
        else "不能确认文书真实 / not shown to be genuine"
    )
    return 0 if genuine else 1


def _read(name: str) -> Any:
    try:
        return json.loads(Path(name).read_text("utf-8"))
    except OSError as error:
        raise Trouble(
            f"无法读取 {name}（{error.strerror}）：请检查路径",
            f"cannot read {name} ({error.strerror}): check the path",
        ) from error
    except ValueError as error:
        raise Trouble(
            f"{name} 不是 JSON 文件：请重新下载", f"{name} is not JSON: download it again"
        ) from error
