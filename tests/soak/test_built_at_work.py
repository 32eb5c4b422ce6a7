"""The built program at a workstation that was at work before: an upgrade keeps what was there, people log in at its
terminal, forms are exchanged, and it is practised in it.
"""

import contextlib
import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pyotp
import pytest

from app.signoff import login
from app.signoff.book import open_book, open_past
from app.signoff.carry import carry_over
from app.store.schema import HEAD
from tests.patience import PATIENCE_S
from tests.signoff.old_ledger import COUNT, FOLDER, Old
from tests.sizes import SOAK
from tests.soak.built import command, given_to_the_user, run

TOLD = json.loads((FOLDER / "people.json").read_text("utf-8"))
ADMIN, CHECKER = ("kanri-1", TOLD["password"]), ("kensa-1", "Neues-Kennwort-1")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not SOAK, reason="builds the program: KENPAN_SOAK=1"),
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux"),
]


@pytest.fixture(scope="module")
def upgraded(home: Path) -> Path:
    """The data folder of a workstation: the ledger of format 1, and the new one that took it on today."""
    folder = home / ".local" / "share" / "kenpan"
    folder.mkdir(parents=True)
    old = Old(folder)
    past, book = open_past(old.url), open_book(f"sqlite:///{folder / 'kenpan-2.db'}")
    carry_over(book, past, *ADMIN, old.recovery(ADMIN[0]))
    login.set_password(book, CHECKER[0], old.password, CHECKER[1])
    past.engine.dispose()
    book.engine.dispose()
    for path in (home / ".local", folder.parent, folder):
        path.chmod(0o700)
    given_to_the_user(home / ".local")
    return folder


def sit(program: Path, home: Path, *words: str, who: tuple[str, str], code: str = "") -> tuple[int, str]:
    """Somebody types their ID, password and code at the terminal; exit code and what was shown."""
    ours, theirs = pty.openpty()
    typed = {"ID: ": who[0], "パスワード: ": who[1], "確認コード: ": code}
    with subprocess.Popen(
        command(program, home, *words), cwd=home, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = ""
        with contextlib.suppress(OSError):  # Linux says so when nobody holds the other end any more
            while piece := os.read(ours, 4096).decode("utf-8", "replace"):
                shown += piece
                for asked in [one for one in typed if one in shown]:
                    os.write(ours, f"{typed.pop(asked)}\n".encode())
    os.close(ours)
    return process.returncode, shown


def code_of(upgraded: Path) -> str:
    """What the administrator's authenticator shows; another one each time: a code is taken once."""
    totp = pyotp.TOTP(TOLD["otp"][ADMIN[0]])
    last = upgraded.parent / "last-code"
    while last.exists() and last.read_text() == totp.now():
        time.sleep(1)
    last.write_text(totp.now())
    return totp.now()


def test_the_ledger_of_an_earlier_version_and_what_took_it_on_are_both_sound(program, home, upgraded):
    verified = run(
        program, home, "ledger", "verify", str(upgraded / "kenpan-2.db"),
        "--previous", str(upgraded / "kenpan.db"),
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout.decode() + verified.stderr.decode()
    assert f"{COUNT}" in verified.stdout.decode()
    assert (upgraded / "kenpan.db").read_bytes() == (FOLDER / "kenpan.db").read_bytes()


def test_whoever_had_a_key_before_logs_in_at_the_built_program(program, home, upgraded):
    code, shown = sit(program, home, "login", "--minutes", "5", who=CHECKER)
    assert code == 0, shown
    assert "検査員" in shown and CHECKER[1] not in shown
    assert run(program, home, "logout").returncode == 0
    assert run(program, home, "ledger", "verify", str(upgraded / "kenpan-2.db")).returncode == 0


def test_tables_of_an_earlier_program_are_brought_up_by_the_built_one(program, home, upgraded, open_folder):
    """Its migrations are files inside the program."""
    place = open_folder / "older"
    place.mkdir(mode=0o700)
    shutil.copy(FOLDER / "kenpan.db", place / "kenpan.db")
    with closing(sqlite3.connect(place / "kenpan.db")) as database:
        for table in ("entries", "secrets", "attachments"):
            database.execute(f"DELETE FROM {table}")
        database.commit()
    (place / "own.toml").write_text(f'[store]\nurl = "sqlite:///{place / "kenpan.db"}"\n', "utf-8")
    (place / "kenpan.db").chmod(0o600)
    given_to_the_user(place)
    elsewhere = place / "home"
    elsewhere.mkdir()
    given_to_the_user(elsewhere)
    ended = run(program, elsewhere, "--settings", str(place / "own.toml"), "logout")
    assert ended.returncode == 2 and "だれも登録されていません" in ended.stderr.decode(), ended.stderr.decode()
    with closing(sqlite3.connect(place / "kenpan.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_forms_are_exchanged_by_the_built_program(program, home, upgraded):
    assert run(program, home, "delivery", "sample", "batch", "--period", "2026-11").returncode == 0
    assert len(list((home / "batch").iterdir())) == 5
    for words in (
        ("begin", "fund", "見本基金"),
        ("enter", "11001", "見本製作所"),
        ("status",),
    ):
        code, shown = sit(program, home, "delivery", *words, who=ADMIN, code=code_of(upgraded))
        assert code == 0, shown
    verified = run(program, home, "ledger", "verify", str(upgraded / "kenpan-2.db"))
    assert verified.returncode == 0, verified.stdout.decode()


def test_it_is_practised_in_the_built_program(program, home):
    """A ledger to practise in, while the window is open; nobody waits for a screen here."""
    before = set(Path("/dev/shm").glob("kenpan-practice-*"))
    process = subprocess.Popen(
        command(program, home, "demo", QT_QPA_PLATFORM="offscreen;minimal", DISPLAY=":none"),
        cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    until, found = time.monotonic() + PATIENCE_S, []
    while not found and process.poll() is None and time.monotonic() < until:
        time.sleep(0.2)
        found = [
            path for path in set(Path("/dev/shm").glob("kenpan-practice-*")) - before if (path / "renshu.db").exists()
        ]
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=PATIENCE_S)[0].decode()
    for path in set(Path("/dev/shm").glob("kenpan-practice-*")) - before:
        shutil.rmtree(path)
    assert found, said
    assert process.returncode == 128 + signal.SIGTERM, said
