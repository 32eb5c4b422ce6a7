"""The house's ledger, a medium of the agency's, and somebody at the terminal."""

import functools
import sys
from pathlib import Path

import pytest

from app.commands import login as cli_login
from app.signoff.book import open_book
from app.training.sample import make_sample
from tests.agency import as_agency
from tests.commands.login.acts import CHECKER, said
from tests.house import CHEAP, PASSWORD


@pytest.fixture(scope="package")
def sample(tmp_path_factory) -> Path:
    """A plain sample. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=30, plain=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def in_a_hurry():
    """What belongs to the commands and not to who runs them is made once, or not at all."""
    from app.month.looking import opening
    from app.sheet import glyphs

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "equip", functools.cache(opening.equip))
        patch.setattr(glyphs, "proof_pdf", lambda _font, _used: b"%PDF")
        yield


@pytest.fixture(scope="package")
def agency(sample, tmp_path_factory) -> Path:
    """The same as the agency's: its records do not say that they are a sample, though a file beside them does."""
    return as_agency(sample, tmp_path_factory.mktemp("agency") / "medium")


@pytest.fixture
def staff(house, tmp_path, monkeypatch):
    """The house's ledger is the one that the settings name, and the commands live by its clock."""
    (tmp_path / "kenpan").mkdir()
    settings = '[store]\nurl = "sqlite:///../kenpan.db"\n'
    (tmp_path / "kenpan" / "settings.toml").write_text(settings, encoding="utf-8")
    monkeypatch.setattr("app.workstation.ledger_place.open_book", lambda url: open_book(url, house.clock, CHEAP))
    return house


@pytest.fixture
def terminal(monkeypatch):
    """Somebody at the terminal types these lines; what was asked for without being shown is kept."""

    def sit(*lines):
        left, asked = list(lines), []

        class Keyboard:
            def isatty(self):
                return True

            def readline(self):
                return f"{left.pop(0)}\n"

        def secretly(prompt, stream=None):
            assert stream is sys.stderr, "what a command prints may go to a file"
            asked.append(prompt)
            return left.pop(0)

        monkeypatch.setattr(sys, "stdin", Keyboard())
        monkeypatch.setattr(cli_login, "is_terminal", lambda: True)
        monkeypatch.setattr("getpass.getpass", secretly)
        return asked

    return sit


def begin(capsys, terminal, who=CHECKER, *more) -> None:
    """``kenpan login``, and nobody is at the terminal any more."""
    terminal(who, PASSWORD)
    code, _, err = said(capsys, "login", *more)
    assert code == 0, err


@pytest.fixture
def alone(monkeypatch):
    """Nobody sits at the terminal."""
    return lambda: monkeypatch.setattr(cli_login, "is_terminal", lambda: False)


@pytest.fixture
def in_session(capsys, staff, terminal, alone):
    """A checker has opened a session, and went to get coffee."""
    begin(capsys, terminal)
    alone()
    return staff
