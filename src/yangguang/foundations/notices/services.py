"""Telling people, and proving that a document reached them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.law.refusals import Refusal

from .models import Message, ServiceMode, ServiceRecord

__all__ = ["ServiceMode", "mark_read", "record_service", "send_message"]


_SEND = """
INSERT INTO notices_message (account_id, subject, text, link, sent_at)
SELECT account_id, %s, %s, %s, %s FROM unnest(%s::bigint[]) AS account_id
"""


def send_message(
    account_ids: Iterable[int], *, subject: str, text: str, link: str = "", at: datetime
) -> None:
    """One line into each account, in one statement. ``subject`` is the ledger stream, ``link`` a path of this site."""
    accounts = list(dict.fromkeys(account_ids))
    if accounts:
        with connection.cursor() as cursor:
            cursor.execute(_SEND, [subject, text, link, at, accounts])


def mark_read(*, account_id: int, message_ids: Iterable[int], at: datetime) -> int:
    """Mark messages of one account as read; those of others stay untouched. Returns how many changed."""
    own = Message.objects.filter(account_id=account_id, pk__in=list(message_ids), read_at__isnull=True)
    return own.update(read_at=at)


def record_service(
    *,
    documents: Sequence[OfficialDocument],
    mode: ServiceMode,
    person: str,
    at: datetime,
    place: str = "",
    consent: bool = False,
    tracking_number: str = "",
    server_id: int | None = None,
) -> list[ServiceRecord]:
    """Record that ``documents`` were served together on ``person``, each with a record of its own.

    Raises `Refusal` for electronic service without the person's consent, for mail without a tracking number and for
    leaving a document at no named place.
    """
    for document in documents:
        _require_lawful_mode(document, mode, consent=consent, tracking_number=tracking_number, place=place)
    records = [
        ServiceRecord(
            document=document,
            mode=mode,
            person=person,
            place=place,
            consent=consent,
            tracking_number=tracking_number,
            served_at=at,
            server_id=server_id,
        )
        for document in documents
    ]
    rows.insert(records)
    return records


def _require_lawful_mode(
    document: OfficialDocument, mode: ServiceMode, *, consent: bool, tracking_number: str, place: str
) -> None:
    asked = _("以%(mode)s方式送达 %(number)s") % {"mode": ServiceMode(mode).label, "number": document.number}
    if mode == ServiceMode.ELECTRONIC and not consent:
        raise Refusal(
            asked=asked,
            rule=_("电子送达须经受送达人同意（民事诉讼法第九十条）"),
            way_out=_("请取得当事人同意并记录，或改用直接送达、邮寄送达"),
        )
    if mode == ServiceMode.MAIL and not tracking_number.strip():
        raise Refusal(
            asked=asked,
            rule=_("邮寄送达以回执上注明的收件日期为送达日期（民事诉讼法第九十一条），没有单号就无从查证"),
            way_out=_("请填写邮件单号"),
        )
    if mode == ServiceMode.LEFT and not place.strip():
        raise Refusal(
            asked=asked,
            rule=_("留置送达应当把文书留在受送达人的住所，并记明经过（民事诉讼法第八十九条）"),
            way_out=_("请填写留置的地点和见证情况"),
        )
