"""Unannounced inspections: a draw that anybody can repeat, a checklist, and rectification of what was not in order."""

import struct
import zlib
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, DAZHI, JIANGAN, WUHAN, YICHANG, Cast
from desk import DAY
from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Division
from yangguang.foundations.web import middleware
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.electronic_supervision import inspection_queries, services
from yangguang.platforms.electronic_supervision.checklist import checklist
from yangguang.platforms.electronic_supervision.drawing import Candidate, draw, rank
from yangguang.platforms.electronic_supervision.models import (
    Inspection,
    InspectionPhoto,
    InspectionPlan,
    SupervisionOrder,
)

LATER = AT + DAY
PLAN_ADDRESS = "/supervision/inspections/new/"


def png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff"))
        + chunk(b"IEND", b"")
    )


class TestTheDraw:
    windows = {number: f"place-{number % 7}" for number in range(1, 60)}
    inspectors = [Candidate(post, f"place-{post % 7}") for post in range(100, 120)]

    def test_the_same_seed_gives_the_same_draw(self) -> None:
        first = draw("a" * 32, self.windows, self.inspectors, 9)
        assert first == draw("a" * 32, dict(reversed(self.windows.items())), self.inspectors[::-1], 9)
        assert first != draw("b" * 32, self.windows, self.inspectors, 9)

    def test_it_is_the_rank_of_a_plain_hash(self) -> None:
        """What the page says anybody can do with a SHA-256: 种子|window|编号."""
        assert (
            rank("seed", "window", 7)
            == (
                "86247f3a3a009ee853e2b9547bad1922af0ead8ffeed7b65fb9e38a4eb682b3d"  # printf "seed|window|7" | sha256sum
            )
        )

    @given(seed=st.text(min_size=1), count=st.integers(1, 70))
    def test_nobody_inspects_the_own_place_and_no_window_comes_twice(self, seed: str, count: int) -> None:
        drawn = draw(seed, self.windows, self.inspectors, count)
        assert len({one.window_id for one in drawn}) == len(drawn) == min(count, len(self.windows))
        place_of = {one.post_id: one.place for one in self.inspectors}
        for one in drawn:
            assert len(set(one.posts)) == 2
            assert all(place_of[post] != self.windows[one.window_id] for post in one.posts)

    def test_a_window_that_only_its_own_could_inspect_is_passed_over(self) -> None:
        drawn = draw("s", {1: "here", 2: "there"}, [Candidate(9, "here")], 2)
        assert [one.window_id for one in drawn] == [2]

    def test_over_many_seeds_each_window_has_its_share(self) -> None:
        windows = dict.fromkeys(range(10), "hall")
        counts = dict.fromkeys(windows, 0)
        for seed in range(2000):
            (one,) = draw(str(seed), windows, [Candidate(1, "elsewhere")], 1)
            counts[one.window_id] += 1
        assert min(counts.values()) > 150
        assert max(counts.values()) < 250


@pytest.fixture
def inspectors(cast: Cast) -> list[Actor]:
    """Who can be drawn in 江岸区: its supervisor, its centre's manager, and the manager of a street."""
    return [
        cast.officer(Role.SUPERVISOR, JIANGAN),
        cast.officer(Role.CENTRE_MANAGER, JIANGAN),
        cast.officer(Role.SUPERVISOR, WUHAN),
    ]


@pytest.fixture
def plan(cast: Cast, inspectors: list[Actor]) -> InspectionPlan:
    return planned(cast)


def planned(cast: Cast, by: Actor | None = None, **changed: object) -> InspectionPlan:
    told = {
        "title": "三月暗访",
        "place": Division.objects.get(pk=WUHAN),
        "from_date": date(2026, 3, 2),
        "until_date": date(2026, 3, 14),
        "windows": 4,
    }
    new = services.NewPlan(**(told | changed))  # type: ignore[arg-type]
    return services.plan_inspections(by or cast.officer(Role.SUPERVISOR, WUHAN), new, AT)


def first_of(plan: InspectionPlan) -> Inspection:
    return plan.inspections.get(ordinal=1)


def inspector_of(inspection: Inspection) -> Actor:
    drawn = inspection.inspectors.select_related("account").order_by("pk").first()
    assert drawn
    return accounts.actor_for(Account.objects.get(pk=drawn.account_id), at=AT, post_id=drawn.post_id)


def answers(**faults: str) -> dict[str, dict[str, str]]:
    return {
        item.key: {"found": "no", "note": faults[item.key]}
        if item.key in faults
        else {"found": "yes", "note": ""}
        for item in checklist().items
    }


class TestPlans:
    def test_the_draw_stands_on_the_ledger_and_can_be_repeated(
        self, cast: Cast, plan: InspectionPlan
    ) -> None:
        page = inspection_queries.plan_page(cast.officer(Role.SUPERVISOR, WUHAN), plan.number)
        assert page.agrees
        assert len(page.inspections) == 4
        event = LedgerEvent.objects.get(stream=f"plan:{plan.pk}")
        assert event.payload["seed"] == plan.seed
        assert event.payload["windows"] == [one.window_id for one in page.inspections]

    def test_an_inspector_put_in_by_hand_shows(self, cast: Cast, plan: InspectionPlan) -> None:
        from yangguang.platforms.electronic_supervision.models import Inspector

        other = cast.officer(Role.SUPERVISOR, YICHANG)
        assert other.post
        Inspector.objects.create(
            inspection=first_of(plan), account_id=other.account_id, post_id=other.post.id
        )
        assert not inspection_queries.drawn_as_recorded(plan)

    def test_a_plan_lies_within_the_place_of_the_planner(self, cast: Cast, inspectors: list[Actor]) -> None:
        with pytest.raises(NotFound):
            planned(cast, place=Division.objects.get(pk=YICHANG))

    @pytest.mark.parametrize("changed", [{"windows": 0}, {"title": " "}, {"until_date": date(2026, 3, 2)}])
    def test_what_makes_no_sense_is_refused(
        self, cast: Cast, inspectors: list[Actor], changed: dict[str, object]
    ) -> None:
        with pytest.raises(Refusal):
            planned(cast, **changed)

    def test_nobody_from_elsewhere_no_draw(self, cast: Cast) -> None:
        supervisor = cast.officer(Role.SUPERVISOR, JIANGAN)
        with pytest.raises(Refusal, match="双随机"):
            services.plan_inspections(
                supervisor,
                services.NewPlan(
                    title="本厅",
                    place=Division.objects.get(pk=DAZHI),
                    from_date=date(2026, 3, 2),
                    until_date=date(2026, 3, 14),
                    windows=1,
                ),
                AT,
            )

    @pytest.mark.parametrize("table", [InspectionPlan, Inspection])
    def test_a_draw_is_not_exchanged(self, plan: InspectionPlan, table: type[InspectionPlan]) -> None:
        with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
            table.objects.all()._raw_delete("default")
        with pytest.raises(DatabaseError, match=r"kept|never changes"), transaction.atomic():
            InspectionPlan.objects.update(seed="x") if table is InspectionPlan else Inspection.objects.update(
                place_path="42"
            )


class TestInspecting:
    def test_all_in_order_nothing_follows(self, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        assert services.submit_inspection(inspector_of(inspection), inspection.pk, answers(), LATER) is None
        inspection.refresh_from_db()
        assert (inspection.done_at, inspection.order) == (LATER, None)

    def test_faults_become_an_order_with_a_day(self, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        order = services.submit_inspection(
            inspector_of(inspection),
            inspection.pk,
            answers(on_duty="十时二十分窗口无人，未放去向牌"),
            LATER,
            photos=[services.Photo("on_duty", "窗口.png", png())],
        )
        assert order
        assert order.kind == "rectification"
        assert order.number.startswith("Z")
        assert "十时二十分" in order.facts["findings"][0]
        (document,) = documents.documents_of(f"order:{order.pk}")
        assert document.kind == "inspection_order"
        assert InspectionPhoto.objects.get().item == "on_duty"

    def test_only_those_drawn(self, cast: Cast, plan: InspectionPlan) -> None:
        with pytest.raises(NotFound):
            services.submit_inspection(
                cast.officer(Role.SUPERVISOR, YICHANG), first_of(plan).pk, answers(), LATER
            )

    def test_what_is_not_in_order_is_described(self, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        with pytest.raises(Refusal, match="写明情况"):
            services.submit_inspection(inspector_of(inspection), inspection.pk, answers(manner=" "), LATER)

    def test_every_item_is_answered(self, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        given = answers()
        del given["fees"]
        with pytest.raises(Refusal, match="还没有结论"):
            services.submit_inspection(inspector_of(inspection), inspection.pk, given, LATER)

    def test_once_and_in_time(self, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        actor = inspector_of(inspection)
        with pytest.raises(Refusal, match="期间内"):
            services.submit_inspection(actor, inspection.pk, answers(), AT + 30 * DAY)
        services.submit_inspection(actor, inspection.pk, answers(), LATER)
        with pytest.raises(Refusal, match="已经提交"):
            services.submit_inspection(actor, inspection.pk, answers(), LATER)

    @pytest.mark.parametrize("data", [b"%PDF-1.4 not a picture", b"<svg/>", b"\x89PNG\r\n\x1a\nbroken"])
    def test_a_photograph_is_judged_by_its_content(self, plan: InspectionPlan, data: bytes) -> None:
        inspection = first_of(plan)
        photo = services.Photo("on_duty", "窗口.png", data)
        with pytest.raises(Refusal):
            services.submit_inspection(
                inspector_of(inspection), inspection.pk, answers(), LATER, photos=[photo]
            )
        inspection.refresh_from_db()
        assert inspection.done_at is None

    def test_s12_counts_what_was_done_and_what_was_missed(self, cast: Cast, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        services.submit_inspection(inspector_of(inspection), inspection.pk, answers(), LATER)
        span = (plan.place_path, AT - DAY, AT + 30 * DAY)
        assert inspection_queries.inspections_done(*span).count() == 1
        assert inspection_queries.inspections_missed(*span).count() == 3
        assert not inspection_queries.inspections_missed(plan.place_path, AT - DAY, LATER).exists()


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: LATER))

    def test_a_supervisor_plans_and_sees_the_draw(self, cast: Cast, inspectors: list[Actor]) -> None:
        client = cast.signed_in(cast.officer(Role.SUPERVISOR, WUHAN))
        typed = {
            "title": "端午前检查",
            "place": WUHAN,
            "from_date": "2026-03-03",
            "last_date": "2026-03-13",
            "windows": "3",
        }
        assert client.post(PLAN_ADDRESS, typed | {"place": YICHANG}).status_code == 422
        assert client.post(PLAN_ADDRESS, typed | {"title": ""}).status_code == 422
        response = client.post(PLAN_ADDRESS, typed)
        plan = InspectionPlan.objects.get()
        assert response["Location"] == f"/supervision/inspections/{plan.number}/"
        page = client.get(response["Location"]).content.decode()
        assert plan.seed in page
        assert "结果一致" in page

    def test_the_checklist_is_filled_in_with_a_photograph(self, cast: Cast, plan: InspectionPlan) -> None:
        inspection = first_of(plan)
        client: Client = cast.signed_in(inspector_of(inspection))
        address = f"/supervision/inspections/{plan.number}/1/"
        assert address in client.get("/supervision/inspections/").content.decode()
        assert 'type="file"' in client.get(address).content.decode()
        given = {item.key: "yes" for item in checklist().items}
        assert client.post(address, {"fees": "yes"}).status_code == 422
        assert client.post(address, given | {"fees": "no"}).status_code == 409
        photo = SimpleUploadedFile("a.png", png(), content_type="image/png")
        done = client.post(address, given | {"fees": "no", "fees-note": "未公示", "fees-photo": photo})
        assert done.status_code == 302
        order = SupervisionOrder.objects.get()
        page = client.get(address).content.decode()
        assert "未公示" in page
        assert order.number in page
        (kept,) = InspectionPhoto.objects.all()
        assert client.get(f"/documents/evidence/{kept.file_id}/").status_code == 200

    def test_the_inspected_learn_of_it_when_it_is_done(self, cast: Cast, plan: InspectionPlan) -> None:
        inspection = next(
            one
            for one in plan.inspections.all()
            if inspector_of(one).post and one.place_path.endswith("420102")
        )
        drawn = {one.account_id for one in inspection.inspectors.all()}
        manager = cast.officer(Role.CENTRE_MANAGER, JIANGAN)
        assert manager.account_id not in drawn
        client = cast.signed_in(manager)
        address = f"/supervision/inspections/{plan.number}/{inspection.ordinal}/"
        assert client.get(address).status_code == 404
        services.submit_inspection(inspector_of(inspection), inspection.pk, answers(), LATER)
        assert client.get(address).status_code == 200
