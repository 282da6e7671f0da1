"""卷宗导出: the whole file of a case for court or archive, as one PDF and as a ZIP with its events for machines.

Chinese in both, as the official documents are. The same file exported twice at one moment gives the same bytes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.queries import Cover, Paper, Table, bind
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.wording import moment_day_text, moment_text
from yangguang.law.time_limits import TimeLimit

from .act_names import act_name, article_of
from .answers import answers
from .models import CaseMaterial
from .queries import CaseFile
from .services.record import stream_of

ARCHIVE_LANGUAGE = "zh-hans"
PDF = "application/pdf"
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # every entry of the ZIP: the same file gives the same bytes
README = """卷宗.pdf         全卷：封面、目录、办理情况、文书、材料
case.json        办件的基本情况、申请书、环节和时限
events.json      账本上的全部记录，时间为 UTC，附每条记录的序号
documents/       文书（PDF）
materials/       申请人提交的电子材料，原样
manifest.json    以上各文件的 SHA-256
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """What an export is made of, read once."""

    file: CaseFile
    events: Sequence[LedgerRow]
    documents: Sequence[tuple[str, Paper]]  # with the name in the ZIP
    materials: Sequence[tuple[str, Paper]]
    names: dict[int, str]  # of accounts; empty for the applicant: posts are named to him, people are not
    posts: dict[int, str]


def archive_pdf(file: CaseFile, *, actor: Actor, at: datetime) -> bytes:
    """The file bound into one PDF, for whoever may read the case."""
    with translation.override(ARCHIVE_LANGUAGE):
        return _bound(_held(file, actor), at)


def archive_zip(file: CaseFile, *, actor: Actor, at: datetime) -> bytes:
    """The PDF, every document and material as a file of its own, the events as JSON, and the hash of each."""
    with translation.override(ARCHIVE_LANGUAGE):
        held = _held(file, actor)
        parts = {"卷宗.pdf": _bound(held, at), "case.json": _json(_facts(held))}
    parts["events.json"] = _json([_event(row) for row in held.events])
    for name, paper in (*held.documents, *held.materials):
        if paper.content is not None:
            parts[name] = paper.content
    parts["README.txt"] = README.encode()
    parts["manifest.json"] = _json({name: sha256(content).hexdigest() for name, content in parts.items()})
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name, _BEGINNING_OF_TIME), content, ZIP_DEFLATED)
    return target.getvalue()


def _held(file: CaseFile, actor: Actor) -> _Held:
    events = ledger.history(stream_of(file.case.pk))
    acting = {row.actor_id for row in events if row.actor_id is not None}
    posts = {row.post_id for row in events if row.post_id is not None}
    return _Held(
        file=file,
        events=events,
        documents=list(_documents(file)),
        materials=list(_materials(file, actor)),
        names=accounts.names_of(acting) if actor.post else {},
        posts=organisations.post_titles(posts),
    )


def _documents(file: CaseFile) -> Iterator[tuple[str, Paper]]:
    for number, document in enumerate(file.documents, start=1):
        title = str(document.get_kind_display())
        note = f"{document.number}　{moment_text(document.issued_at)}"
        paper = Paper(title, note, documents.render_pdf(document), PDF)
        yield f"documents/{number:02d}-{document.kind}.pdf", paper


def _materials(file: CaseFile, actor: Actor) -> Iterator[tuple[str, Paper]]:
    """Those in force and those that a correction replaced."""
    for number, material in enumerate(file.materials, start=1):
        title = _material_name(material, file)
        note = f"收到 {moment_text(material.added_at)}"
        if material.replaced_at:
            note += f"，{moment_text(material.replaced_at)} 换新"
        if material.file_id is None:
            yield "", Paper(title, note, None)
            continue
        evidence, content = documents.evidence_content(actor, material.file_id)
        name = f"materials/{number:02d}-{material.key}-{evidence.name}"
        yield name, Paper(title, note, content, evidence.content_type)


def _material_name(material: CaseMaterial, file: CaseFile) -> str:
    return next((one.name for one in file.definition.materials if one.key == material.key), material.key)


def _bound(held: _Held, at: datetime) -> bytes:
    file, case = held.file, held.file.case
    cover = Cover(
        body=case.body.name,
        title=case.item_version.name,
        number=case.number,
        facts=_main_facts(file),
        tables=[one for one in _tables(held) if one.rows],
        as_of=f"截至 {moment_text(at)}",
    )
    papers = [paper for _name, paper in (*held.documents, *held.materials)]
    return bind(cover, papers, at=at)


def _main_facts(file: CaseFile) -> list[tuple[str, str]]:
    case = file.case
    moments = (
        ("收件", case.received_at),
        ("受理", case.accepted_at),
        ("办结", case.concluded_at),
        ("送达", case.delivered_at),
    )
    return [
        ("申请人", case.applicant_name),
        ("证件号码", case.applicant_identity),
        ("收件方式", f"{case.get_channel_display()}　{case.received_in.full_name}"),
        *((name, moment_text(moment)) for name, moment in moments if moment),
        ("现在的状态", str(case.get_outcome_display() if case.outcome else case.get_state_display())),
        ("依据的事项版本", f"第 {case.item_version.number} 版"),
    ]


def _tables(held: _Held) -> Iterator[Table]:
    file = held.file
    yield Table("申请书", ("项目", "填写内容"), (1, 2), answers(file.definition, file.case.form))
    yield Table(
        "时限", ("时限", "长度", "自", "到期", "已用", "状态"), (3, 2, 3, 3, 1, 2), list(_clock_rows(file))
    )
    yield Table("环节", ("环节", "单位", "经办", "意见", "时间"), (3, 4, 3, 5, 4), list(_step_rows(held)))
    yield Table("经过", ("序号", "时间", "行为", "经办", "依据"), (1, 4, 4, 4, 4), list(_course_rows(held)))


def _clock_rows(file: CaseFile) -> Iterator[tuple[str, ...]]:
    for one in file.clocks:
        name = str(one.clock.get_kind_display()) + (f"　{one.step_name}" if one.step_name else "")
        last_day = moment_day_text(one.reading.due_at - timedelta(microseconds=1))
        due = last_day + ("（暂定）" if one.reading.provisional else "")
        limit = TimeLimit.parse(one.clock.limit).in_words()
        state = str(one.clock.get_state_display())
        yield name, limit, moment_text(one.clock.started_at), due, str(one.reading.used), state


def _step_rows(held: _Held) -> Iterator[tuple[str, ...]]:
    for step in held.file.steps:
        who = step.finished_in_post.title if step.finished_in_post else ""
        if step.finished_by and held.names:
            who += f"　{step.finished_by.name}"
        opinion = f"{step.get_opinion_display()}　{step.opinion_text}".strip() if step.opinion else ""
        yield (
            step.name,
            step.body.name,
            who,
            opinion,
            moment_text(step.finished_at) if step.finished_at else "未办",
        )


def _course_rows(held: _Held) -> Iterator[tuple[str, ...]]:
    for row in held.events:
        if not row.kind.startswith(
            "operation."
        ):  # what others say of a case, a rating for one, is no act of it
            continue
        late = f"（{moment_text(row.recorded_at)} 补录）" if row.recorded_at > row.occurred_at else ""
        yield (
            str(row.position),
            moment_text(row.occurred_at) + late,
            act_name(row.kind),
            _who(row, held),
            article_of(row.kind, row.payload),
        )


def _who(row: LedgerRow, held: _Held) -> str:
    if row.actor_id is None:
        return "系统"
    if row.post_id is None:
        return "申请人"
    return f"{held.posts.get(row.post_id, '')}　{held.names.get(row.actor_id, '')}".strip()


def _facts(held: _Held) -> dict[str, Any]:
    file, case = held.file, held.file.case
    return {
        "number": case.number,
        "item": {
            "key": case.item_version.item_id,
            "version": case.item_version.number,
            "name": case.item_version.name,
        },
        "implementing_code": case.entry.code,
        "body": case.body.name,
        "applicant": {
            "name": case.applicant_name,
            "identity": case.applicant_identity,
            "phone": case.applicant_phone,
        },
        "channel": case.channel,
        "state": case.state,
        "outcome": case.outcome,
        "counting_rule": case.counting_rule,
        "form": case.form,
        "received_at": case.received_at.isoformat(),
        "clocks": [
            {
                "kind": one.clock.kind,
                "limit": one.clock.limit,
                "started_at": one.clock.started_at.isoformat(),
                "due_at": one.reading.due_at.isoformat(),
                "provisional": one.reading.provisional,
                "state": one.clock.state,
            }
            for one in file.clocks
        ],
        "steps": [
            {
                "key": step.key,
                "body": step.body.name,
                "opinion": step.opinion,
                "text": step.opinion_text,
                "finished_at": step.finished_at.isoformat() if step.finished_at else None,
            }
            for step in file.steps
        ],
    }


def _event(row: LedgerRow) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "stream": row.stream,
        "position": row.position,
        "kind": row.kind,
        "version": row.version,
        "actor": row.actor_id,
        "post": row.post_id,
        "occurred_at": row.occurred_at.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "payload": row.payload,
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
