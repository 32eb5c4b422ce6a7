"""The store as it is."""

import pytest


@pytest.fixture(autouse=True)
def careless_discs():
    """What is committed is on disc before it is acknowledged, here as anywhere."""
