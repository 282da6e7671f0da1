"""证照登记: what decisions give is entered, checked by anybody, renewed in time, deemed renewed, and ended in writing."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cast import AT, TODAY, Cast
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars.queries import calendar_in_force
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents import services as document_services
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.documents.signatures import check_file
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.law.identifiers import parse_licence
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation import services, tasks
from yangguang.platforms.power_operation.licence_models import Licence, LicenceVersion
from yangguang.platforms.power_operation.licence_records import found_licence, licence_view, window_of
from yangguang.platforms.power_operation.licence_terms import (
    RenewalWindow,
    Standing,
    renewal_terms,
    renewal_window,
    standing,
)
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.services.licences import due_for_renewal, register
from yangguang.platforms.power_operation.services.receipt import Intake
from yangguang.platforms.power_operation.states import CaseState, Ended, Matter

ITEM = "food_business"


def granted(desk: Desk, **more: Any) -> Licence:
    """A licence of the citizen's, entered in the register."""
    case = desk.accepted(ITEM, **more)
    settle(desk, case, at=AT + DAY)
    return Licence.objects.get(case=case)


def settle(desk: Desk, case: Case, *, at: datetime, refuse: bool = False) -> None:
    """Accept where that is still to be done, review, decide, and let the register follow."""
    case.refresh_from_db()
    if case.state == CaseState.RECEIVED:
        services.accept_case(actor=desk.clerk, case_id=case.pk, at=at)
    desk.review(case, at=at + HOUR)
    desk.decide(case, at=at + 2 * HOUR, refuse=refuse)
    register(case.pk)


def at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)


def ask(desk: Desk, licence: Licence, matter: Matter, *, at: datetime, **more: Any) -> Case:
    filing = desk.filing(ITEM, at=at)
    intake = filing["intake"]
    about = Intake(
        channel=intake.channel,
        received_in=intake.received_in,
        files=intake.files,
        matter=matter,
        licence=licence.pk,
    )
    received = services.receive_case(**{**filing, "intake": about, **more})
    return Case.objects.get(pk=received.case_id)


# ── entering ─────────────────────────────────────────────────────────────────────────────


def test_what_a_decision_gives_is_entered_once(desk: Desk) -> None:
    licence = granted(desk)
    case = licence.case
    assert licence.holder_name == case.applicant_name
    assert licence.valid_to == case.decision.valid_to
    parsed = parse_licence(licence.identifier)
    assert parsed.issuer == case.body.uscc
    assert parsed.serial == case.number[-12:]
    assert parsed.version == "001"
    assert not register(case.pk)
    assert LicenceVersion.objects.filter(licence=licence).count() == 1
    assert licence.document.facts["identifier"] == licence.identifier


def test_a_refusal_gives_none(desk: Desk) -> None:
    settle(desk, desk.accepted(ITEM), at=AT + DAY, refuse=True)
    assert not Licence.objects.exists()


def test_types_of_licences_are_each_items_own(desk: Desk) -> None:
    from yangguang.platforms.power_library.models import PowerItem

    types = list(PowerItem.objects.values_list("licence_type", flat=True))
    assert None not in types
    assert len(set(types)) == len(types)
    assert all(len(one) == 21 for one in types if one)


def test_the_signed_file_carries_the_identifier_and_checks_offline(desk: Desk) -> None:
    licence = granted(desk)
    file = document_services.signed_document(licence.document, at=AT)
    assert file["statement"]["facts"]["identifier"] == licence.identifier
    checked = check_file(json.loads(json.dumps(file)), documents.public_keys())
    assert [one.holds for one in checked] == [True, True]
    file["statement"]["facts"]["identifier"] = licence.identifier.replace(".001.", ".002.")
    assert not any(one.holds for one in check_file(file, documents.public_keys()))


@pytest.mark.usefixtures("events_read_at_once")
def test_the_register_follows_the_ledger(desk: Desk) -> None:
    case = desk.accepted(ITEM)
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + DAY)
    assert tasks.enter_licences(AT + DAY)["events"] > 0
    assert Licence.objects.get().case_id == case.pk


# ── rules ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ended", "on", "expected"),
    [
        ("", date(2026, 3, 1), Standing.NOT_YET),
        ("", date(2026, 3, 2), Standing.VALID),
        ("", date(2031, 3, 1), Standing.VALID),
        ("", date(2031, 3, 2), Standing.EXPIRED),
        ("revoked", date(2026, 3, 2), Standing.REVOKED),
        ("cancelled", date(2031, 3, 2), Standing.CANCELLED),
    ],
)
def test_standing(ended: str, on: date, expected: Standing) -> None:
    assert standing(ended, date(2026, 3, 2), date(2031, 3, 2), on=on) is expected
    assert standing("", date(2026, 3, 2), None, on=date(2099, 1, 1)) is Standing.VALID
    assert expected.label


@pytest.mark.django_db
@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("item", "first", "last"),
    [
        # The last day of validity is 2026-12-31; thirty natural days before it is 2026-12-01 (行政许可法 art. 50).
        ("entertainment_venue", None, date(2026, 12, 1)),
        # 15 working days back from Thursday 31 December 2026: 30, 29, 28, 25–21, 18–14, 11, 10. Ninety: 22 in December,
        # 21 in November, 18 in October (five of the holiday, 10 October worked), 22 in September (25 off, 20 worked),
        # and seven in August: 31, 28–24, 21.
        ("food_business", date(2026, 8, 21), date(2026, 12, 10)),
    ],
)
def test_renewal_window(item: str, first: date | None, last: date) -> None:
    _version, calendar = calendar_in_force()
    window = renewal_window(item, date(2027, 1, 1), calendar.provisional())
    assert window.last == last
    assert window.open_on(last)
    assert not window.open_on(last + timedelta(days=1))
    if first is None:
        assert window.first is None
    else:
        assert window.first == first
        assert not window.open_on(first - timedelta(days=1))


def test_the_terms_name_their_basis() -> None:
    assert renewal_terms("law_firm", on=TODAY).basis == "行政许可法第五十条"
    assert "食品经营" in renewal_terms(ITEM, on=TODAY).basis


# ── renewing ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_window(desk: Desk) -> tuple[Licence, RenewalWindow]:
    licence = granted(desk)
    window = window_of(licence)
    assert window is not None
    assert window.first is not None
    return licence, window


def test_a_renewal_in_time_runs_on_from_the_end(
    desk: Desk, open_window: tuple[Licence, RenewalWindow]
) -> None:
    licence, window = open_window
    old = licence.valid_to
    at = at_nine(window.last)
    case = ask(desk, licence, Matter.RENEWAL, at=at)
    settle(desk, case, at=at + DAY)
    licence.refresh_from_db()
    assert old is not None
    assert licence.valid_to == old.replace(year=old.year + 5)
    assert licence.version == 2
    assert parse_licence(licence.identifier).version == "002"
    assert licence.document.facts["valid_from"] == old.isoformat()
    assert [one.how for one in licence.versions.all()] == ["granted", "renewed"]
    assert Licence.objects.count() == 1


@pytest.mark.parametrize("shift", [-1, 1])
def test_too_early_and_too_late_are_refused_with_the_days(
    desk: Desk, open_window: tuple[Licence, RenewalWindow], shift: int
) -> None:
    licence, window = open_window
    day = (window.first if shift < 0 else window.last) or date.min
    with pytest.raises(Refusal) as refused:
        ask(desk, licence, Matter.RENEWAL, at=at_nine(day + timedelta(days=shift)))
    assert str(window.last.year) in refused.value.rule


def test_only_the_holder_and_only_one_at_a_time(
    desk: Desk, open_window: tuple[Licence, RenewalWindow]
) -> None:
    licence, window = open_window
    at = at_nine(window.last - timedelta(days=20))
    other = desk.applicant(desk.cast.neighbour)
    with pytest.raises(NotFound):
        ask(desk, licence, Matter.RENEWAL, at=at, applicant=other, actor=desk.cast.neighbour)
    ask(desk, licence, Matter.CHANGE, at=at)
    with pytest.raises(Refusal, match="办理中"):
        ask(desk, licence, Matter.RENEWAL, at=at + HOUR)


def test_a_change_keeps_the_end(desk: Desk) -> None:
    licence = granted(desk)
    old = licence.valid_to
    case = ask(desk, licence, Matter.CHANGE, at=AT + 30 * DAY)
    settle(desk, case, at=AT + 32 * DAY)
    licence.refresh_from_db()
    assert (licence.valid_to, licence.version) == (old, 2)
    assert licence.versions.last().how == "changed"  # type: ignore[union-attr]


def test_silence_until_the_end_is_renewal_and_cannot_be_refused(
    desk: Desk, open_window: tuple[Licence, RenewalWindow]
) -> None:
    licence, window = open_window
    old = licence.valid_to
    assert old is not None
    at = at_nine(window.last)
    case = ask(desk, licence, Matter.RENEWAL, at=at)
    services.accept_case(actor=desk.clerk, case_id=case.pk, at=at + HOUR)
    last_moment = at_nine(old) - timedelta(hours=10)
    assert due_for_renewal(last_moment) == []
    over = at_nine(old)
    assert due_for_renewal(over) == [case.pk]
    assert tasks.let_time_pass(over)["renewed"] == 1
    assert not services.deem_renewed(case_id=case.pk, at=over + HOUR)
    licence.refresh_from_db()
    assert licence.valid_to == old.replace(year=old.year + 5)
    assert standing("", licence.valid_from, licence.valid_to, on=old) is Standing.VALID
    assert LedgerEvent.objects.filter(kind="operation.LicenceDeemedRenewed").count() == 1
    assert Message.objects.filter(text__contains="视为准予延续").exists()
    with pytest.raises(Refusal, match="视为准予延续"):
        settle(desk, case, at=over + DAY, refuse=True)
    settle(desk, case, at=over + DAY)
    licence.refresh_from_db()
    assert licence.valid_to == old.replace(year=old.year + 5)  # once, not twice


def test_what_was_never_accepted_is_not_deemed(
    desk: Desk, open_window: tuple[Licence, RenewalWindow]
) -> None:
    licence, window = open_window
    ask(desk, licence, Matter.RENEWAL, at=at_nine(window.last))
    assert licence.valid_to
    assert due_for_renewal(at_nine(licence.valid_to)) == []


def test_holders_are_reminded_once_thirty_days_before_the_last_day(
    desk: Desk, open_window: tuple[Licence, RenewalWindow]
) -> None:
    licence, window = open_window
    early = at_nine(window.last - timedelta(days=31))
    assert services.remind_of_expiry(at=early) == 0
    assert services.remind_of_expiry(at=early + DAY) == 1
    assert services.remind_of_expiry(at=early + 2 * DAY) == 0
    text = Message.objects.filter(account_id=licence.holder_id).latest("pk").text
    assert f"{window.last.month}月{window.last.day}日" in text


# ── ending ───────────────────────────────────────────────────────────────────────────────


def ending(**more: Any) -> services.Ending:
    usual: dict[str, Any] = {"how": Ended.REVOKED, "facts": "提供虚假场地证明", "reasons": "以欺骗手段取得"}
    return services.Ending(**{**usual, "heard_on": TODAY, **more})


def test_it_ends_in_writing_and_everybody_sees_it(desk: Desk, client: Client) -> None:
    licence = granted(desk)
    at = AT + 10 * DAY
    paper = services.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending(), at=at)
    assert paper.kind == DocumentKind.LICENCE_END
    _found, drawn = documents.drawn_document(desk.cast.citizen, paper.verification_code)
    assert drawn.startswith(b"%PDF")
    view = licence_view(found_licence(licence.identifier), on=shanghai_date(at), whole=False)
    assert view.standing is Standing.REVOKED
    page = client.get(reverse("licences:licence", args=[licence.identifier])).content.decode()
    assert "已撤销" in page
    assert licence.holder_name not in page  # a person's name is masked
    checked = documents.public_facts(licence.document.verification_code, at=at)
    assert checked.revocation == paper
    assert not checked.in_force
    with pytest.raises(Refusal, match="不能再次处理"):
        services.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending(), at=at)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"facts": " "}, "第三十八条"),
        ({"reasons": ""}, "第三十八条"),
        ({"heard_on": None}, "陈述、申辩"),
        ({"heard_on": TODAY + timedelta(days=400)}, "陈述、申辩"),
        ({"how": Ended.WITHDRAWN}, "第八条"),
    ],
)
def test_nothing_is_taken_without_reasons_hearing_and_compensation(
    desk: Desk, wrong: dict[str, Any], rule: str
) -> None:
    licence = granted(desk)
    with pytest.raises(Refusal, match=rule):
        services.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending(**wrong), at=AT + 10 * DAY)
    licence.refresh_from_db()
    assert licence.ended == ""


def test_what_has_expired_is_struck_off_and_not_revoked(desk: Desk) -> None:
    licence = granted(desk)
    assert licence.valid_to
    over = at_nine(licence.valid_to)
    with pytest.raises(Refusal, match="第七十条"):
        services.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending(), at=over)
    cancelled = ending(how=Ended.CANCELLED, heard_on=None)
    services.end_licence(actor=desk.head, licence_id=licence.pk, ending=cancelled, at=over)


def others(desk: Desk) -> list[Callable[[], Actor]]:
    cast = desk.cast
    return [
        lambda: desk.clerk,
        lambda: desk.reviewer,
        lambda: cast.citizen,
        lambda: cast.officer(Role.AGENCY_HEAD, department="health"),
        lambda: cast.officer(Role.SUPERVISOR),
    ]


def test_nobody_else_ends_it(desk: Desk) -> None:
    licence = granted(desk)
    for who in others(desk):
        with pytest.raises(NotFound):
            services.end_licence(actor=who(), licence_id=licence.pk, ending=ending(), at=AT + 10 * DAY)


# ── pages ────────────────────────────────────────────────────────────────────────────────


def test_anybody_checks_by_identifier(desk: Desk, client: Client) -> None:
    licence = granted(desk)
    address = reverse("licences:check")
    assert client.get(address).status_code == 200
    found = client.get(address, {"identifier": licence.identifier.lower()})
    assert found["Location"] == reverse("licences:licence", args=[licence.identifier])
    wrong = client.get(address, {"identifier": licence.identifier[:-1] + "#"})
    assert wrong.status_code == 404
    assert "谨防伪造" in wrong.content.decode()
    told = client.get(reverse("licences:licence_json", args=[licence.identifier])).json()
    assert told["identifier"] == licence.identifier
    assert told["holder"] != licence.holder_name
    paper = client.get(reverse("documents:document", args=[licence.document.verification_code]))
    assert licence.identifier in paper.content.decode()


def test_the_holder_renews_from_his_licence_with_what_he_said_before(desk: Desk, cast: Cast) -> None:
    licence = granted(desk)
    mine = cast.signed_in(cast.citizen)
    page = mine.get(reverse("portal:my_licences")).content.decode()
    assert reverse("portal:my_licence", args=[licence.pk]) in page
    begun = mine.post(reverse("portal:begin_from_licence", args=[licence.pk, "change"]))
    assert begun.status_code == 302
    form = mine.get(begun["Location"]).content.decode()
    assert str(licence.case.form["contact_phone"]) in form
    stranger = cast.signed_in(cast.neighbour)
    assert stranger.get(reverse("portal:my_licence", args=[licence.pk])).status_code == 404
    assert mine.post(reverse("portal:begin_from_licence", args=[licence.pk, "theft"])).status_code == 404


def test_the_register_shows_and_ends(desk: Desk, cast: Cast) -> None:
    licence = granted(desk)
    head = cast.signed_in(desk.head)
    page = head.get(reverse("licences:register"), {"q": licence.holder_name, "state": "valid"})
    assert licence.document.number in page.content.decode()
    nothing = head.get(reverse("licences:register"), {"state": "ended"}).content.decode()
    assert licence.document.number not in nothing
    address = reverse("licences:registered", args=[licence.pk])
    typed = {"how": "withdrawn", "facts": "规划调整", "reasons": "公共利益", "heard_on": "2026-03-02"}
    refused = head.post(address, typed)
    assert refused.status_code == 422
    assert "规划调整" in refused.content.decode()
    done = head.post(address, {**typed, "compensation": "无"})
    assert done.status_code == 302, done.content.decode()
    licence.refresh_from_db()
    assert licence.ended == Ended.WITHDRAWN
    elsewhere = cast.signed_in(cast.officer(Role.AGENCY_HEAD, department="health"))
    assert elsewhere.get(address).status_code == 404


def test_broken_commitments_end_the_licence_with_the_decision(desk: Desk) -> None:
    licence = granted(desk)
    from yangguang.platforms.power_operation.services.licences import follow_revocation
    from yangguang.platforms.power_operation.services.record import issue

    facts = {
        "applicant": licence.holder_name,
        "revoked": [licence.document.number],
        "facts": "与承诺不符",
        "reasons": "逾期未整改",
        "basis": ["《中华人民共和国行政许可法》第六十九条第二款"],
        "remedies": "可以申请行政复议",
        "decided_at": "2026-03-20",
    }
    paper: OfficialDocument = issue(
        licence.case, DocumentKind.REVOCATION, facts, actor=desk.head, at=AT + 10 * DAY
    )
    follow_revocation(licence.case_id, at=AT + 10 * DAY)
    licence.refresh_from_db()
    assert (licence.ended, licence.end_document) == (Ended.REVOKED, paper)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE power_operation_licenceversion SET valid_to = valid_to + 365",
        "DELETE FROM power_operation_licenceversion",
        "DELETE FROM power_operation_licence",
        "UPDATE power_operation_licence SET holder_identity = '420102199001011234'",
        "UPDATE power_operation_licence SET valid_from = valid_from - 365",
    ],
)
def test_the_database_keeps_what_was_given(desk: Desk, change: str) -> None:
    granted(desk)
    with pytest.raises(DatabaseError, match=r"kept|stays"), connection.cursor() as cursor:
        cursor.execute(change)


def test_an_end_is_never_undone(desk: Desk) -> None:
    licence = granted(desk)
    services.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending(), at=AT + 10 * DAY)
    with pytest.raises(DatabaseError, match="has ended"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE power_operation_licence SET ended = '', ended_at = NULL, end_document_id = NULL"
        )
