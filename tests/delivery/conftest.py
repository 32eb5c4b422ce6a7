"""One fund and one establishment for all tests of a file."""

import pytest

from tests.delivery.houses import made


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return made(tmp_path_factory.mktemp("pair"))
