"""Fixtures for every test: offscreen windows, and one real sample volume a session."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory):
    """A small sample volume, encrypted, with key, office list and 外字 font beside it. Nobody writes into it."""
    from app.training.sample import make_sample

    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, establishments=120)
    return folder


@pytest.fixture(scope="session")
def bench(sample_folder):
    """The sample volume, open."""
    from app.workbench import Settings, open_folder

    return open_folder(sample_folder, Settings())


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """No test reads or writes the settings and records of the person who runs it."""
    import platformdirs

    for name in ("user_config_dir", "user_data_dir"):
        monkeypatch.setattr(platformdirs, name, lambda *_arguments, **_options: str(tmp_path / "kenpan"))
