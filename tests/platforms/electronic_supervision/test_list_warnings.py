"""清单监察: who owes the list a report or a check and is late is told, once, and it is seen when it is done."""

from datetime import date, datetime, timedelta

import pytest

from cast import AT, HUBEI, Library
from hall import Hall, cancel
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.electronic_supervision import services as supervision
from yangguang.platforms.electronic_supervision.models import ListWarning
from yangguang.platforms.power_library import services
from yangguang.platforms.power_library.models import LegalChange

LAW = "《中华人民共和国食品安全法》"


@pytest.fixture
def hall(library: Library, events_read_at_once: None) -> Hall:
    hall = Hall(library.cast)
    hall.cast.officer(Role.SUPERVISOR, HUBEI)
    hall.cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation")
    return hall


def changed(hall: Hall) -> LegalChange:
    return services.record_change(
        instrument=LAW,
        department="market_regulation",
        published_on=date(2026, 2, 27),
        actor=hall.lawyer,
        at=AT,
    )


def noticed(at: datetime) -> list[ListWarning]:
    services.watch_deadlines(at)
    supervision.read_library(at)
    return list(ListWarning.objects.order_by("pk"))


def told(subject: str) -> set[str]:
    return set(Message.objects.filter(subject=subject).values_list("account__name", flat=True))


def test_a_report_that_is_late_is_told_to_the_department_and_the_supervisor_once(hall: Hall) -> None:
    change = changed(hall)
    assert noticed(change.due_at - timedelta(microseconds=1)) == []
    (warning,) = noticed(change.due_at)
    assert (warning.duty, warning.about, warning.department_id) == ("change_report", LAW, "market_regulation")
    assert warning.fell_due_at == change.due_at
    names = {
        hall.cast.officer(Role.SUPERVISOR, HUBEI).name,
        hall.cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation").name,
    }
    assert told(f"law_change:{change.pk}") == names
    assert noticed(change.due_at + timedelta(days=3)) == [warning]
    assert Message.objects.filter(subject=f"law_change:{change.pk}").count() == len(names)


def test_a_report_made_late_settles_it(hall: Hall) -> None:
    change = changed(hall)
    noticed(change.due_at)
    hall.submitted(cancel(change_id=change.pk))
    (warning,) = ListWarning.objects.all()
    assert warning.settled_at is None
    supervision.read_library(change.due_at + timedelta(days=1))
    warning.refresh_from_db()
    assert warning.settled_at == AT


def test_a_report_in_time_earns_nothing(hall: Hall) -> None:
    change = changed(hall)
    hall.submitted(cancel(change_id=change.pk))
    after = noticed(change.due_at + timedelta(days=1))
    assert [one.duty for one in after] == ["legal_check"]  # of the round, which nobody has checked by then


def test_a_legal_check_that_is_late_is_told_to_those_who_make_it(hall: Hall) -> None:
    one = hall.submitted(cancel())
    assert one.check_due_at
    (warning,) = noticed(one.check_due_at)
    assert (warning.about, warning.department_id) == ("第五轮清理", "justice")
    assert hall.lawyer.name in told(f"round:{one.pk}")
    services.find_round_lawful(one.pk, opinion="合法", actor=hall.lawyer, at=one.check_due_at)
    supervision.read_library(one.check_due_at)
    warning.refresh_from_db()
    assert warning.settled_at == one.check_due_at


def test_the_page_shows_what_is_open_and_what_was_done(hall: Hall) -> None:
    change = changed(hall)
    noticed(change.due_at)
    supervisor = hall.cast.signed_in(hall.cast.officer(Role.SUPERVISOR, HUBEI))
    page = supervisor.get("/supervision/lists/").content.decode()
    assert LAW in page
    assert "未办" in page
    ListWarning.objects.update(settled_at=AT)
    page = supervisor.get("/supervision/lists/").content.decode()
    assert "没有逾期的" in page
    assert "提示后办完" in page
    assert (
        hall.cast.signed_in(hall.cast.officer(Role.WINDOW_CLERK)).get("/supervision/lists/").status_code
        == 403
    )
