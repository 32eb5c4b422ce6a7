"""The store as it is."""

import pytest

from app.store import database

CAREFUL = database._careful


@pytest.fixture(autouse=True)
def careful_discs(monkeypatch):
    """What is committed is on disc before it is acknowledged, here as anywhere."""
    monkeypatch.setattr(database, "_careful", CAREFUL)
