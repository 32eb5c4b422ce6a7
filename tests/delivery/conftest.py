"""One fund and one establishment for all tests of this room."""

import pytest

from tests.delivery.houses import made


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    return made(tmp_path_factory.mktemp("pair"))
