"""The month that rules are asked about, opened."""

import pytest

from app.month.looking.workbench import Workbench


@pytest.fixture(scope="module")
def sample(month) -> Workbench:
    return month.bench
