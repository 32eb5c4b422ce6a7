"""Every reader of the product, given what is no file, what never ends and what grows: refused by name, at once."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app import resources
from app.commands.main import main
from app.equipment.companions import Companions, find_companions
from app.errors import KenpanError
from app.filing.attachments import read_attached as read_log
from app.filing.ledger_copies import verify_ledger
from app.media.container import OpenContainer, PlainContainer, ToolContainer
from app.media.media_key import Key, read_key_file
from app.media.model import ExpectedFile
from app.media.volume import find_volume, read_expected
from app.notice.era import read_eras
from app.notice.flyers import read_flyer_settings
from app.notice.items import read_item_specs
from app.notice.offices import read_office_list
from app.notice.postal import PostalDictionary
from app.progress import no_progress
from app.records.layouts import load_layouts
from app.sheet.artwork import read_artwork
from app.sheet.envelope_file import load_envelope
from app.sheet.fonts import load_font, load_foreign_font
from app.sheet.forms import load_form
from app.sheet.paper import load_paper
from app.signoff.process_settings import load_process_settings
from app.signoff.verify import UnreadableError, read_checkpoint, read_ledger
from app.training.sample import make_sample
from app.ui.board.setting_input import read_setting_file
from app.workstation.settings import load_settings
from tests.devices import a_device
from tests.rows import each_row

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices in the file system")

KEY = Key(bytes(32), bytes(16))
EXPECTED = ExpectedFile("PAP03", "ZMGKK#2101", "kounen", "notices", "21", "東京都")
TOOL = ToolContainer(("/bin/true", "{source}", "{target}", "{keyfile}"), 5.0)
PANELS = [(210.0, 115.0)] * 3

READERS = {
    "key": read_key_file,
    "settings": load_settings,
    "offices": read_office_list,
    "font": load_font,
    "gaiji font": load_foreign_font,
    "artwork": lambda path: read_artwork("layout1.toml", path, PANELS),
    "form": lambda path: load_form(1, _beside(path, "layout1.toml")),
    "included form": lambda path: load_form(1, _included(path)),
    "paper": load_paper,
    "envelope": load_envelope,
    "flyers": read_flyer_settings,
    "postal dictionary": lambda path: PostalDictionary(path, "2026-10").verify(),
    "process settings": load_process_settings,
    "eras": read_eras,
    "layouts": lambda path: load_layouts(_beside(path, "one.toml")),
    "open container": lambda path: OpenContainer().open(path, KEY),
    "plain container": lambda path: PlainContainer().open(path),
    "tool": lambda path: TOOL.open(path, KEY, expected=EXPECTED),
    "medium": find_volume,
    "log": read_log,
    "setting": lambda path: read_setting_file(path, no_progress),
    "checkpoint": lambda path: verify_ledger("none.jsonl", [path]),
    "ledger": lambda path: verify_ledger(str(path)),
}
OTHERS = {
    "items": lambda path: read_item_specs(path, "kounen"),
    "exported ledger": lambda path: list(read_ledger(path)),
    "stated": read_checkpoint,
}


def _beside(path, name):
    """A folder in which ``path`` is reached by this name."""
    folder = path.parent / "beside"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / name).symlink_to(path)
    return folder


def _included(path):
    folder = _beside(path, "notice_panel.toml")
    for name in ("layout1.toml", "address_panel.toml"):
        shutil.copy(resources.resource("forms", name), folder / name)
    return folder


@pytest.fixture(params=["pipe", "zero", "full", "socket"])
def odd(request, tmp_path):
    """Something in the file system that is no file."""
    path = tmp_path / "odd"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "socket":
        os.mknod(path, 0o140600)
    else:
        path.symlink_to(f"/dev/{request.param}")
    return path


@each_row("name", READERS)
def test_a_pipe_a_device_or_a_socket_is_refused(name, odd):
    with pytest.raises(KenpanError) as caught:
        READERS[name](odd)
    assert caught.value.code not in ("program.fault", "tool.failed", "tool.output")


@each_row("name", OTHERS)
def test_readers_for_other_programs_refuse_them_with_their_own_errors(name, odd):
    with pytest.raises((OSError, ValueError, UnreadableError)):
        OTHERS[name](odd)


SMALL = [
    name
    for name in READERS
    if name not in ("open container", "plain container", "tool", "medium", "log", "setting", "ledger")
]


@pytest.mark.parametrize("name", SMALL)
def test_a_file_without_end_is_refused_by_its_size(name, tmp_path):
    """A file of 8 TB with nothing in it: whoever asks for its size need not read it."""
    path = tmp_path / "huge"
    path.touch()
    os.truncate(path, 1 << 43)
    with pytest.raises(KenpanError):
        READERS[name](path)


TOML = ("key", "settings", "form", "included form", "paper", "envelope", "flyers", "process settings")
BOMBS = {
    "dotted keys": b"a" + b".a" * 20_000 + b" = 1",
    "nested": b"a = " + b"[" * 20_000,
    "a huge number": b"a = " + b"9" * 5_000,
    "a number beyond floats": b"a = " + b"9" * 400,
    "tables": b"\n".join(b"[a%d.b.c.d.e.f.g.h]" % n for n in range(2000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("name", TOML)
def test_a_bomb_of_toml_is_refused(name, bomb, tmp_path):
    path = tmp_path / "bomb.toml"
    path.write_bytes(BOMBS[bomb])
    with pytest.raises(KenpanError):
        READERS[name](path)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_beside_a_medium_is_no_sample(bomb, tmp_path):
    (tmp_path / "sample.toml").write_bytes(BOMBS[bomb])
    assert find_companions(tmp_path) == Companions()
    with pytest.raises(KenpanError) as caught:
        make_sample(tmp_path, establishments=40)
    assert caught.value.code == "sample.folder"


def test_a_pipe_beside_a_medium_is_no_sample(tmp_path):
    os.mkfifo(tmp_path / "sample.toml")
    assert find_companions(tmp_path) == Companions()


def test_a_table_of_the_product_that_is_a_pipe_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "table.toml")
    monkeypatch.setattr(resources, "RESOURCES", tmp_path)
    with pytest.raises(OSError):
        resources.resource_bytes("table.toml")


HEAD = b"volume,file,scheme,kind,prefecture_code,prefecture\n"
ROW = b"PAP01,A,kounen,notices,01,\xe5\x8c\x97\xe6\xb5\xb7\xe9\x81\x93\n"


@each_row(
    "raw",
    [
        b"",
        HEAD,
        HEAD + ROW * 1001,
        HEAD + b"PAP01,A,kounen\n",
        HEAD + ROW.rstrip() + b",more\n",
        HEAD + ROW.replace(b"notices", b"other"),
        HEAD + b"PAP01," + b"A" * 200_000 + b",kounen,notices,01,x\n",
        HEAD.replace(b"kind", b"sort") + ROW,
        b"\xff\xfe",
        HEAD + b'PAP01,"A' + b"x" * 300_000,
    ],
)
def test_a_table_of_volumes_that_cannot_be_is_refused(raw):
    with pytest.raises(KenpanError) as caught:
        read_expected(raw)
    assert (caught.value.code, caught.value.file) == ("volume.table", "volumes.csv")
    assert read_expected(HEAD + ROW)[0].name == "A"


def test_a_folder_with_more_than_any_volume_is_not_gone_through(tmp_path, monkeypatch):
    monkeypatch.setattr("app.media.volume._MOST_ENTRIES", 20)
    for number in range(21):
        (tmp_path / f"{number}").touch()
    with pytest.raises(KenpanError) as caught:
        find_volume(tmp_path)
    assert caught.value.code == "volume.unreadable"


def test_what_is_no_file_inside_a_medium_is_told_and_not_opened(tmp_path):
    folder = tmp_path / "PAP03A"
    folder.mkdir()
    (folder / "ZMGKK#1201").touch()
    os.mkfifo(folder / "ZMGKK#2101.cmp")
    volume = find_volume(folder)
    assert [file.path.name for file in volume.unexpected] == ["ZMGKK#2101.cmp"]
    assert "ZMGKK#2101" in {expected.name for expected in volume.missing}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["show", "{odd}", "F", "0"], ["volume.none"]),
        (["check", "{sample}", "--key", "{odd}"], ["key.file"]),
        (
            ["envelope", "{sample}", "ZMGKK#2101", "1", "--offices", "{odd}", "--gaiji-font", "{odd}"],
            ["offices.unreadable", "font.unreadable"],
        ),
        (["--settings", "{odd}", "check", "{sample}"], ["settings.invalid"]),
        (["ledger", "verify", "{odd}"], ["ledger.unreadable"]),
    ],
)
def test_the_commands_refuse_pipes_by_name(capsys, sample_folder, tmp_path, words, codes):
    os.mkfifo(tmp_path / "odd")
    given = {"odd": tmp_path / "odd", "sample": sample_folder}
    code = main([word.format(**given) for word in words])
    said = capsys.readouterr().err
    assert code == (0 if len(codes) > 1 else 2)  # a bad list or font does not keep the medium from being opened
    for one in codes:
        assert f"[{one}]" in said
    assert "odd" in said


@pytest.mark.parametrize("target", ["{folder}/pipe", "{folder}/link", "{folder}", "full"])
def test_no_export_takes_the_place_of_what_is_no_file(capsys, tmp_path, target):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "own").write_bytes(b"own")
    (tmp_path / "link").symlink_to(tmp_path / "own")
    path = a_device(tmp_path, target) if target == "full" else Path(target.format(folder=tmp_path))
    before = path.lstat()
    assert main(["ledger", "verifier", "-o", str(path)]) == 2
    assert "[export.failed]" in capsys.readouterr().err
    after = path.lstat()
    assert (before.st_ino, before.st_mode, before.st_rdev) == (after.st_ino, after.st_mode, after.st_rdev)
    assert (tmp_path / "own").read_bytes() == b"own"


def test_a_dictionary_that_never_stops_answering_is_given_up(tmp_path, monkeypatch):
    """A file that the settings name can hold a view in the place of a table, and that can count without end."""
    monkeypatch.setattr("app.notice.postal_file._SECONDS", 0.2)
    path = tmp_path / "postal.db"
    endless = "WITH RECURSIVE n(code, data) AS (SELECT 1, '{}' UNION ALL SELECT code + 1, data FROM n) SELECT * FROM n"
    with closing(sqlite3.connect(path)) as made:
        for name in ("postal_data", "office_data"):
            made.execute(f"CREATE VIEW {name} AS {endless} WHERE code < 0")
    with pytest.raises(KenpanError) as caught:
        PostalDictionary(path, "2026-10").verify()
    assert (caught.value.code, caught.value.file) == ("postal.dictionary", "postal.db")
