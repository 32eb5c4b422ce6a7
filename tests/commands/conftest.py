"""The parser of all commands is made once for all tests of them."""

from functools import cache

import pytest

from app.commands import main


@pytest.fixture(scope="package", autouse=True)
def one_parser():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "_parser", cache(main._parser))
        yield
