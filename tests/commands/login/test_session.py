"""A session: opened by ID and password, every opening and every file a signed entry, ended by whatever ends it."""

import hashlib
import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.filing.ledger_copies import verify_book
from app.signoff import login, people
from app.workstation.runtime_folder import runtime_folder
from tests.commands.login.acts import (
    ADMIN,
    CHECKER,
    COMMANDS,
    LEAD,
    TOKYO,
    TRAINER,
    every_command,
    new_device,
    said,
    since,
)
from tests.house import PASSWORD

FILES = {
    "show": [],
    "envelope": [],
    "render": ["notice"] * 5,
    "check": ["findings", "findings", "defects", "no_barcode"],
    "glyphs": ["gaiji"],
}


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
