"""The command as a process: exit codes, what goes where, settings, and what is left behind."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from app import __version__
from app.commands.main import main
from app.media.container import PlainContainer
from app.media.media_key import read_key_file
from app.media.udf import UdfLabel
from app.media.volume import load_expected
from app.sheet import glyphs
from app.training.sample import make_sample
from tests.sizes import SOAK

ROOT = Path(__file__).resolve().parents[2]
STANDIN = ROOT / "tests" / "media" / "standin_tool.py"
TOKYO = "ZMGKK#2101"
EXAMPLES = json.loads((ROOT / "tests" / "data" / "customer_barcode_examples.json").read_text(encoding="utf-8"))


def said(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def process(*arguments: object, cwd: Path = ROOT, **options) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(cwd), "XDG_DATA_HOME": str(cwd / "data")}
    environment |= {"XDG_CONFIG_HOME": str(cwd / "config"), **options.pop("more", {})}
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, timeout=600, **options)


@pytest.fixture
def plain(tmp_path) -> Path:
    folder = tmp_path / "plain"
    make_sample(folder, establishments=30, plain=True)
    return folder


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"kenpan {__version__}\n"


@pytest.mark.parametrize("arguments", [["show"], ["nonsense"], ["show", "m", "f", "one"], ["render", "m", "f", "1"]])
def test_a_command_line_that_makes_no_sense_is_unusable_input(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_the_program_runs_as_a_process_of_its_own_and_its_output_is_utf8_wherever_it_goes(tmp_path, sample_folder):
    done = process("show", sample_folder, TOKYO, "1", "--json", cwd=tmp_path, more={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    told = done.stdout.decode("utf-8")
    assert json.loads(told)["type"] == "01"
    assert "令和" in told


def test_a_reader_that_leaves_early_is_no_fault(tmp_path):
    """The pipe is closed before anything is written into it."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "app", "barcode", "263-0023", "千葉市稲毛区緑町3丁目30-8"]
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, env=environment, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform != "linux", reason="displays are named by the environment")
@pytest.mark.parametrize("arguments", [[], ["open", "somewhere"]])
def test_a_window_without_a_display_is_refused_in_words(capsys, monkeypatch, arguments):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = said(capsys, *arguments)
    assert code == 2
    assert "[display.none]" in err


def test_a_fault_of_the_program_goes_to_the_log_without_its_text(capsys, monkeypatch, tmp_path):
    def fault(*_arguments, **_options):
        raise RuntimeError("record content")

    monkeypatch.setattr("app.month.looking.entering.open_file", fault)
    code, out, err = said(capsys, "show", tmp_path, TOKYO, "1")
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert "[program.fault]" in err
    log = (Path(platformdirs.user_data_dir("kenpan")) / "kenpan.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "test_main.py" in log
    assert "record content" not in log
    assert logging.getLogger("app").handlers == []


@pytest.mark.parametrize("place", ["file/kenpan", "folder"])
def test_a_log_that_cannot_be_written_stops_nothing(capsys, monkeypatch, tmp_path, plain, place):
    (tmp_path / "file").write_text("x", encoding="ascii")
    (tmp_path / "folder" / "kenpan.log").mkdir(parents=True)
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_arguments, **_options: str(tmp_path / place))
    assert said(capsys, "show", plain, TOKYO, "1")[0] == 0
    monkeypatch.setattr("app.month.looking.entering.open_file", lambda *_arguments, **_options: 1 / 0)
    code, _, err = said(capsys, "show", plain, TOKYO, "1")
    assert (code, err.count("\n")) == (3, 1)


def test_stopping_by_the_keyboard_is_said(capsys, monkeypatch, tmp_path):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("app.month.looking.entering.open_file", stop)
    assert said(capsys, "show", tmp_path, TOKYO, "1")[0] == 130


# Media


def test_a_file_as_medium_is_refused(capsys, plain):
    code, _, err = said(capsys, "show", plain / "key.toml", TOKYO, "1")
    assert (code, "[volume.none]" in err) == (2, True)


def test_a_disc_image_as_medium_is_told_apart_by_its_label(capsys, tmp_path, monkeypatch):
    image = tmp_path / "disc.iso"
    image.write_bytes(b"image")
    monkeypatch.setattr("app.media.volume.read_udf_label", lambda _path: UdfLabel("PAP03A", "2.01"))
    code, _, err = said(capsys, "show", image, TOKYO, "1")
    assert code == 2
    assert "イメージファイル" in err
    assert "PAP03A" in err


def test_an_encrypted_medium_without_a_key_says_that_one_is_needed(capsys, sample_folder, tmp_path):
    volume = shutil.copytree(sample_folder / "PAP03A", tmp_path / "PAP03A")
    code, _, err = said(capsys, "show", volume, TOKYO, "1")
    assert (code, "[key.needed]" in err) == (2, True)
    assert said(capsys, "show", volume, TOKYO, "1", "--key", sample_folder / "key.toml")[0] == 0


@pytest.mark.parametrize("file", [f"{TOKYO}.cmp", f"{TOKYO}.CMP", TOKYO.lower()])
def test_a_file_is_named_with_or_without_its_suffix_in_any_case(capsys, sample_folder, file):
    code, out, _ = said(capsys, "show", sample_folder / "PAP03A", file, 0, "--json")
    assert (code, json.loads(out)["file"], json.loads(out)["record"]) == (0, TOKYO, 0)


def test_the_last_whole_record_of_a_file_with_a_torn_end_is_shown_and_printed(capsys, plain, tmp_path):
    path = plain / "PAP03A" / TOKYO
    count = path.stat().st_size // 980
    path.write_bytes(path.read_bytes() + b"\x00" * 13)
    code, out, err = said(capsys, "show", plain, TOKYO, count - 1, "--json")
    assert (code, json.loads(out)["type"]) == (0, "02")
    assert "[file.length]" in err
    assert "13 バイト" in err
    code, _, err = said(capsys, "render", plain, TOKYO, "1", "-o", tmp_path / "x.pdf")
    assert (code, "[file.length]" in err, (tmp_path / "x.pdf").exists()) == (0, True, True)
    assert said(capsys, "show", plain, TOKYO, count)[0] == 2


def test_control_bytes_of_a_record_never_reach_the_terminal(capsys, plain):
    path = plain / "PAP03A" / TOKYO
    raw = bytearray(path.read_bytes())
    raw[3 * 980 + 14 : 3 * 980 + 16] = b"\x1b["
    raw[980 + 289 : 980 + 299] = b"\x1b[2J\x1b]0;x\x07"
    path.write_bytes(raw)
    for record in (1, 3):
        _, out, err = said(capsys, "show", plain, TOKYO, record)
        assert "\x1b" not in out + err
        assert "⟦1B⟧" in out


def test_the_text_of_a_record_says_where_each_field_stands_and_what_is_wrong(capsys, plain):
    path = plain / "PAP03A" / TOKYO
    raw = bytearray(path.read_bytes())
    raw[980 + 289] = 0xFD
    path.write_bytes(raw)
    out = said(capsys, "show", plain, TOKYO, 1)[1].splitlines()
    assert out[0] == f"{TOKYO}　レコード 1（番号 2）　区分 01"
    line = next(line for line in out if line.startswith("  63 "))
    assert "289 121h   95" in line
    assert any("289（121h）" in line for line in out)


def test_a_second_medium_beside_the_first_must_be_chosen(capsys, tmp_path):
    for volume in ("PAP03", "PAP04"):
        (tmp_path / f"{volume}A").mkdir()
        name = next(file.name for file in load_expected() if file.volume == volume)
        (tmp_path / f"{volume}A" / name).write_bytes(b"")
    code, _, err = said(capsys, "show", tmp_path, TOKYO, "0")
    assert (code, "巻が2つ" in err) == (2, True)


# Settings


@pytest.fixture
def tool_medium(sample_folder, tmp_path) -> Path:
    """The sample as the agency's program would have made it: every file in the stand-in's own container."""
    from Crypto.Cipher import AES

    plain = tmp_path / "medium"
    make_sample(plain, establishments=30, plain=True)
    key = read_key_file(sample_folder / "key.toml")
    for path in list((plain / "PAP03A").iterdir()):
        cipher = AES.new(key.key, AES.MODE_CTR, nonce=b"", initial_value=key.iv)
        path.with_name(f"{path.name}.cmp").write_bytes(cipher.encrypt(PlainContainer().open(path).data.tobytes()))
        path.unlink()
    (plain / "sample.toml").unlink()
    return plain


def settings_file(tmp_path: Path, mode: str) -> Path:
    argv = [sys.executable, str(STANDIN), mode, str(tmp_path / "note.json"), "{source}", "{target}", "{keyfile}"]
    path = tmp_path / "settings.toml"
    text = f"[container]\nargv = {json.dumps(argv)}\ntimeout_s = 30\n[files]\noffices = 'o.xlsx'\n"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-in uses Linux's processes")
@pytest.mark.parametrize("before", [True, False] if SOAK else [True])
def test_the_agency_s_program_opens_the_medium_when_the_settings_name_it(
    capsys, tool_medium, sample_folder, tmp_path, before
):
    shutil.copy(sample_folder / "offices.xlsx", tmp_path / "o.xlsx")
    settings = ["--settings", settings_file(tmp_path, "good")]
    command = ["show", tool_medium, TOKYO, "1", "--json", "--key", sample_folder / "key.toml"]
    code, out, err = said(capsys, *([*settings, *command] if before else [*command, *settings]))
    assert (code, err) == (0, "")
    assert json.loads(out)["type"] == "01"
    facts = json.loads((tmp_path / "note.json").read_text(encoding="utf-8"))
    assert not Path(facts["folder"]).exists()
    pdf = ["render", tool_medium, TOKYO, "1", "-o", tmp_path / "x.pdf", "--items", tmp_path / "x.json"]
    assert said(capsys, *settings, *pdf, "--key", sample_folder / "key.toml")[0] == 0
    items = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["items"]
    assert all(item["state"] != "missing" for item in items)


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-in uses Linux's processes")
@pytest.mark.parametrize(
    ("mode", "code"), [("exit1", "tool.failed"), ("nothing", "tool.output"), ("short", "file.key")]
)
def test_a_program_that_fails_is_said(capsys, tool_medium, sample_folder, tmp_path, mode, code):
    options = ["--settings", settings_file(tmp_path, mode), "--key", sample_folder / "key.toml"]
    ended, out, err = said(capsys, "show", tool_medium, TOKYO, "1", *options)
    assert (ended, out) == (2, "")
    assert f"[{code}]" in err


def test_settings_that_cannot_be_read_are_named(capsys, plain, tmp_path):
    (tmp_path / "s.toml").write_text("[container]\nargv = 1\n", encoding="ascii")
    code, _, err = said(capsys, "show", plain, TOKYO, "1", "--settings", tmp_path / "s.toml")
    assert code == 2
    assert "[settings.invalid] s.toml・container.argv" in err


# Output


def test_a_notice_is_written_over_an_old_one_as_a_whole(capsys, plain, tmp_path):
    out = tmp_path / "x.pdf"
    out.write_bytes(b"old")
    arguments = ("render", plain, TOKYO, "1", "-o", out, "--png", tmp_path / "png", "--items", tmp_path / "x.json")
    code, listed, err = said(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.read_bytes().startswith(b"%PDF")
    written = [Path(line) for line in listed.splitlines()]
    assert [path.suffix for path in written] == [".pdf", ".png", ".png", ".png", ".json"]
    assert all(path.stat().st_size for path in written)


def test_looking_leaves_nothing_on_the_disc(capsys, sample_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments in (("show", sample_folder, TOKYO, 1), ("envelope", sample_folder, TOKYO, 1)):
        assert said(capsys, *arguments)[0] == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("command", ["render", "envelope"])
def test_a_record_that_is_never_printed_has_no_sheet(capsys, sample_folder, tmp_path, bench, command):
    total = int(bench.notices[TOKYO].rows(2)[0])
    more = ["-o", tmp_path / "x.pdf"] if command == "render" else []
    code, out, err = said(capsys, command, sample_folder, TOKYO, total, *more)
    assert (code, out) == (2, "")
    assert "[record.not_printed]" in err
    assert not (tmp_path / "x.pdf").exists()


def test_the_envelope_in_words_names_the_hardest_item_first(capsys, sample_folder):
    code, out, _ = said(capsys, "envelope", sample_folder, TOKYO, "1")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "遊び 左右 20.0 mm・上下 5.0 mm"
    assert all(line.startswith("○") for line in lines[1:])
    numbers = [re.findall(r"(-?[0-9.]+) mm", line) for line in lines[1:]]
    spare = [float(clearance) - float(required) for clearance, required in numbers]
    assert spare == sorted(spare)


def test_a_notice_without_a_barcode_says_why(capsys, sample_folder, tmp_path, bench):
    from app.training.worth_showing import telling_records

    record = telling_records(bench.notices[TOKYO])["no_barcode"]
    items = tmp_path / "x.json"
    assert said(capsys, "render", sample_folder, TOKYO, record, "-o", tmp_path / "x.pdf", "--items", items)[0] == 0
    barcode = json.loads(items.read_text(encoding="utf-8"))["barcode"]
    assert (barcode["symbols"], barcode["digits"], barcode["rect_mm"]) == ([], "", None)
    assert barcode["reason"].startswith("postal.")
    assert barcode["dictionary"] == bench.equipment.postal.edition
    report = json.loads(said(capsys, "envelope", sample_folder, TOKYO, record, "--json")[1])
    assert report["barcode"] is None


# Barcode


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one["address"]], ids=lambda one: one["postal"])
def test_a_postal_code_may_lack_its_hyphen(capsys, example):
    code, out, _ = said(capsys, "barcode", example["postal"].replace("-", ""), example["address"], "--json")
    barcode = json.loads(out)
    assert (code, barcode["extracted"]) == (0, example["extracted"])
    assert not example["bars"] or barcode["bars"] == example["bars"]


@pytest.mark.parametrize(
    ("postal", "reason"),
    [("", "postal.blank"), ("263", "postal.short"), ("2630023a", "postal.invalid"), ("999-9999", "postal.unknown")],
)
def test_a_postal_code_without_a_barcode_is_answered_with_the_reason(capsys, postal, reason):
    code, out, _ = said(capsys, "barcode", postal, "千葉市稲毛区緑町3丁目30-8", "--json")
    assert (code, json.loads(out)["reason"]) == (0, reason)
    assert reason in said(capsys, "barcode", postal, "千葉市稲毛区緑町3丁目30-8")[1]


# Sample and 外字


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--establishments", "-1"], "sample.size"), (["--volume", "PAP99A"], "sample.volume")],
)
def test_a_sample_that_cannot_be_made_is_said(capsys, tmp_path, more, code):
    ended, _, err = said(capsys, "sample", tmp_path / "s", *more)
    assert (ended, f"[{code}]" in err) == (2, True)


def test_a_sample_is_not_written_over_other_things(capsys, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="ascii")
    ended, _, err = said(capsys, "sample", tmp_path)
    assert (ended, "[sample.folder]" in err) == (2, True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "kenpan"] == ["mine.txt"]


def test_the_glyph_proof_is_written_with_or_without_a_font(capsys, plain, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(glyphs, "proof_pdf", lambda font, _used: b"%PDF of " + font.sha256.encode())
        assert said(capsys, "glyphs", plain, "-o", tmp_path / "a.pdf")[0] == 0
    (plain / "gaiji.ttf").write_bytes(b"no font")
    code, _, err = said(capsys, "glyphs", plain, "-o", tmp_path / "b.pdf")
    assert (code, "[font.unreadable]" in err) == (0, True)
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF") for name in ("a.pdf", "b.pdf"))


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("show", [TOKYO, "1"]),
        ("envelope", [TOKYO, "1"]),
        ("render", [TOKYO, "1", "-o", "x.pdf"]),
        ("check", []),
        ("glyphs", ["-o", "x.pdf"]),
    ],
)
def test_a_workstation_on_a_network_opens_nothing_by_command_either(capsys, monkeypatch, tmp_path, plain, name, rest):
    settings = tmp_path / "settings.toml"
    settings.write_text("[network]\nrefuse_media = true\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.month.looking.entering.interfaces_up", lambda: ("eth0",))
    code, out, err = said(capsys, "--settings", settings, name, plain, *rest)
    assert (code, out) == (2, "")
    assert "[network.up]" in err and "媒体を開きません（eth0）" in err
    assert not (tmp_path / "x.pdf").exists()
