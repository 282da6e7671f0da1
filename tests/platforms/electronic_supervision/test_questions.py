"""Signals of handling outside the system and of playing with the clock: each with a planted positive and a look-alike."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from cast import AT, JIANGAN, WUHAN, YILING, Library
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import Watch
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef, NewEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web import middleware
from yangguang.platforms.electronic_supervision.models import Card
from yangguang.platforms.electronic_supervision.questions.asking import cases_behind, questions
from yangguang.platforms.electronic_supervision.questions.catalogue import signals
from yangguang.platforms.electronic_supervision.questions.shares import PATTERNS
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_operation.models import Case, CaseStep, Correction, Suspension

UNTIL = AT + timedelta(days=60)
HUBEI_PATH = "42"
MINUTE = timedelta(minutes=1)


class Records:
    """Cases as rows, many at a time: how they came to be is operation's matter, what they add up to is asked here."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.count = 0

    def cases(
        self, n: int, *, division: str = JIANGAN, item: str = "food_business", **more: object
    ) -> list[Case]:
        """``n`` cases granted in two days, one each hour, unless ``more`` says otherwise."""
        entry = self.library.entry(item, division)
        return [self._case(entry, AT + self.count_up() * MINUTE, **more) for _one in range(n)]

    def count_up(self) -> int:
        self.count += 1
        return self.count

    def _case(self, entry: ImplementingEntry, filed_at: datetime, **more: object) -> Case:
        accepted_at = filed_at + HOUR
        given: dict[str, object] = {
            "number": f"{self.count:043d}",
            "tracking_code": f"{self.count:012d}",
            "item_version": self.library.version(entry.item_id),
            "entry": entry,
            "body": entry.body,
            "centre_id": entry.division_id,
            "received_in_id": entry.division_id,
            "place_path": entry.division.path,
            "level": entry.division.level,
            "channel": "window",
            "applicant_kind": "citizen",
            "applicant_name": "甲",
            "applicant_identity": f"ID{self.count:08d}",
            "applicant_phone": "13871200000",
            "form": {},
            "promised_limit": "8wd",
            "statutory_limit": "20wd",
            "counting_rule": "whole_working_days",
            "thresholds_version": "default-1",
            "calendar_version": self.library.cast.calendar,
            "state": "concluded",
            "outcome": "granted",
            "result_code": 0,
            "received_at": filed_at,
            "accepted_at": accepted_at,
            "concluded_at": accepted_at + 2 * DAY,
            "promised_due_at": accepted_at + 10 * DAY,
            "statutory_due_at": accepted_at + 30 * DAY,
        }
        return Case.objects.create(**{**given, **more})  # type: ignore[arg-type]

    def stop(self, cases: list[Case]) -> None:
        for case in cases:
            Suspension.objects.create(
                case=case,
                kind="expert_review",
                expected_limit="10wd",
                reason="r",
                started_at=case.received_at + 2 * HOUR,
                ended_at=case.received_at + DAY,
            )

    def correct(self, cases: list[Case]) -> None:
        for case in cases:
            Correction.objects.create(
                case=case,
                round=1,
                items=[],
                answer_by_date=case.received_at.date(),
                requested_at=case.received_at,
                answered_at=case.received_at + HOUR,
            )

    def review(self, cases: list[Case]) -> None:
        for case in cases:
            assert case.accepted_at
            CaseStep.objects.create(
                case=case,
                key="review",
                stage=1,
                ordinal=1,
                name="审查",
                name_en="Review",
                body=case.body,
                role=Role.REVIEWER,
                limit="5wd",
                state="done",
                started_at=case.accepted_at,
                finished_at=case.concluded_at,
            )

    def decide_at(self, cases: list[Case], after: timedelta, **more: object) -> None:
        for case in cases:
            assert case.accepted_at
            Case.objects.filter(pk=case.pk).update(concluded_at=case.accepted_at + after, **more)


@pytest.fixture
def records(library: Library) -> Records:
    return Records(library)


def asked(path: str = HUBEI_PATH) -> dict[str, list[tuple[str, int, int]]]:
    """Signal → body's place, marked, looked at, for every question there is."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for one in questions(_root() if path == HUBEI_PATH else path, AT - DAY, UNTIL):
        case = Case.objects.filter(body_id=one.body_id).first()
        assert case
        found.setdefault(one.signal.id, []).append((case.centre_id, one.own.marked, one.own.cases))
        behind = cases_behind(one.signal, one.body_id, one.item, AT - DAY, UNTIL)
        assert behind.count() == one.own.marked  # each figure opens to its cases
    return found


def _root() -> str:
    from yangguang.foundations.organisations.models import Division

    return Division.objects.get(pk="420000000000").path


def test_every_signal_has_what_it_counts_and_is_tried_here() -> None:
    shares = {one.id for one in signals() if one.bar}
    assert shares == set(PATTERNS)
    assert {one.id for one in signals()} - shares == {"entered_in_bursts", "decided_in_bulk"}


class TestStoppedClocks:
    def test_a_body_that_stops_most_clocks_is_asked(self, records: Records) -> None:
        records.stop(records.cases(20)[:15])
        records.stop(records.cases(40, division=YILING)[:2])
        assert asked() == {"stopped_clocks": [(JIANGAN, 15, 20)]}

    def test_an_item_that_needs_tests_everywhere_is_not(self, records: Records) -> None:
        records.stop(records.cases(20)[:15])
        records.stop(records.cases(40, division=YILING)[:28])
        assert asked() == {}

    def test_three_of_four_are_too_few_to_say(self, records: Records) -> None:
        records.stop(records.cases(4)[:3])
        records.cases(40, division=YILING)
        assert asked() == {}


class TestRefiled:
    def withdraw(self, records: Records, n: int, *, again: bool, division: str = JIANGAN) -> None:
        for case in records.cases(n, division=division, outcome="withdrawn", result_code=2):
            person = case.applicant_identity if again else f"X{case.pk}"
            records.cases(
                1, division=division, applicant_identity=person, received_at=case.concluded_at + 2 * DAY,
                accepted_at=case.concluded_at + 3 * DAY, concluded_at=case.concluded_at + 5 * DAY,
            )  # fmt: skip

    def test_withdrawn_and_filed_again_is_asked(self, records: Records) -> None:
        self.withdraw(records, 8, again=True)
        records.cases(40, division=YILING)
        assert asked() == {"refiled": [(JIANGAN, 8, 16)]}

    def test_withdrawn_for_good_is_not(self, records: Records) -> None:
        self.withdraw(records, 8, again=False)
        records.cases(40, division=YILING)
        assert asked() == {}


class TestRefusals:
    def test_refusals_on_the_last_day_are_asked_about(self, records: Records) -> None:
        records.cases(20)
        records.decide_at(records.cases(6), 9.5 * DAY, outcome="refused")
        assert asked() == {"refused_at_the_end": [(JIANGAN, 6, 6)]}

    def test_a_body_that_decides_everything_on_the_last_day_is_slow_and_no_more(
        self, records: Records
    ) -> None:
        records.decide_at(records.cases(20), 9.5 * DAY)
        records.decide_at(records.cases(6), 9.5 * DAY, outcome="refused")
        assert asked() == {}

    def test_refusals_far_more_often_than_elsewhere_are_asked_about(self, records: Records) -> None:
        records.cases(20)
        records.cases(20, outcome="refused")
        records.cases(40, division=YILING)
        records.cases(2, division=YILING, outcome="refused")
        assert asked() == {"refused_often": [(JIANGAN, 20, 40)]}

    def test_refusals_as_often_as_elsewhere_are_not(self, records: Records) -> None:
        records.cases(20)
        records.cases(20, outcome="refused")
        records.cases(25, division=YILING)
        records.cases(20, division=YILING, outcome="refused")
        assert asked() == {}


class TestCorrections:
    def test_a_window_that_sends_nearly_everything_back_is_asked(self, records: Records) -> None:
        records.correct(records.cases(20)[:17])
        records.correct(records.cases(40, division=YILING)[:4])
        assert asked()["sent_back"] == [(JIANGAN, 17, 20)]

    def test_an_unclear_guide_sends_back_everywhere(self, records: Records) -> None:
        records.correct(records.cases(20)[:17])
        records.correct(records.cases(40, division=YILING)[:30])
        assert asked() == {}

    def test_never_a_correction_where_others_correct_a_third_is_asked(self, records: Records) -> None:
        records.cases(30)
        records.correct(records.cases(60, division=YILING)[:24])
        assert asked()["always_complete"] == [(JIANGAN, 30, 30)]

    def test_never_a_correction_of_what_is_always_complete_is_not(self, records: Records) -> None:
        records.cases(30)
        records.correct(records.cases(60, division=YILING)[:3])
        assert asked() == {}


class TestMinutes:
    def test_reviewed_and_decided_in_minutes_is_asked(self, records: Records) -> None:
        quick, elsewhere = records.cases(8), records.cases(40, division=YILING)
        records.review([*quick, *elsewhere])
        records.decide_at(quick, 4 * MINUTE)
        assert asked() == {"decided_in_minutes": [(JIANGAN, 8, 8)]}

    def test_what_has_no_review_may_be_decided_at_once(self, records: Records) -> None:
        quick, elsewhere = records.cases(8), records.cases(40, division=YILING)
        records.review(elsewhere)
        records.decide_at(quick, 4 * MINUTE)
        assert asked() == {}


class TestBursts:
    ENTERED = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)

    def enter(
        self,
        watch: Watch,
        cases: list[Case],
        kind: str,
        *,
        back: timedelta,
        apart: timedelta,
        every: timedelta,
    ) -> None:
        """Acts entered ``every`` so often; the first was done ``back`` before its entry, the next ``apart`` earlier each."""
        clerk = watch.desk.clerk
        assert clerk.post
        for n, case in enumerate(cases):
            at = self.ENTERED + n * every
            payload = {"case_id": case.pk, "number": case.number}
            with transaction.atomic():
                ledger.append(
                    f"case:{case.pk}",
                    [NewEvent(kind=f"operation.{kind}", payload=payload)],
                    actor=ActorRef(clerk.account_id, clerk.post.id),
                    at=at,
                    occurred_at=at - back - n * apart,
                    place_path=case.place_path,
                )

    def test_many_cases_of_past_weeks_entered_in_an_hour_are_asked_about(
        self, watch: Watch, records: Records
    ) -> None:
        self.enter(watch, records.cases(8), "CaseAccepted", back=DAY, apart=2 * DAY, every=5 * MINUTE)
        assert asked() == {"entered_in_bursts": [(JIANGAN, 8, 8)]}

    def test_a_day_without_a_network_entered_the_next_morning_is_not(
        self, watch: Watch, records: Records
    ) -> None:
        self.enter(watch, records.cases(8), "CaseAccepted", back=DAY, apart=20 * MINUTE, every=5 * MINUTE)
        assert asked() == {}

    def test_many_decisions_in_ten_minutes_are_asked_about(self, watch: Watch, records: Records) -> None:
        self.enter(watch, records.cases(12), "CaseDecided", back=0 * DAY, apart=0 * DAY, every=MINUTE / 2)
        assert asked() == {"decided_in_bulk": [(JIANGAN, 12, 12)]}

    def test_as_many_over_the_day_are_not(self, watch: Watch, records: Records) -> None:
        self.enter(watch, records.cases(12), "CaseDecided", back=0 * DAY, apart=0 * DAY, every=40 * MINUTE)
        assert asked() == {}


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: UNTIL))

    @pytest.fixture
    def planted(self, records: Records) -> list[Case]:
        cases = records.cases(20)
        records.stop(cases[:15])
        records.cases(40, division=YILING)
        return cases

    def test_the_question_its_figures_and_its_cases(self, watch: Watch, planted: list[Case]) -> None:
        client = watch.desk.cast.signed_in(watch.supervisor)
        text = client.get("/supervision/questions/").content.decode()
        assert "频繁启动特别程序" in text
        assert "20 件中 15 件" in text
        assert "不到百万分之一" in text
        body = planted[0].body_id
        address = f"/supervision/questions/stopped_clocks/?body={body}&item=food_business&days=90"
        assert address.replace("&", "&amp;") in text
        listed = client.get(address).content.decode()
        assert listed.count("/work/cases/") == 15
        assert planted[0].number in listed
        assert planted[19].number not in listed

    def test_it_gives_no_card(self, watch: Watch, planted: list[Case]) -> None:
        watch.at(UNTIL)
        assert not Card.objects.exists()

    def test_another_place_is_not_asked_about_nor_opened(self, watch: Watch, planted: list[Case]) -> None:
        client = watch.desk.cast.signed_in(watch.desk.cast.officer(Role.SUPERVISOR, YILING))
        text = client.get("/supervision/questions/").content.decode()
        assert "没有疑点" in text
        address = f"/supervision/questions/stopped_clocks/?body={planted[0].body_id}&item=food_business"
        assert client.get(address).status_code == 404
        assert client.get(f"/supervision/questions/?place={JIANGAN}").status_code == 404
        city = watch.desk.cast.signed_in(watch.desk.cast.officer(Role.SUPERVISOR, WUHAN))
        assert city.get(address).status_code == 200

    def test_what_is_no_signal_or_no_body_is_not_found(self, watch: Watch, planted: list[Case]) -> None:
        client = watch.desk.cast.signed_in(watch.supervisor)
        for address in (
            "nothing/?body=1",
            "stopped_clocks/",
            "stopped_clocks/?body=x",
            "refiled/?body=1&item=y",
        ):
            assert client.get(f"/supervision/questions/{address}").status_code == 404
