"""The program itself, run as people run it: between live work and practice, and nothing of one in the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.signoff import login
from app.signoff.book import open_book
from app.training.practice import LEDGER
from app.training.practice_jobs import DUE, HALF, round_of
from tests.agency import as_agency
from tests.house import CHEAP
from tests.ui.office import ADMIN, CHECKER, PASSWORD

ROOT = Path(__file__).parents[3]


@pytest.fixture
def live(tmp_path):
    """A live ledger where the program looks for one, with a checker."""
    folder = tmp_path / "data" / "kenpan"
    folder.mkdir(parents=True, mode=0o700)
    book = open_book(f"sqlite:///{folder / 'kenpan.db'}", cost=CHEAP)
    login.found(book, ADMIN, "管理者１", PASSWORD)
    offer, now = login.offer_code(book, ADMIN), book.clock()
    codes = list(login.enrol_code(book, ADMIN, PASSWORD, offer, code(offer, now)))
    admin = login.log_in(book, ADMIN, PASSWORD, codes.pop())
    initial = login.add_person(book, admin, CHECKER, "検査員１", ("checker",), "配属")
    login.set_password(book, CHECKER, initial, PASSWORD)
    count = book.refresh().count
    book.engine.dispose()
    return folder, count


def code(offer, now):
    import pyotp

    return pyotp.TOTP(offer.secret).at(now)


def test_people_go_from_live_to_practice_and_back_and_neither_sees_the_other(live, sample_folder, tmp_path):
    folder, before = live
    medium, out = as_agency(sample_folder, tmp_path / "agency"), tmp_path / "seen.json"
    home = {name: str(tmp_path / name[4:8].lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.shell.driven_program", str(medium), str(out)],
        cwd=ROOT, env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0 and out.exists(), done.stderr[-3000:]
    seen = json.loads(out.read_text("utf-8"))
    assert not seen["live"]["mark"] and seen["practice"]["mark"]
    assert seen["refused"] and seen["still"], "the agency's medium is not opened in practice"
    assert seen["again"]["signed"] and seen["again"]["url"] == seen["practice"]["url"], "practice went on"
    assert seen["live_rounds"] == 0

    book = open_book(f"sqlite:///{folder / 'kenpan.db'}", cost=CHEAP)
    kinds = [entry.kind for entry in book.history(after=before)]
    assert kinds == ["access.login", "access.screen_locked", "access.screen_unlocked", "access.logout"]
    assert verify_book(book).is_sound
    book.engine.dispose()
    (kept,) = (folder / "renshu" / "ledgers").iterdir()
    trained = open_book(f"sqlite:///{kept / LEDGER}", cost=CHEAP, practice=True)
    assert HALF + 1 in trained.state.rounds[round_of(DUE)].results and verify_book(trained).is_sound
    trained.engine.dispose()
    for path, practice, refused in (
        (kept / LEDGER, False, "store.practice"),
        (folder / "kenpan.db", True, "store.live"),
    ):
        with pytest.raises(KenpanError) as error:
            open_book(f"sqlite:///{path}", practice=practice)
        assert error.value.code == refused
