"""Commands open the agency's media on somebody's name, or not at all; every opening and export is a signed entry."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands import login as cli_login
from app.commands.main import main
from app.filing.ledger_copies import verify_book
from app.records.layouts import NOTICE_LENGTH
from app.signoff import login, people
from app.signoff.book import open_book
from app.training.sample import make_sample
from app.workstation.known_ledger import marker
from app.workstation.runtime_folder import runtime_folder
from tests.agency import as_agency, unmarked
from tests.house import CHEAP, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
TOKYO = "ZMGKK#2101"
CHECKER, LEAD, TRAINER, ADMIN = "kensa-1", "hinshitsu-1", "kenshu-1", "kanri-1"


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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


def said(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def since(house, count: int) -> list:
    """Entries that came after so many."""
    return list(house.book.history(after=count))


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


def every_command(medium, out):
    return {
        "show": ("show", medium, TOKYO, 1),
        "envelope": ("envelope", medium, TOKYO, 1),
        "render": ("render", medium, TOKYO, 1, "-o", out / "x.pdf", "--png", out, "--items", out / "x.json"),
        "check": (
            *("check", medium, "--json", out / "c.json", "--xlsx", out / "c.xlsx", "--report", out / "r.xlsx"),
            *("--no-barcode", out / "n.xlsx"),
        ),
        "glyphs": ("glyphs", medium, "-o", out / "g.pdf"),
    }


COMMANDS = tuple(every_command("", Path()))
FILES = {
    "show": [],
    "envelope": [],
    "render": ["notice"] * 5,
    "check": ["findings", "findings", "defects", "no_barcode"],
    "glyphs": ["gaiji"],
}


# Without a name


@pytest.mark.parametrize("name", COMMANDS)
def test_without_a_session_and_a_terminal_nothing_is_opened_and_nothing_written(capsys, staff, agency, tmp_path, name):
    before = staff.state.count
    out = tmp_path / "out"
    code, printed, err = said(capsys, *every_command(agency, out)[name])
    assert (code, printed) == (2, "")
    assert "[login.needed]" in err and "kenpan login" in err
    assert not out.exists() and since(staff, before) == []


@pytest.mark.parametrize("name", ["show", "render"])
def test_a_sample_asks_for_nobody_and_is_recorded_nowhere(capsys, staff, sample, tmp_path, name):
    before = staff.state.count
    code, printed, err = said(capsys, *every_command(sample, tmp_path / "out")[name])
    assert (code, err) == (0, "") and printed
    assert since(staff, before) == []


def test_a_sealed_sample_is_free_too(capsys, staff, sample_folder):
    assert said(capsys, "show", sample_folder, TOKYO, 1)[0] == 0
    assert said(capsys, "show", sample_folder, "ZMGKS#3601", 0)[2].startswith("kenpan: [record.none]")


def test_sealed_media_of_the_agency_s_are_not(capsys, staff, sample_folder, tmp_path):
    medium = as_agency(sample_folder, tmp_path / "medium")
    for file in (TOKYO, "ZMGKS#3601"):
        code, out, err = said(capsys, "show", medium, file, 0)
        assert (code, out, "[login.needed]" in err) == (2, "", True)


def test_one_file_of_the_agency_s_among_a_sample_s_asks_for_a_name_whatever_is_shown(capsys, staff, sample, tmp_path):
    medium = Path(shutil.copytree(sample, tmp_path / "mixed"))
    path = medium / "PAP03A" / "ZMGKK#1201"
    path.write_bytes(unmarked(path.read_bytes()))
    for file in (TOKYO, "ZMGKK#1201"):
        assert "[login.needed]" in said(capsys, "show", medium, file, 1)[2]


def test_what_only_begins_as_a_sample_is_shown_to_nobody(capsys, staff, sample, tmp_path):
    medium = Path(shutil.copytree(sample, tmp_path / "mixed"))
    path = medium / "PAP03A" / TOKYO
    raw = path.read_bytes()
    path.write_bytes(raw[:NOTICE_LENGTH] + unmarked(raw[NOTICE_LENGTH:]))
    code, out, err = said(capsys, "show", medium, TOKYO, 1)
    assert (code, out, "[login.needed]" in err) == (2, "", True)


@pytest.mark.parametrize("name", ["show", "render"])
def test_where_nobody_is_registered_it_works_and_says_each_time_that_nothing_is_recorded(
    capsys, agency, tmp_path, name
):
    for _ in range(2):
        code, printed, err = said(capsys, *every_command(agency, tmp_path / "out")[name])
        assert code == 0 and printed
        assert err.count("記録されません") == 1
    assert not marker().exists() and not (tmp_path / "kenpan" / "kenpan.db").exists()


def test_no_option_and_no_variable_takes_a_password(capsys, staff, agency, monkeypatch):
    for variable in ("KENPAN_PASSWORD", "KENPAN_ID", "KENPAN_CODE"):
        monkeypatch.setenv(variable, PASSWORD)
    assert "[login.needed]" in said(capsys, "show", agency, TOKYO, 1)[2]
    for command in ("login", "show"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        text = capsys.readouterr().out
        assert "password" not in text.lower() and "パスワード" not in text


# A session


def test_a_session_is_opened_by_id_and_password_and_said(capsys, staff, terminal):
    before = staff.state.count
    asked = terminal(CHECKER, PASSWORD)
    code, out, err = said(capsys, "login", "--minutes", 45)
    until = (staff.clock.now + timedelta(minutes=45)).astimezone()
    assert (code, out) == (0, f"検査員１（kensa-1）　{until:%H:%M} まで\n")
    assert err == "ID: " and asked == ["パスワード: "]
    assert [one.kind for one in since(staff, before)] == ["session.opened"]


def test_a_lead_is_asked_for_a_code_too(capsys, staff, terminal):
    recovery = new_device(staff, LEAD)
    asked = terminal(LEAD, PASSWORD, recovery)
    assert said(capsys, "login")[0] == 0
    assert asked == ["パスワード: ", "確認コード: "]
    assert [one.kind for one in since(staff, 0)][-2:] == ["recovery.used", "session.opened"]


def new_device(house, who) -> str:
    """A recovery code of a device that was set up anew, after the clock was moved past the last code."""
    import pyotp

    initial = login.reset_person(house.book, house.sessions[ADMIN], house.id_of(who), "機器の紛失")
    login.set_password(house.book, who, initial, PASSWORD)
    offer = login.offer_code(house.book, who)
    return login.enrol_code(house.book, who, PASSWORD, offer, pyotp.TOTP(offer.secret).at(house.clock()))[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_in_a_session_every_opening_and_every_file_is_a_signed_entry(capsys, in_session, agency, tmp_path, name):
    before, out = in_session.book.refresh().count, tmp_path / "out"
    code, printed, err = said(capsys, *every_command(agency, out)[name])
    assert (code, err) == (0, "") and printed
    opened, *exports = since(in_session, before)
    assert (opened.kind, opened.data["volume"], opened.name) == ("media.opened", "PAP03A", "検査員１")
    assert [one.kind for one in exports] == ["export.made"] * len(FILES[name])
    assert [one.data["kind"] for one in exports] == FILES[name]
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*")}
    assert {one.data["name"]: one.data["sha256"] for one in exports} == files
    key = in_session.book.state.accounts[in_session.id_of(CHECKER)].batch.public_key
    assert {one.data["session"] for one in (opened, *exports)} == {key}
    assert verify_book(in_session.book).is_sound


def test_what_is_compared_is_opened_on_the_same_name_and_the_result_is_an_entry(capsys, in_session, agency, tmp_path):
    other = Path(shutil.copytree(agency / "PAP03A", tmp_path / "PAP03B"))
    before = in_session.book.refresh().count
    code, out, _ = said(capsys, "check", agency, "--against", other)
    assert "すべて同じ内容です" in out and code == 0
    opened, compared = since(in_session, before)
    assert compared.kind == "media.compared" and "session" in compared.data
    assert (compared.data["other"], compared.data["result"]) == ("PAP03B", "equal")
    assert compared.data["manifest"] == opened.data["manifest"]
    path = other / TOKYO
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert said(capsys, "check", agency, "--against", other)[0] == 1
    assert since(in_session, before)[-1].data["result"] == "different"


def test_the_agency_s_medium_is_not_compared_with_a_sample_without_a_name(capsys, staff, sample, agency, tmp_path):
    code, out, err = said(capsys, "check", sample, "--against", agency)
    assert (code, out, "[login.needed]" in err) == (2, "", True)
    assert said(capsys, "check", sample, "--against", sample)[0] == 0


def test_a_file_that_cannot_be_recorded_is_not_written(capsys, in_session, agency, tmp_path, monkeypatch):
    """The session ends between the opening and the file."""

    def slow(_bench, _progress):
        in_session.clock.now += timedelta(minutes=31)
        return {}

    monkeypatch.setattr("app.month.looking.gaiji_uses.gaiji_uses", slow)
    code, _, err = said(capsys, "glyphs", agency, "-o", tmp_path / "g.pdf")
    assert (code, "[session.over]" in err) == (2, True)
    assert not (tmp_path / "g.pdf").exists()
    assert since(in_session, 0)[-1].kind == "media.opened"


def test_an_expired_session_opens_nothing_and_its_key_is_thrown_away(capsys, in_session, agency):
    path = runtime_folder().path / "session.json"
    assert path.exists()
    in_session.clock.now += timedelta(minutes=31)
    before = in_session.book.refresh().count
    code, out, err = said(capsys, "show", agency, TOKYO, 1)
    assert (code, out, "[login.needed]" in err) == (2, "", True)
    assert since(in_session, before) == [] and not path.exists()


ENDS = {
    "stopped": lambda house: house.by(ADMIN, lambda state, _by: people.stop(state, house.id_of(CHECKER), "退職")),
    "reset": lambda house: login.reset_person(house.book, house.sessions[ADMIN], house.id_of(CHECKER), "失念"),
    "password": lambda house: login.set_password(house.book, CHECKER, PASSWORD, f"{PASSWORD}-2"),
    "right": lambda house: house.by(
        ADMIN, lambda state, _by: people.grant(state, house.id_of(CHECKER), "trainer", "異動")
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_happens_to_the_account_ends_its_session(capsys, in_session, agency, end):
    ENDS[end](in_session)
    before = in_session.book.refresh().count
    code, out, err = said(capsys, "show", agency, TOKYO, 1)
    assert (code, out, "[login.needed]" in err) == (2, "", True)
    assert since(in_session, before) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_a_copy_of_the_key_that_others_may_read_opens_nothing(capsys, in_session, agency):
    path = runtime_folder().path / "session.json"
    path.chmod(0o644)
    code, out, err = said(capsys, "show", agency, TOKYO, 1)
    assert (code, out, "[session.file]" in err) == (2, "", True)


def test_the_key_of_another_ledger_s_session_is_not_tried(capsys, in_session, agency):
    path = runtime_folder().path / "session.json"
    kept = json.loads(path.read_text(encoding="ascii"))
    path.write_text(json.dumps({**kept, "ledger": "0" * 64}), encoding="ascii")
    assert "[login.needed]" in said(capsys, "show", agency, TOKYO, 1)[2]


def test_the_file_of_a_session_holds_no_key_of_the_person(in_session):
    kept = json.loads((runtime_folder().path / "session.json").read_text(encoding="ascii"))
    own = in_session.sessions[CHECKER].signer.key.seed.hex()
    assert kept["seed"] != own and own not in json.dumps(kept) and PASSWORD not in json.dumps(kept)


def test_logout_closes_the_session_and_throws_the_key_away(capsys, in_session, agency):
    before = in_session.book.refresh().count
    assert said(capsys, "logout")[:2] == (0, "セッションを閉じました。\n")
    assert [one.kind for one in since(in_session, before)] == ["session.closed"]
    assert not (runtime_folder().path / "session.json").exists()
    assert "[login.needed]" in said(capsys, "show", agency, TOKYO, 1)[2]
    assert said(capsys, "logout")[:2] == (0, "開いているセッションはありません。\n")
    assert verify_book(in_session.book).is_sound


@pytest.mark.parametrize("minutes", [0, 481, -5])
def test_a_session_lasts_minutes(capsys, staff, terminal, minutes):
    terminal(CHECKER, PASSWORD)
    code, _, err = said(capsys, "login", "--minutes", minutes)
    assert (code, "[session.minutes]" in err) == (2, True)


def test_where_a_disk_keeps_the_key_that_is_said(capsys, staff, terminal, monkeypatch):
    monkeypatch.setattr("app.workstation.runtime_folder.in_memory", lambda _folder: False)
    terminal(CHECKER, PASSWORD)
    code, _, err = said(capsys, "login")
    assert code == 0 and "ディスクに置きました" in err


def test_a_session_whose_key_cannot_be_kept_is_closed_again(capsys, staff, terminal, monkeypatch):
    from app.errors import KenpanError

    def full(_kept):
        raise KenpanError("session.folder", "置けません。", "確かめてください。")

    monkeypatch.setattr("app.workstation.batch_session.keep_session", full)
    terminal(CHECKER, PASSWORD)
    before = staff.state.count
    assert said(capsys, "login")[0] == 2
    assert [one.kind for one in since(staff, before)] == ["session.opened", "session.closed"]


def test_where_there_is_no_folder_for_it_no_session_is_opened(capsys, staff, terminal):
    runtime_folder().path.write_text("x", encoding="ascii")
    terminal(CHECKER, PASSWORD)
    before = staff.state.count
    code, _, err = said(capsys, "login")
    assert (code, "[session.folder]" in err) == (2, True)
    assert since(staff, before) == []


def test_who_gives_a_wrong_password_waits_as_at_the_window(capsys, staff, terminal):
    for _ in range(4):
        terminal(CHECKER, "Wrong-Password-1")
        assert "[login.refused]" in said(capsys, "login")[2]
    terminal(CHECKER, PASSWORD)
    assert "[login.locked]" in said(capsys, "login")[2]


def test_what_only_the_window_can_do_is_sent_there(capsys, staff, terminal):
    initial = login.reset_person(staff.book, staff.sessions[ADMIN], staff.id_of(CHECKER), "失念")
    terminal(CHECKER, initial)
    code, _, err = said(capsys, "login")
    assert code == 2 and "[login.new_password]" in err and "画面でログイン" in err


@pytest.mark.parametrize("command", ["login", "logout"])
def test_where_nobody_is_registered_there_is_nobody_to_log_in(capsys, terminal, command):
    terminal(CHECKER, PASSWORD)
    assert "[login.nobody]" in said(capsys, command)[2]


@pytest.mark.parametrize("who", [TRAINER])
def test_who_may_not_open_media_opens_no_session(capsys, staff, terminal, who):
    terminal(who, PASSWORD)
    assert "[rights.missing]" in said(capsys, "login")[2]


# At the terminal


def test_at_a_terminal_one_command_asks_logs_in_and_logs_out(capsys, staff, agency, terminal, tmp_path):
    before = staff.state.count
    asked = terminal(CHECKER, PASSWORD)
    code, out, err = said(capsys, "glyphs", agency, "-o", tmp_path / "g.pdf")
    assert (code, out, err) == (0, f"{tmp_path / 'g.pdf'}\n", "ID: ")
    assert asked == ["パスワード: "]
    entries = since(staff, before)
    assert [one.kind for one in entries] == ["access.login", "media.opened", "export.made", "access.logout"]
    assert not any("session" in one.data for one in entries)


def test_a_command_that_fails_afterwards_logs_out_as_well(capsys, staff, agency, terminal):
    before = staff.state.count
    terminal(CHECKER, PASSWORD)
    assert "[record.none]" in said(capsys, "show", agency, TOKYO, 999_999)[2]
    assert [one.kind for one in since(staff, before)] == ["access.login", "media.opened", "access.logout"]


def test_who_has_a_session_is_not_asked(capsys, in_session, agency, terminal):
    asked = terminal()
    assert said(capsys, "show", agency, TOKYO, 1)[0] == 0
    assert asked == []


@pytest.mark.parametrize("who", [TRAINER, ADMIN])
def test_who_may_not_open_media_is_refused_and_that_is_an_entry(capsys, staff, agency, terminal, tmp_path, who):
    code = (new_device(staff, who),) if who == ADMIN else ()
    before = staff.book.refresh().count
    terminal(who, PASSWORD, *code)
    ended, out, err = said(capsys, "render", agency, TOKYO, 1, "-o", tmp_path / "x.pdf")
    assert (ended, out) == (2, "") and "[rights.media]" in err
    assert not (tmp_path / "x.pdf").exists()
    entries = [one for one in since(staff, before) if one.kind != "recovery.used"]
    assert [one.kind for one in entries] == ["access.login", "media.refused", "access.logout"]
    assert entries[1].data == {"volume": "PAP03A", "why": "rights", "network": []}


def test_who_types_nothing_opens_nothing(capsys, staff, agency, terminal, monkeypatch):
    terminal(CHECKER)

    def gone(*_arguments, **_options):
        raise EOFError

    monkeypatch.setattr("getpass.getpass", gone)
    assert "[login.needed]" in said(capsys, "show", agency, TOKYO, 1)[2]


def test_on_a_network_a_session_s_refusal_is_an_entry_and_nobody_is_asked(
    capsys, in_session, agency, terminal, monkeypatch, tmp_path
):
    settings = tmp_path / "kenpan" / "settings.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}[network]\nrefuse_media = true\n", encoding="utf-8")
    monkeypatch.setattr("app.month.looking.entering.interfaces_up", lambda: ("eth0",))
    asked = terminal()
    before = in_session.book.refresh().count
    assert "[network.up]" in said(capsys, "show", agency, TOKYO, 1)[2]
    (entry,) = since(in_session, before)
    assert (entry.kind, entry.data["why"], entry.data["network"]) == ("media.refused", "network", ["eth0"])
    said(capsys, "logout")
    before = in_session.book.refresh().count
    assert "[network.up]" in said(capsys, "show", agency, TOKYO, 1)[2]
    assert since(in_session, before) == [] and asked == []


# The ledger's place


def test_without_the_settings_the_ledger_is_not_forgotten(capsys, in_session, agency, tmp_path):
    assert said(capsys, "show", agency, TOKYO, 1)[0] == 0
    (tmp_path / "kenpan" / "settings.toml").unlink()
    for command in (("show", agency, TOKYO, 1), ("login",), ("logout",)):
        code, out, err = said(capsys, *command)
        assert (code, out, "[ledger.place]" in err) == (2, "", True)


def test_another_ledger_named_on_the_command_line_is_refused(capsys, in_session, agency, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('[store]\nurl = "sqlite:///other.db"\n', encoding="utf-8")
    assert said(capsys, "show", agency, TOKYO, 1)[0] == 0
    code, out, err = said(capsys, "--settings", other, "show", agency, TOKYO, 1)
    assert (code, out, "[ledger.place]" in err) == (2, "", True)
    assert not (tmp_path / "other.db").exists()


# A real terminal


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_real_terminal_shows_the_id_and_not_the_password(house, agency, tmp_path):
    import pty

    settings = tmp_path / "own.toml"
    settings.write_text('[store]\nurl = "sqlite:///kenpan.db"\n', encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "d")}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "--settings", settings, "show", agency, TOKYO, "1", "--json"]
    with subprocess.Popen(
        [*map(str, command)],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        screen = read_until(ours, "ID: ")
        os.write(ours, f"{CHECKER}\n".encode())
        screen += read_until(ours, "パスワード: ")
        os.write(ours, f"{PASSWORD}\n".encode())
        out, _ = process.communicate(timeout=600)
        screen += read_until(ours, None)
    os.close(ours)
    assert process.returncode == 0, screen
    assert json.loads(out.decode("utf-8"))["type"] == "01"
    assert CHECKER in screen and PASSWORD not in screen
    assert [one.kind for one in house.book.history()][-3:] == ["access.login", "media.opened", "access.logout"]


def read_until(terminal: int, text: str | None) -> str:
    """What the terminal shows, up to and with this text; all of it when the program is gone."""
    shown = b""
    while text is None or text.encode() not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so when nobody holds the other end any more
            break
        if not piece:
            break
        shown += piece
    return shown.decode("utf-8", "replace")
