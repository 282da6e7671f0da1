"""Loading over what is there: mended where it differs, left alone where it must be, all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations import services
from yangguang.foundations.organisations.bulk import Changes
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Body, Department, Division, Post
from yangguang.foundations.organisations.organisation_data import OrganisationData

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
PLACES = """code,name,level,parent,kind,name_en,pinyin,source,as_of
420000000000,湖北省,2,,official,Hubei Province,hu bei sheng,nbs-2023,2023-06-30
420500000000,宜昌市,3,420000000000,official,Yichang City,yi chang shi,nbs-2023,2023-06-30
420506000000,夷陵区,4,420500000000,official,Yiling District,yi ling qu,nbs-2023,2023-06-30
420506101000,樟村坪镇,5,420506000000,official,Zhangcunping Town,zhang cun ping zhen,nbs-2023,2023-06-30
420506101201,丁家河村,6,420506101000,official,Dingjiahe Village,ding jia he cun,nbs-2023,2023-06-30
"""


@pytest.fixture
def few_places(tmp_path: Path) -> OrganisationData:
    file = tmp_path / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    return OrganisationData(on=date(2026, 3, 2), divisions_file=file)


@pytest.fixture
def loaded(few_places: OrganisationData) -> OrganisationData:
    services.load_organisations(AT, lambda line: None, few_places)
    return few_places


def renamed(data: OrganisationData, old: str, new: str) -> OrganisationData:
    text = data.divisions_file.read_text(encoding="utf-8")
    data.divisions_file.write_text(text.replace(old, new), encoding="utf-8")
    return replace(data)


def test_a_changed_row_is_mended_and_the_rest_left_alone(loaded: OrganisationData) -> None:
    assert services.load_divisions(LATER, renamed(loaded, "丁家河村", "丁家坪村")) == Changes(0, 1, 4)
    village = Division.objects.get(pk="420506101201")
    assert village.full_name == "湖北省宜昌市夷陵区樟村坪镇丁家坪村"


def test_a_place_that_the_file_no_longer_lists_stays(loaded: OrganisationData) -> None:
    fewer = renamed(loaded, PLACES.splitlines()[-1] + "\n", "")
    assert services.load_divisions(LATER, fewer) == Changes(0, 0, 4)
    assert Division.objects.filter(pk="420506101201").exists()


def test_a_body_that_has_ceased_is_not_touched(loaded: OrganisationData) -> None:
    ceased = Body.objects.filter(division_id="420506000000", department_id="forestry")
    assert ceased.update(name="夷陵区林业局（已撤销）", valid_to=date(2026, 3, 1)) == 1
    changes = services.load_bodies(LATER, replace(loaded))
    assert not changes
    assert ceased.get().name == "夷陵区林业局（已撤销）"


def test_a_body_keeps_the_day_from_which_it_is(loaded: OrganisationData) -> None:
    body = Body.objects.filter(division_id="420506000000", department_id="health")
    body.update(valid_from=date(2019, 3, 1), name="夷陵区卫生局")
    assert services.load_bodies(LATER, replace(loaded)).updated == 1
    mended = body.get()
    assert (mended.name, mended.valid_from) == ("宜昌市夷陵区卫生健康局", date(2019, 3, 1))


def test_a_post_keeps_its_number_when_its_title_changes(loaded: OrganisationData) -> None:
    post = Post.objects.get(division_id="420506000000", role=Role.SUPERVISOR)
    Post.objects.filter(pk=post.pk).update(title="旧名")
    assert services.load_demonstration_posts(LATER, replace(loaded)).updated == 1
    assert Post.objects.get(division_id="420506000000", role=Role.SUPERVISOR).pk == post.pk


def test_a_load_that_changed_something_is_one_event_with_the_digest_of_its_files(
    loaded: OrganisationData,
) -> None:
    changed = renamed(loaded, "丁家河村", "丁家坪村")
    services.load_divisions(LATER, changed)
    event = LedgerEvent.objects.filter(stream="organisations").latest("position")
    assert event.kind == "organisations.OrganisationsLoaded"
    assert event.occurred_at == LATER
    assert event.payload == {
        "table": "organisations_division",
        "files": {"places.csv": sha256(changed.divisions_file.read_bytes()).hexdigest()},
        "inserted": 0,
        "updated": 1,
    }


def test_a_faulty_file_leaves_everything_as_it_was(
    few_places: OrganisationData, write: Callable[[Path, str, str], Path]
) -> None:
    broken = write(few_places.staffing_file, 'role = "decider"', 'role = "decision"')
    with pytest.raises(services.DataFileError, match=r"demonstration_staffing\.toml: post 5 role"):
        services.load_organisations(AT, lambda line: None, replace(few_places, staffing_file=broken))
    assert not Division.objects.exists()
    assert not Department.objects.exists()
    assert not LedgerEvent.objects.exists()


def test_data_of_tomorrow_are_not_loaded_today(few_places: OrganisationData) -> None:
    early = replace(few_places, on=date(2023, 6, 29))
    with pytest.raises(services.DataFileError, match=r"places\.csv: 第 2 行 as_of: 日期晚于导入日"):
        services.load_divisions(AT, early)
