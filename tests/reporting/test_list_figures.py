"""The figures of the lists, recounted by hand: S1 by the day, S2, S3, S4, S5, S8, S15."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from cast import AT, HUBEI, JIANGAN, TODAY, WUHAN, YICHANG, Library, definition
from desk import DAY
from fees_desk import CHARGED, FeeDesk
from hall import ON_ITS_DAY, Hall, cancel
from yangguang.foundations.calendars.queries import calendar_in_force
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Body, Division, ServiceCentre
from yangguang.law.time_limits import TimeLimit, calendar_due_date
from yangguang.platforms.power_library import queries as library_queries
from yangguang.platforms.power_library import services as library_services
from yangguang.platforms.power_library.hall_queries import hall_items
from yangguang.platforms.power_library.hall_rules import Standing
from yangguang.platforms.power_library.local_terms import Improvements, improved
from yangguang.platforms.power_library.models import Authority, ImplementingEntry
from yangguang.platforms.power_library.reading import definition_of, versions_in_force
from yangguang.reporting.statistics import queries
from yangguang.reporting.statistics.definitions import indicator_by_key
from yangguang.reporting.statistics.figure import Figure
from yangguang.reporting.statistics.list_figures import KEYS
from yangguang.reporting.statistics.periods import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def figure(key: str, place: str = JIANGAN, period: Period = MARCH) -> Figure:
    indicator = indicator_by_key(key)
    assert indicator is not None
    return queries.figure(indicator, Division.objects.get(pk=place), period, at=MARCH.ends_at)


def asides(shown: Figure) -> dict[str, tuple[int, int | None]]:
    return {aside.label: (aside.count, aside.of) for aside in shown.asides}


def entries_at(place: str) -> list[ImplementingEntry]:
    path = Division.objects.get(pk=place).path
    return list(ImplementingEntry.objects.filter(division__path__startswith=path).select_related("body"))


@pytest.mark.parametrize("key", sorted(KEYS))
@pytest.mark.parametrize("part", ["numerator", "rest"])
def test_the_list_behind_a_figure_has_as_many_rows(library: Library, key: str, part: str) -> None:
    _entered(library)
    shown = figure(key)
    rows = queries.rows_behind(key, Division.objects.get(pk=JIANGAN).path, MARCH, part=part, at=MARCH.ends_at)
    expected = {
        ("S2", "rest"): 0,
        ("S4", "numerator"): len(_cut(JIANGAN)),
        ("S4", "rest"): len(entries_at(JIANGAN)) - len(_cut(JIANGAN)),
        ("S5", "rest"): len(entries_at(JIANGAN)) - shown.numerator,
        ("S8", "rest"): len(entries_at(JIANGAN)) - shown.numerator,
    }.get((key, part), shown.numerator if part == "numerator" else shown.denominator - shown.numerator)
    assert rows.count() == expected
    assert all(row.item_name for row in rows)


def _cut(place: str) -> list[ImplementingEntry]:
    limits = {one.item_id: definition_of(one).limits for one in versions_in_force(on=TODAY)}
    return [one for one in entries_at(place) if limits[one.item_id].promised != limits[one.item_id].statutory]


def test_every_figure_of_the_city_is_that_of_its_parts(library: Library) -> None:
    """What hangs on entries adds up; S2 counts distinct items and does not."""
    _entered(library)
    parts = Division.objects.filter(parent_id=WUHAN)
    for key in ("S3", "S5", "S8", "S15"):
        whole = figure(key, WUHAN)
        own = [one for one in entries_at(WUHAN) if one.division_id == WUHAN]
        below = sum(figure(key, part.pk).denominator for part in parts)
        if key == "S15":
            assert whole.denominator == below + len(own)
        assert whole.numerator >= sum(figure(key, part.pk).numerator for part in parts)


# ── S1 ───────────────────────────────────────────────────────────────────────────────────


def test_a_centre_counts_from_the_day_of_its_confirmation(library: Library) -> None:
    ServiceCentre.objects.filter(pk=JIANGAN).update(unified_on=date(2026, 3, 20))
    assert figure("S1").numerator == 1
    assert figure("S1", period=Period(date(2026, 3, 1), date(2026, 3, 20))).numerator == 0
    path = Division.objects.get(pk=JIANGAN).path
    rest = queries.rows_behind("S1", path, MARCH, part="rest", at=MARCH.ends_at)
    assert rest.count() == figure("S1").denominator - 1


def test_departments_count_where_their_centre_is_whole_and_their_window_decides(library: Library) -> None:
    """One department has a window that decides; it counts from the day on which its centre met the eight."""
    _entered(library)
    must = {one.body_id for one in hall_items(JIANGAN, on=TODAY) if one.standing is not Standing.EXEMPT}
    assert asides(figure("S1"))["departments_served"] == (0, len(must))
    ServiceCentre.objects.filter(pk=JIANGAN).update(unified_on=date(2026, 3, 20))
    assert asides(figure("S1"))["departments_served"] == (1, len(must))
    early = Period(date(2026, 3, 1), date(2026, 3, 20))
    assert asides(figure("S1", period=early))["departments_served"] == (0, len(must))


# ── S2 ───────────────────────────────────────────────────────────────────────────────────


def test_items_left_of_those_before_the_first_round(library: Library) -> None:
    before = figure("S2", HUBEI)
    assert (before.denominator, asides(before)["rounds"]) == (0, (0, None))
    assert before.share is None
    Hall(library.cast).approved(cancel())
    library_services.publish_due_rounds(ON_ITS_DAY)
    after = figure("S2", HUBEI, Period(date(2026, 3, 1), date(2027, 1, 1)))
    assert (after.numerator, after.denominator) == (before.numerator - 1, before.numerator)
    assert asides(after)["rounds"] == (1, None)
    gone = queries.rows_behind(
        "S2",
        Division.objects.get(pk=HUBEI).path,
        Period(date(2026, 3, 1), date(2027, 1, 1)),
        part="rest",
        at=AT,
    )
    assert gone.count() == 1


# ── S3 ───────────────────────────────────────────────────────────────────────────────────


def _entered(library: Library) -> list[int]:
    """Of the district's items one is in with authority, one without, one kept out; the others are outside."""
    ids = [one.entry_id for one in hall_items(JIANGAN, on=TODAY)]
    common = {"from_date": TODAY, "at": AT}
    manager = library.cast.officer(Role.CENTRE_MANAGER, JIANGAN)
    library_services.enter_hall(
        JIANGAN, ids[:1], authority=Authority.DECIDES, letter="授权书", actor=manager, **common
    )
    library_services.enter_hall(
        JIANGAN, ids[1:2], authority=Authority.RECEIVES, letter="", actor=manager, **common
    )
    library_services.keep_out_of_hall(
        JIANGAN,
        ids[2:3],
        decision="批复",
        ground="涉密",
        actor=library.cast.officer(Role.GOVERNMENT_HEAD, JIANGAN),
        **common,
    )
    return ids


def test_entry_counts_authority_and_keeps_the_rest_apart(library: Library) -> None:
    ids = _entered(library)
    shown = figure("S3")
    assert (shown.numerator, shown.denominator) == (1, len(ids) - 1)
    told = asides(shown)
    assert told["unauthorised"] == (1, None)
    assert told["kept_out"] == (1, None)
    assert told["level_4"] == (1, len(ids) - 1)
    held = {one.body_id for one in hall_items(JIANGAN, on=TODAY)}
    assert told["departments"] == (1, len(held))


def test_entry_is_that_of_the_last_day_of_the_period(library: Library) -> None:
    _entered(library)
    assert figure("S3", period=Period(date(2026, 2, 1), TODAY)).numerator == 0


# ── S4 ───────────────────────────────────────────────────────────────────────────────────


def test_the_cut_is_the_sum_over_the_entries(library: Library) -> None:
    calendar = calendar_in_force()[1].provisional()

    def days(written: str) -> Fraction:
        """Counted one by one, without the function that is checked."""
        limit = TimeLimit.parse(written)
        if written.endswith("wd"):
            return Fraction(limit.amount)
        left, starts = 0, 0
        for number in range(365):
            start = date(2026, 1, 1) + timedelta(days=number)
            if not calendar.is_working_day(start):
                continue
            starts += 1
            last = calendar_due_date(start, limit)
            while not calendar.is_working_day(last):
                last += timedelta(days=1)
            left += sum(
                calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (last - start).days + 1)
            )
        return Fraction(left, starts)

    limits = {one.item_id: definition_of(one).limits for one in versions_in_force(on=TODAY)}
    held = Counter(one.item_id for one in entries_at(JIANGAN))
    statutory = sum(days(limits[item].statutory) * number for item, number in held.items())
    promised = sum(days(limits[item].promised) * number for item, number in held.items())
    shown = figure("S4")
    assert (shown.numerator, shown.denominator) == (round(statutory - promised), round(statutory))
    assert shown.numerator > 0


def test_a_body_that_promises_more_cuts_more(library: Library) -> None:
    before = figure("S4")
    entry = library.entry()
    version = library.version()
    promised = TimeLimit.parse(version.promised_limit).amount
    library_services.adapt_entry(
        entry.code,
        improved(definition_of(version), Improvements(promised=f"{promised - 3}wd")),
        from_date=TODAY + DAY,
        actor=library.cast.officer(Role.AGENCY_HEAD, JIANGAN, "market_regulation"),
        at=AT,
    )
    after = figure("S4")
    assert after.numerator == before.numerator + 3
    assert after.denominator == before.denominator


# ── S5, S8, S15 ──────────────────────────────────────────────────────────────────────────


def test_parallel_items_are_those_of_several_departments_or_of_a_matter(library: Library) -> None:
    members = library_queries.joint_items(on=TODAY)
    items = {
        one.item_id
        for one in versions_in_force(on=TODAY)
        if one.item_id in members or library_queries.reviewed_side_by_side(definition_of(one))
    }
    assert items
    expected = sum(one.item_id in items for one in entries_at(JIANGAN))
    assert figure("S5").numerator == expected
    assert figure("S5").share is None


def test_fees_are_counted_with_what_was_charged_and_what_was_not(fee_desk: FeeDesk) -> None:
    charged = {one.item_id for one in versions_in_force(on=TODAY) if definition_of(one).fees}
    assert figure("S8").numerator == sum(one.item_id in charged for one in entries_at(JIANGAN)) > 0
    (fee,) = definition(CHARGED).fees
    fee_desk.accepted()
    fee_desk.accepted(ground="inheritance")  # for which the fee is not taken
    told = asides(figure("S8"))
    assert told["charged_cents"] == told["waived_cents"] == (fee.amount_cents, None)
    april = Period(MARCH.until, MARCH.until + timedelta(days=30))
    assert asides(figure("S8", period=april))["charged_cents"] == (0, None)


def test_a_body_that_nobody_can_call_discloses_nothing(library: Library) -> None:
    before = figure("S15")
    assert before.numerator == before.denominator == len(entries_at(JIANGAN))
    body = library.entry().body
    Body.objects.filter(pk=body.pk).update(complaint_phone="")
    silent = ImplementingEntry.objects.filter(body=body).count()
    assert figure("S15").numerator == before.numerator - silent
    rest = queries.rows_behind(
        "S15", Division.objects.get(pk=JIANGAN).path, MARCH, part="rest", at=MARCH.ends_at
    )
    assert {row.body_id for row in rest} == {body.pk}


# ── pages ────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_all_and_opens_to_the_rows(library: Library, stopped_clock: object) -> None:
    _entered(library)
    client = library.cast.signed_in(library.cast.officer(Role.SUPERVISOR, WUHAN))
    page = client.get(f"/figures/{JIANGAN}/").content.decode()
    for word in ("事项精简", "进驻率", "时限压缩率", "并联审批事项", "收费事项", "八公开完整率"):
        assert word in page
    assert "进驻未授权 1 项" in page
    for key in sorted(KEYS):
        for part in ("numerator", "rest"):
            assert client.get(f"/figures/{JIANGAN}/{key}/{part}/").status_code == 200
    assert client.get(f"/figures/{YICHANG}/S3/rest/").status_code == 404
