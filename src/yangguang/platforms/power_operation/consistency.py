"""Do the tables agree with one another? Ledger, cases, steps, clocks, documents and numbers, each against the rest.

Every check is one statement over all cases that returns those which contradict it; on a sound database each returns
nothing, whatever was killed and when. Read-only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

MOST_NAMED = 20  # of the rows that contradict a check


@dataclass(frozen=True, slots=True)
class Check:
    """``sql`` returns a case number (or another name) for each row that contradicts the rule said in both languages."""

    name: str
    chinese: str
    english: str
    sql: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    check: Check
    rows: tuple[str, ...]  # at most `MOST_NAMED`


_EVENTS_OF = """
SELECT cases.number FROM power_operation_case AS cases LEFT JOIN (
    SELECT stream, count(*) AS many FROM ledger_ledgerevent WHERE kind = ANY(ARRAY[{kinds}]) GROUP BY stream
) AS events ON events.stream = 'case:' || cases.id
WHERE ({when}) IS DISTINCT FROM (coalesce(events.many, 0) = 1)
"""
_DOCUMENTS_OF = """
SELECT cases.number FROM power_operation_case AS cases LEFT JOIN (
    SELECT subject, count(*) AS many FROM documents_officialdocument WHERE kind = '{kind}' GROUP BY subject
) AS issued ON issued.subject = 'case:' || cases.id
WHERE coalesce(issued.many, 0) <> {many}
"""


def _recorded(name: str, kinds: str, when: str, chinese: str, english: str) -> Check:
    listed = ", ".join(f"'operation.{kind}'" for kind in kinds.split())
    return Check(name, chinese, english, _EVENTS_OF.format(kinds=listed, when=when))


def _issued(kind: str, many: str, chinese: str, english: str) -> Check:
    return Check(f"document {kind}", chinese, english, _DOCUMENTS_OF.format(kind=kind, many=many))


CHECKS = (
    _recorded(
        "received", "CaseReceived", "true", "每件办件有且只有一次收件记录", "every case was received once"
    ),
    _recorded(
        "accepted",
        "CaseAccepted",
        "accepted_at IS NOT NULL",
        "已受理的办件有且只有一次受理记录，未受理的没有",
        "a case is accepted exactly when the ledger says so once",
    ),
    _recorded(
        "concluded",
        "CaseDecided CaseDeclined CaseWithdrawn",
        "concluded_at IS NOT NULL",
        "已办结的办件有且只有一次办结记录，未办结的没有",
        "a case is concluded exactly when the ledger says so once",
    ),
    _recorded(
        "delivered",
        "CaseDelivered",
        "delivered_at IS NOT NULL",
        "已送达的办件有且只有一次送达记录，未送达的没有",
        "a case is delivered exactly when the ledger says so once",
    ),
    _issued("receipt", "1", "每件办件有一份收件凭证", "every case has one receipt"),
    _issued(
        "acceptance",
        "(cases.accepted_at IS NOT NULL)::integer",
        "已受理的办件有一份受理通知书",
        "every accepted case has one notice of acceptance",
    ),
    _issued(
        "grant",
        "(cases.outcome = 'granted')::integer",
        "准予的办件有一份准予决定书",
        "every granted case has one decision",
    ),
    _issued(
        "refusal",
        "(cases.outcome = 'refused')::integer",
        "不予批准的办件有一份不予批准决定书",
        "every refused case has one decision",
    ),
    _issued(
        "correction",
        "(SELECT count(*) FROM power_operation_correction AS asked WHERE asked.case_id = cases.id)",
        "每次补正告知有一份告知书",
        "every request for correction has one notice",
    ),
    Check(
        "served",
        "已送达的决定和证照都有送达记录",
        "every decision and licence of a delivered case has a record of service",
        """
SELECT cases.number FROM power_operation_case AS cases
JOIN documents_officialdocument AS document ON document.subject = 'case:' || cases.id
    AND document.kind IN ('grant', 'refusal', 'licence')
WHERE cases.delivered_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM notices_servicerecord AS record WHERE record.document_id = document.id)
""",
    ),
    Check(
        "clocks run",
        "在办的办件有其应有的时限",
        "every open case has the clocks of its stage",
        """
SELECT number FROM power_operation_case AS cases
WHERE NOT EXISTS (SELECT FROM power_operation_clock WHERE case_id = cases.id AND kind = 'acceptance')
    OR accepted_at IS NOT NULL AND 2 <> (
        SELECT count(*) FROM power_operation_clock WHERE case_id = cases.id AND kind IN ('promised', 'statutory'))
""",
    ),
    Check(
        "clocks stop",
        "已办结的办件除送达和承诺核查外没有在走的时限，已送达的除承诺核查外全部停止",
        "no clock runs on after the act that stops it",
        """
SELECT cases.number FROM power_operation_case AS cases
JOIN power_operation_clock AS clock ON clock.case_id = cases.id AND clock.stopped_at IS NULL
    AND clock.kind <> 'check'
WHERE cases.delivered_at IS NOT NULL OR cases.concluded_at IS NOT NULL AND clock.kind <> 'delivery'
""",
    ),
    Check(
        "commitments",
        "以告知承诺办结的办件有核查时限，核查之前在走，核查之后停止",
        "a case decided on a commitment has a clock for its check, which runs until the check",
        """
SELECT cases.number FROM power_operation_case AS cases
LEFT JOIN power_operation_commitment AS commitment ON commitment.case_id = cases.id
LEFT JOIN power_operation_clock AS clock ON clock.case_id = cases.id AND clock.kind = 'check'
WHERE (commitment.id IS NULL) IS DISTINCT FROM (clock.id IS NULL)
    OR commitment.id IS NOT NULL AND (clock.stopped_at IS NULL) IS DISTINCT FROM
        NOT EXISTS (SELECT FROM power_operation_commitmentcheck WHERE commitment_id = commitment.id)
""",
    ),
    Check(
        "due moments",
        "办件上的到期时间与其时限一致",
        "the due moments on a case are those of its clocks",
        """
SELECT cases.number FROM power_operation_case AS cases
JOIN power_operation_clock AS clock ON clock.case_id = cases.id AND clock.kind IN ('promised', 'statutory')
WHERE clock.due_at IS DISTINCT FROM
    CASE clock.kind WHEN 'promised' THEN cases.promised_due_at ELSE cases.statutory_due_at END
""",
    ),
    Check(
        "steps",
        "只有审查中的办件有办理中的环节，且至少一个",
        "a case under review has a step in hand, and no other case has",
        """
SELECT number FROM power_operation_case AS cases
WHERE (state = 'under_review') IS DISTINCT FROM
    EXISTS (SELECT FROM power_operation_casestep WHERE case_id = cases.id AND state = 'active')
""",
    ),
    Check(
        "fees",
        "已受理的收费办件有且只有一份缴费通知，项目和金额与所依据的事项版本一致",
        "an accepted case with fees has one notice, and every line is the pinned item's",
        """
SELECT cases.number FROM power_operation_case AS cases
JOIN power_library_itemversion AS version ON version.id = cases.item_version_id
LEFT JOIN power_operation_feenotice AS notice ON notice.case_id = cases.id
WHERE cases.accepted_at IS NOT NULL AND notice.id IS NULL AND jsonb_array_length(version.content -> 'fees') > 0
    AND cases.received_at >= coalesce((SELECT min(issued_at) FROM power_operation_feenotice), 'infinity')
    OR notice.id IS NOT NULL
    AND NOT power_operation_fees_are_listed(notice.lines, notice.amount_cents, version.content -> 'fees')
""",
    ),
    Check(
        "payments",
        "缴费通知的状态与支付订单、退费和台账一致",
        "a notice is paid or given back exactly when one order and the ledger say so",
        """
SELECT cases.number FROM power_operation_feenotice AS notice
JOIN power_operation_case AS cases ON cases.id = notice.case_id
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'paid') AS paid, count(*) FILTER (WHERE state = 'refunded') AS refunded,
        bool_and(amount_cents = notice.amount_cents) AS exact
    FROM power_operation_paymentorder WHERE notice_id = notice.id
) AS orders ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'operation.FeePaid') AS paid,
        count(*) FILTER (WHERE kind = 'operation.FeeRefunded') AS refunded
    FROM ledger_ledgerevent WHERE stream = 'case:' || cases.id
) AS said ON true
WHERE (notice.state = 'paid')::integer <> orders.paid OR (notice.state = 'refunded')::integer <> orders.refunded
    OR orders.exact IS FALSE OR said.paid <> orders.paid + orders.refunded OR said.refunded <> orders.refunded
""",
    ),
    Check(
        "licences",
        "证照登记与其最新一版及当时签发的证照一致，已终止的有决定书",
        "a licence says what its newest version and its paper say",
        """
SELECT licence.identifier FROM power_operation_licence AS licence
LEFT JOIN LATERAL (
    SELECT * FROM power_operation_licenceversion WHERE licence_id = licence.id ORDER BY version DESC LIMIT 1
) AS newest ON true
LEFT JOIN documents_officialdocument AS paper ON paper.id = licence.document_id
WHERE (licence.version, licence.identifier, licence.document_id, licence.holder_name)
        IS DISTINCT FROM (newest.version, newest.identifier, newest.document_id, newest.holder_name)
    OR licence.valid_to IS DISTINCT FROM newest.valid_to
    OR coalesce(paper.facts ->> 'identifier', licence.identifier) <> licence.identifier
    OR coalesce(paper.facts ->> 'valid_to', '') <> coalesce(licence.valid_to::text, '')
""",
    ),
    Check(
        "document numbers",
        "每个文号系列自一连续，不重不漏",
        "every series of document numbers runs from one without a gap",
        """
SELECT series.body_id || ' ' || series.kind || ' ' || series.year FROM documents_numberseries AS series
LEFT JOIN (
    SELECT body_id, kind, extract(year FROM issued_at AT TIME ZONE 'Asia/Shanghai') AS year, count(*) AS many
    FROM documents_officialdocument GROUP BY 1, 2, 3
) AS issued USING (body_id, kind, year)
WHERE series.last_number <> coalesce(issued.many, 0)
""",
    ),
    Check(
        "case numbers",
        "每个事项每日的办件流水号、每地每日的联办流水号自一连续",
        "the serial numbers of an item and day, and of a place's joint cases, run from one without a gap",
        """
SELECT serial.entry_code || ' ' || serial.day FROM power_operation_caseserial AS serial
LEFT JOIN (
    SELECT left(number, 31) AS entry_code, substr(number, 32, 8)::date AS day, count(*) AS many
    FROM power_operation_case GROUP BY 1, 2
    UNION ALL
    SELECT 'joint:' || substr(number, 2, 12), substr(number, 14, 8)::date, count(*)
    FROM power_operation_jointcase GROUP BY 1, 2
) AS filed USING (entry_code, day)
WHERE serial.last_serial <> coalesce(filed.many, 0)
""",
    ),
)


def contradictions() -> Iterator[Contradiction]:
    """Run every check; yields those that found something."""
    for check in CHECKS:
        with connection.cursor() as cursor:
            cursor.execute(check.sql)
            rows = sorted(str(name) for (name,) in cursor)
        if rows:
            yield Contradiction(check, tuple(rows[:MOST_NAMED]))
