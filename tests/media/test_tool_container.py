import importlib.util
import json
import os
import select
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import Cancelled, KenpanError
from app.media import private_folder as private
from app.media.container import PlainContainer, ToolContainer
from app.media.plausible import looks_like
from app.media.tool_run import fill_argv

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in and its watch use Linux's processes")

STANDIN = Path(__file__).with_name("standin_tool.py")
_spec = importlib.util.spec_from_file_location("standin_tool", STANDIN)
assert _spec is not None and _spec.loader is not None
standin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(standin)

NAME = "ZMGKK#2101"


class Bench:
    """A file that the stand-in can decrypt, and a folder in which the private folders are made."""

    def __init__(self, tmp_path, key, plain):
        self.path = tmp_path / f"{NAME}.cmp"
        self.path.write_bytes(standin.crypt(plain, key.key, key.iv))
        self.note = tmp_path / "note.json"
        self.base = tmp_path / "base"
        self.base.mkdir()

    def tool(self, mode="good", timeout_s=300.0):
        argv = (sys.executable, str(STANDIN), mode, str(self.note), "{source}", "{target}", "{keyfile}")
        return ToolContainer(argv, timeout_s, self.base)

    def facts(self):
        return json.loads(self.note.read_text(encoding="utf-8"))


@pytest.fixture
def bench(tmp_path, key, expected, content):
    return Bench(tmp_path, key, content(expected[NAME]))


@pytest.fixture
def wiped(monkeypatch):
    """What every file in the private folders held at the moment it was removed."""
    held = {}
    unlink = os.unlink

    def watched(name, *, dir_fd=None):
        if dir_fd is not None and stat.S_ISREG(os.stat(name, dir_fd=dir_fd, follow_symlinks=False).st_mode):
            with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=dir_fd), "rb") as file:
                held[name] = file.read()
        unlink(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", watched)
    return held


def failure(bench, expected, key, mode, **options) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        bench.tool(mode, **options).open(bench.path, key, expected=expected[NAME])
    assert list(bench.base.iterdir()) == []
    return caught.value


def test_the_program_s_result_is_opened_with_the_hashes_of_both_sides(bench, key, expected, content):
    opened = bench.tool().open(bench.path, key, expected=expected[NAME])
    assert opened.data.tobytes() == content(expected[NAME])
    as_plain = bench.path.with_name("copy")
    as_plain.write_bytes(bench.path.read_bytes())
    assert opened.media_sha256 == PlainContainer().open(as_plain).sha256
    assert opened.media_bytes == bench.path.stat().st_size
    assert not opened.data.flags.writeable


def test_the_key_is_on_no_command_line_and_in_no_environment(bench, key, expected):
    bench.tool().open(bench.path, key, expected=expected[NAME])
    facts = bench.facts()
    said = json.dumps([facts["argv"], facts["cmdline"], facts["environment"]]).lower()
    assert str(STANDIN) in facts["cmdline"] or not Path("/proc").exists()
    for secret in (key.key.hex(), key.iv.hex(), key.key.hex()[:16]):
        assert secret not in said


def test_the_program_runs_alone_in_a_private_folder_without_input(bench, key, expected):
    bench.tool().open(bench.path, key, expected=expected[NAME])
    facts = bench.facts()
    assert (facts["folder_mode"], facts["keyfile_mode"], facts["stdin"]) == (0o700, 0o600, "")
    assert Path(facts["folder"]).parent == bench.base
    assert facts["environment"]["TMPDIR"] == facts["folder"]
    assert not Path(facts["folder"]).exists()


def test_without_a_base_the_private_folder_lies_in_memory_where_there_is_such_a_place(bench, key, expected):
    ToolContainer(bench.tool().argv, 30.0).open(bench.path, key, expected=expected[NAME])
    folder = Path(bench.facts()["folder"])
    assert not folder.exists()
    if os.access("/dev/shm", os.W_OK):
        assert folder.parent == Path("/dev/shm")


def test_a_wrong_key_opens_nothing(bench, other_key, expected):
    assert failure(bench, expected, other_key, "good").code == "file.key"


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("exit1", "tool.failed"),
        ("nothing", "tool.output"),
        ("link", "tool.output"),
        ("short", "file.key"),
        ("chatter", "tool.failed"),
    ],
)
def test_a_program_that_fails_is_an_error_and_leaves_nothing(bench, key, expected, mode, code):
    error = failure(bench, expected, key, mode)
    assert error.code == code
    assert error.file == NAME
    assert "CANARY" not in str(error)
    assert key.key.hex() not in str(error)


def test_a_program_that_hangs_is_ended_and_leaves_nothing(bench, key, expected):
    error = failure(bench, expected, key, "hang", timeout_s=1.5)
    assert error.code == "tool.timeout"
    if bench.note.exists():
        assert not is_running(bench.facts()["pid"])


def test_a_child_that_the_program_leaves_behind_is_ended(bench, key, expected):
    bench.tool("leave_child").open(bench.path, key, expected=expected[NAME])
    assert not is_running(bench.facts()["child"])


def is_running(pid):
    """Whether the process goes on; one that was just killed is given time to end."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        return not select.select([handle], [], [], 20)[0]
    finally:
        os.close(handle)


def test_cancelling_ends_the_program_and_leaves_nothing(bench, key, expected):
    def stop(stage, done, total):
        if bench.note.exists():
            raise Cancelled

    with pytest.raises(Cancelled):
        bench.tool("hang").open(bench.path, key, stop, expected=expected[NAME])
    assert list(bench.base.iterdir()) == []
    assert not is_running(bench.facts()["pid"])


@pytest.mark.parametrize("mode", ["litter", "exit1", "chatter"])
def test_every_file_is_zeros_before_it_is_removed(bench, key, expected, mode, wiped):
    if mode == "litter":
        bench.tool(mode).open(bench.path, key, expected=expected[NAME])
    else:
        failure(bench, expected, key, mode)
    assert {"key.toml", "part.tmp", "spool.tmp", "read_only.tmp"} <= wiped.keys()
    assert len(wiped["part.tmp"]) == len(wiped["spool.tmp"]) == bench.path.stat().st_size
    assert not any(any(held) for held in wiped.values())
    assert list(bench.base.iterdir()) == []


def test_a_link_out_of_the_private_folder_is_removed_without_touching_its_end(bench, key, expected):
    before = bench.path.read_bytes()
    bench.tool("litter").open(bench.path, key, expected=expected[NAME])
    assert bench.path.read_bytes() == before


def test_what_cannot_be_erased_is_said(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError

    with pytest.raises(KenpanError) as caught, private.private_folder(tmp_path) as folder:
        (folder / "plain").write_bytes(b"record")
        monkeypatch.setattr(Path, "rmdir", refuse)
    assert caught.value.code == "tool.cleanup"
    assert str(folder) in caught.value.next_step


def test_an_empty_result_is_a_notice_file_but_no_count_table(bench, key, expected):
    assert bench.tool("empty").open(bench.path, key, expected=expected[NAME]).data.size == 0
    with pytest.raises(KenpanError) as caught:
        bench.tool("empty").open(bench.path, key, expected=expected["KENS#ZMGKK31"])
    assert caught.value.code == "file.key"


def test_an_empty_encrypted_file_is_truncation(bench, key, expected):
    bench.path.write_bytes(b"")
    assert failure(bench, expected, key, "good").code == "file.truncated"


def test_a_program_that_is_not_there_is_an_error(bench, key, expected):
    tool = ToolContainer((str(bench.base / "none"), "{source}", "{target}", "{keyfile}"), 5, bench.base)
    with pytest.raises(KenpanError) as caught:
        tool.open(bench.path, key, expected=expected[NAME])
    assert caught.value.code == "tool.missing"
    assert list(bench.base.iterdir()) == []


def test_without_a_key_or_a_readable_file_the_program_is_not_run(bench, key, expected):
    for path, used, code in ((bench.path, None, "key.needed"), (bench.base / "X.cmp", key, "file.unreadable")):
        with pytest.raises(KenpanError) as caught:
            bench.tool().open(path, used, expected=expected[NAME])
        assert caught.value.code == code
    assert not bench.note.exists()


@pytest.mark.parametrize("missing", ["{source}", "{target}", "{keyfile}"])
def test_a_command_line_without_a_placeholder_is_a_wrong_setting(missing):
    argv = tuple(part for part in ("tool", "{source}", "-o{target}", "--key={keyfile}") if missing not in part)
    with pytest.raises(KenpanError) as caught:
        fill_argv(argv, {"source": Path("s"), "target": Path("t"), "keyfile": Path("k")})
    assert caught.value.code == "tool.setting"


def test_braces_in_a_file_name_are_not_filled_in_again():
    values = {"source": Path("{keyfile}.cmp"), "target": Path("t"), "keyfile": Path("k")}
    assert fill_argv(("tool", "{source}", "-o{target}", "{keyfile}", "{x}"), values) == [
        "tool",
        "{keyfile}.cmp",
        "-ot",
        "k",
        "{x}",
    ]


def as_array(raw):
    return np.frombuffer(bytes(raw), dtype=np.uint8)


@pytest.mark.parametrize("name", ["ZMGKK#2101", "ZMGKS#2101", "KENS#ZMGKK31", "KENS#ZMGKS31"])
def test_sound_files_look_like_themselves_and_random_bytes_do_not(name, expected, content):
    raw = content(expected[name], 40)
    assert looks_like(as_array(raw), expected[name])
    assert not looks_like(np.random.default_rng(3).integers(0, 256, len(raw), dtype=np.uint8), expected[name])
    assert not looks_like(as_array(raw[:-1]), expected[name])


def test_a_file_of_the_other_scheme_or_kind_is_not_taken_for_it(expected, content):
    assert not looks_like(as_array(content(expected["KENS#ZMGKS31"])), expected["KENS#ZMGKK31"])
    assert not looks_like(as_array(content(expected["ZMGKK#2101"])), expected["KENS#ZMGKK31"])


@pytest.mark.parametrize("place", [14, 4])
def test_one_spoilt_record_in_the_middle_still_opens_and_a_spoilt_first_one_does_not(place, expected, content):
    raw = bytearray(content(expected[NAME]))
    raw[980 * 3 + place] = ord("9")
    assert looks_like(as_array(raw), expected[NAME])
    raw = bytearray(content(expected[NAME]))
    raw[place] = ord("9")
    assert not looks_like(as_array(raw), expected[NAME])


def test_many_spoilt_records_are_a_wrong_key(expected, content):
    raw = content(expected[NAME], 1000)
    records = as_array(raw).reshape(-1, 980).copy()
    records[5:25, 14] = ord("X")
    assert looks_like(records.reshape(-1), expected[NAME])
    records[5:26, 14] = ord("X")
    assert not looks_like(records.reshape(-1), expected[NAME])
    small = as_array(content(expected[NAME], 1)).reshape(-1, 980).copy()
    small[1:, 14] = ord("X")
    assert not looks_like(small.reshape(-1), expected[NAME])
