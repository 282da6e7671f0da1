"""The API: who may call what, and how it says no."""

from django.test import Client

from cast import AT, JIANGAN, WUHAN, YILING
from desk import DAY, Desk
from yangguang.foundations.organisations.levels import Role


def test_anybody_reads_indicators_and_notices(desk: Desk) -> None:
    case = desk.accepted()
    public = Client()
    figures = public.get(f"/api/v1/indicators/{JIANGAN}?from=2026-03-01&to=2026-03-31").json()
    online = next(row for row in figures["rows"] if row["key"] == "S9")
    assert (online["numerator"], online["denominator"], online["share"]) == (1, 1, 100.0)
    assert public.get(f"/api/v1/notices?place={JIANGAN}").status_code == 200
    assert case.applicant_name not in public.get("/api/v1/notices").content.decode()


def test_officers_read_the_cases_of_their_place_and_no_others(desk: Desk) -> None:
    case = desk.accepted()
    above = desk.cast.signed_in(desk.cast.officer(Role.SUPERVISOR, WUHAN))
    elsewhere = desk.cast.signed_in(desk.cast.officer(Role.SUPERVISOR, YILING))
    assert above.get(f"/api/v1/cases/{case.number}").json()["state"] == "under_review"
    assert elsewhere.get(f"/api/v1/cases/{case.number}").status_code == 404
    assert elsewhere.get("/api/v1/cases").json() == {"total": 0, "rows": []}


def test_without_signing_in_and_in_the_wrong_role(desk: Desk) -> None:
    assert Client().get("/api/v1/cases").status_code == 401
    citizen = desk.cast.signed_in(desk.cast.citizen)
    assert citizen.get("/api/v1/cases").status_code == 403
    assert desk.cast.signed_in(desk.clerk).get("/api/v1/my/cases").status_code == 403


def test_a_citizen_reads_his_own(desk: Desk) -> None:
    case = desk.accepted(at=AT + DAY)
    mine = desk.cast.signed_in(desk.cast.citizen).get("/api/v1/my/cases").json()
    assert [row["number"] for row in mine["rows"]] == [case.number]
    theirs = desk.cast.signed_in(desk.cast.neighbour).get("/api/v1/my/cases").json()
    assert theirs["total"] == 0


def test_pages_are_bounded_and_faults_are_problems(desk: Desk) -> None:
    desk.file()
    public = Client()
    too_many = public.get("/api/v1/notices?limit=100000")
    assert too_many.status_code == 422
    assert too_many["Content-Type"].startswith("application/problem+json")
    assert public.get("/api/v1/indicators/999999999999").status_code == 404


def test_search_finds_what_people_say(desk: Desk) -> None:
    found = Client().get(f"/api/v1/items?q=开饭店&place={JIANGAN}").json()
    assert "food_business" in [hit["key"] for hit in found[:3]]


def test_the_description_lists_every_operation(db: None) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/cases/{number}" in paths
    assert all("200" in operation["responses"] for path in paths.values() for operation in path.values())
