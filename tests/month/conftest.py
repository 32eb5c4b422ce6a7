"""The facts of the small sample volume, checked once."""

import pytest

from app.month.reception_facts import medium_facts
from app.workbench.checking import check


@pytest.fixture(scope="session")
def medium(bench):
    return medium_facts(bench.media, bench.counts, check(bench), is_sample=bench.is_sample)
