"""Rows through SQL written by hand are the rows that the ORM writes and reads."""

from datetime import timedelta

from django.db import connection

from cast import AT, Library
from desk import Desk
from yangguang.foundations import rows
from yangguang.foundations.organisations.models import Body
from yangguang.platforms.power_operation.models import Case, CaseMaterial, Clock
from yangguang.platforms.power_operation.states import ClockKind


def test_a_row_is_read_as_the_orm_reads_it(desk: Desk) -> None:
    case = Case.objects.select_related("body").get(pk=desk.accepted().pk)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {rows.columns(Case, 'one')}, {rows.columns(Body, 'body')} "
            "FROM power_operation_case AS one JOIN organisations_body AS body ON body.id = one.body_id"
        )
        read = [
            rows.row(model, part)
            for model, part in zip((Case, Body), rows.parted((Case, Body), cursor.fetchone()), strict=True)
        ]
    for mine, theirs in zip(read, (case, case.body), strict=True):
        assert [getattr(mine, name) for name in rows.names(type(theirs))] == [
            getattr(theirs, name) for name in rows.names(type(theirs))
        ]
    assert isinstance(read[0].form, dict)  # type: ignore[attr-defined]


def test_rows_are_inserted_in_their_order_and_get_their_keys(desk: Desk, library: Library) -> None:
    case = desk.accepted()
    new = [CaseMaterial(case=case, key=key, on_paper=True, added_at=AT) for key in ("b", "a")]
    rows.insert(new)
    assert [CaseMaterial.objects.get(pk=one.pk).key for one in new] == ["b", "a"]

    clock = Clock(
        case=case, kind=ClockKind.DELIVERY, limit="10wd", started_at=AT, due_at=AT + timedelta(days=14)
    )
    rows.insert([clock])
    kept = Clock.objects.get(pk=clock.pk)
    assert (kept.kind, kept.state, kept.due_at) == ("delivery", "running", clock.due_at)
    assert not kept._state.adding
    rows.insert([])
