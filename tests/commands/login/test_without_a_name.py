"""Without a name the agency's media are not opened, and a sample is free."""

import shutil
from pathlib import Path

import pytest

from app.commands.main import main
from app.records.layouts import NOTICE_LENGTH
from app.workstation.known_ledger import marker
from tests.agency import as_agency, unmarked
from tests.commands.login.acts import ADMIN, CHECKER, COMMANDS, TOKYO, TRAINER, every_command, new_device, said, since
from tests.house import PASSWORD

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
