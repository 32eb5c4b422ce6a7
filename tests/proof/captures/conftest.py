"""Our own press, with its notices; whoever judges shares the templates that others made."""

import pytest

from app.proof.printed.model import Notice
from app.records.notice_file import DETAIL
from tests.proof.captures.planting import Planter


@pytest.fixture(scope="session")
def planter(bench):
    return Planter(bench)


@pytest.fixture(scope="session")
def notices(bench):
    """One notice of each scheme."""
    found = [Notice(name, int(row)) for name, file in bench.notices.items() for row in file.rows(DETAIL)[:1]]
    return [found[0], found[-1]]
