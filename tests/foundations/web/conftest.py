"""A small site of our own: the pages of foundations/web and accounts, and a few doors to knock at."""

import pytest
from pytest_django.fixtures import Settings

from yangguang.foundations.web import navigation


@pytest.fixture(autouse=True)
def _small_site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "foundations.web.small_site"
    monkeypatch.setattr(navigation, "_entries", [])
