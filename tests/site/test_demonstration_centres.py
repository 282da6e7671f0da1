"""The centres of the demonstration are furnished once, and taken up where an interrupted run left them."""

from datetime import timedelta

import pytest

from cast import AT, HUBEI, JIANGAN, TODAY, WUHAN, Library
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.models import ServiceCentre
from yangguang.platforms.power_library import services as library_services
from yangguang.platforms.power_library.hall_queries import hall_counts, hall_items
from yangguang.platforms.power_library.hall_rules import Standing
from yangguang.platforms.power_library.models import HallEntry, HallExemption, UnityFinding
from yangguang.site import demonstration_centres
from yangguang.site.demonstration_centres import furnish_centres

SINCE = TODAY - timedelta(days=30)


def test_shares_are_about_those_reported(library: Library) -> None:
    furnish_centres(HUBEI, SINCE, AT)
    counts = hall_counts("42", on=TODAY)
    county = sum(one.authorised for (_part, level), one in counts.items() if level is Level.COUNTY)
    must = sum(one.must for (_part, level), one in counts.items() if level is Level.COUNTY)
    assert 0.7 < county / must < 1
    assert ServiceCentre.objects.filter(division__level__lte=4, unified_on=None).count() == 0
    assert ServiceCentre.objects.get(pk=WUHAN).unified_on == SINCE


def test_what_people_changed_stays(library: Library) -> None:
    furnish_centres(HUBEI, SINCE, AT)
    before = [model.objects.count() for model in (HallEntry, HallExemption, UnityFinding)]
    inside = next(one for one in hall_items(JIANGAN, on=TODAY) if one.standing is Standing.AUTHORISED)
    library_services.leave_hall(
        JIANGAN, [inside.entry_id], from_date=TODAY, reason="搬迁", actor=SystemActor(), at=AT
    )
    furnish_centres(HUBEI, SINCE, AT)
    assert [model.objects.count() for model in (HallEntry, HallExemption, UnityFinding)] == before
    again = next(one for one in hall_items(JIANGAN, on=TODAY) if one.entry_id == inside.entry_id)
    assert again.standing is Standing.OUTSIDE


def test_an_interrupted_run_is_taken_up(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real = demonstration_centres._fill

    def broken(code: str, *rest: object) -> None:
        if code == JIANGAN:
            raise KeyboardInterrupt
        real(code, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(demonstration_centres, "_fill", broken)
    with pytest.raises(KeyboardInterrupt):
        furnish_centres(HUBEI, SINCE, AT)
    assert not HallEntry.objects.filter(entry__division_id=JIANGAN).exists()
    done = HallEntry.objects.count()
    monkeypatch.undo()
    furnish_centres(HUBEI, SINCE, AT)
    assert HallEntry.objects.filter(entry__division_id=JIANGAN).exists()
    assert HallEntry.objects.count() > done > 0
