"""A small volume, and the page of its findings."""

import pytest

from app.month.findings.checking import check
from app.month.looking.opening import open_folder
from app.training.sample import make_sample
from app.workstation.settings import Settings
from tests.ui.findings.made_up import HouseKeeper, Page


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    make_sample(out, establishments=60)
    return open_folder(out, Settings())


@pytest.fixture(scope="session")
def clean(bench):
    return check(bench)


@pytest.fixture
def keeper(house):
    return HouseKeeper(house)


@pytest.fixture
def page(qtbot, jobs, themed, bench, clean, keeper):
    return Page(qtbot, jobs, bench, clean, keeper)
