"""Files that were sound once and are not any more: each is read, or refused with a reason in Japanese, and nothing else
happens. A few of each kind in every run, thousands with ``KENPAN_SOAK=1``.
"""

import os
import random
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook

from app import resources
from app.commands.main import main
from app.equipment.companions import Companions, find_companions
from app.errors import KenpanError
from app.filing.ledger_copies import verify_ledger, verify_pack
from app.lists.dummies import read_declared
from app.lists.list_zip import read_lists
from app.lists.logs.reading import read_logs
from app.lists.slip import read_slip
from app.lists.tables import list_spec, read_table
from app.media.container import OpenContainer
from app.media.media_key import Key, read_key_file
from app.notice.era import read_eras
from app.notice.offices import read_office_list
from app.proof.printed.resume import Resume
from app.sheet.envelope_file import load_envelope
from app.sheet.fonts import load_foreign_font
from app.sheet.forms import load_form
from app.signoff.verify import UnreadableError, read_checkpoint
from app.workstation.settings import load_settings
from tests.rows import each_row
from tests.sizes import SOAK, sized
from tests.soak.trust.mutants import mutant

EACH = sized(1, int(os.environ.get("KENPAN_MUTANTS", "400")))
LONG = sized(1, EACH // 8)
LEDGER = Path(__file__).resolve().parents[2] / "data" / "ledger-1"
JAPANESE = re.compile("[ぁ-んァ-ン一-龥]")
RAW = re.compile(r"Traceback|Error\(|\w+Error:|0x[0-9a-f]{6}|NoneType|<class")


@pytest.fixture(scope="module")
def world(tmp_path_factory, sample_folder) -> Path:
    """A sample month on disc; with all that comes with one, where there is time."""
    folder = tmp_path_factory.mktemp("world")
    if SOAK:
        words = ["sample", folder / "media", "--establishments", 40, "--dummies", folder / "dummies"]
        words += ["--redirects", folder / "lists.zip", "--logs", folder / "logs"]
        assert main([str(word) for word in words]) == 0
        words = ["print", folder / "media", "-o", folder / "print.pdf", "--to", 2]
        words += ["--captures", folder / "captures.tif", "--dpi", 200, "--noise", "low"]
        assert main([str(word) for word in words]) == 0
    else:
        (folder / "media").symlink_to(sample_folder)
    (folder / "settings.toml").write_text('[store]\nurl = "sqlite:///x/kenpan.db"\n', "utf-8")
    with closing(Workbook()) as book:
        book.active.append(["郵便区分", "重量", "通数"])
        book.save(folder / "slip.xlsx")
    resume = Resume(folder / "resume.jsonl", "照合", ())
    resume.add({})
    resume.close(done=False)
    return folder


def _form(path: Path) -> object:
    folder = path.parent / "forms"
    shutil.copytree(resources.resource("forms"), folder, dirs_exist_ok=True)
    shutil.copy(path, folder / "layout1.toml")
    return load_form(1, folder)


def _sample(path: Path) -> object:
    folder = path.parent / "sample"
    folder.mkdir(exist_ok=True)
    shutil.copy(path, folder / "sample.toml")
    return find_companions(folder) or Companions()


Read = Callable[[Path], object]
READERS: dict[str, tuple[str, Read]] = {
    "key": ("media/key.toml", read_key_file),
    "offices": ("media/offices.xlsx", read_office_list),
    "外字 font": ("media/gaiji.ttf", load_foreign_font),
    "beside a sample": ("media/sample.toml", _sample),
    "container": ("media/PAP03A/KENS#ZMGKK31.cmp", lambda path: OpenContainer().open(path, Key(bytes(32), bytes(16)))),
    "settings": ("settings.toml", load_settings),
    "redirect ZIP": ("lists.zip", lambda path: read_lists(path, "mihon-list", jobs=1)),
    "dummy list": ("dummies/機構ダミーデータ対象一覧.xlsx", lambda path: read_table(path, list_spec("dummies"))),
    "dummy counts": ("dummies/機構ダミー件数表.xlsx", read_declared),
    "slip": ("slip.xlsx", read_slip),
    "log": ("logs/印字_P1.csv", lambda path: read_logs([path])),
    "fixed log": ("logs/WGT1.dat", lambda path: read_logs([path])),
    "xlsx log": ("logs/再印字.xlsx", lambda path: read_logs([path])),
    "ledger": (str(LEDGER / "kenpan.db"), lambda path: verify_ledger(str(path))),
    "ledger copy": (str(LEDGER / "ledger.jsonl"), lambda path: verify_ledger(str(path))),
    "checkpoint": (str(LEDGER / "checkpoint.json"), read_checkpoint),
    "no pack": ("lists.zip", verify_pack),
    "progress": ("resume.jsonl", lambda path: Resume(path, "照合", ()).close(done=False)),
    "form": (str(resources.resource("forms", "layout1.toml")), _form),
    "envelope": (str(resources.resource("envelope.toml")), load_envelope),
    "eras": (str(resources.resource("eras.toml")), read_eras),
}


def _mutants(source: Path, folder: Path, name: str, count: int):
    """Where each lies, one after the other, under the name of the sound one."""
    content, chance = source.read_bytes(), random.Random(name)
    for _ in range(count):
        path = folder / source.name
        path.write_bytes(mutant(content, chance))
        yield path


@each_row("name", READERS)
def test_it_is_read_or_refused_by_name(name, world, tmp_path):
    given, read = READERS[name]
    if not SOAK and not (world / given).exists():
        return
    for path in _mutants(world / given, tmp_path, name, EACH):
        kept = path.read_bytes()
        try:
            read(path)
        except KenpanError as error:
            told = " ".join(filter(None, (error.what, error.next_step, error.place)))
            assert JAPANESE.search(error.what), (error.code, told)
            assert not RAW.search(told), told
            assert error.code != "program.fault"
        except UnreadableError as error:
            assert JAPANESE.search(str(error)), str(error)
        else:
            continue
        finally:
            if not path.exists() or (path.read_bytes() != kept and name != "progress"):
                raise AssertionError(f"{name}: the file given was changed")


COMMANDS: dict[str, tuple[str, str, list[str]]] = {
    "check": ("PAP03A/ZMGKK#2101.cmp", "media/PAP03A/ZMGKK#2101.cmp", ["check", "{media}", "--jobs", "1"]),
    "check counts": ("PAP03A/KENS#ZMGKK31.cmp", "media/PAP03A/KENS#ZMGKK31.cmp", ["check", "{media}", "--jobs", "1"]),
    "compare": ("print.pdf", "print.pdf", ["compare", "{media}", "{given}", "--jobs", "1"]),
    "captures": ("captures.tif", "captures.tif", ["compare", "{media}", "{given}", "--jobs", "1"]),
}


@each_row("name", COMMANDS)
def test_the_command_ends_with_its_own_words(name, world, tmp_path, capsys):
    where, source, words = COMMANDS[name]
    if not SOAK and not (world / source).exists():
        return
    media = Path(shutil.copytree(world / "media", tmp_path / name / "media"))
    for path in _mutants(world / source, tmp_path, name, LONG):
        if where.startswith("PAP03A"):
            shutil.copy(path, media / where)
        code = main([word.format(media=media, given=path) for word in words])
        said = capsys.readouterr()
        assert code in (0, 1, 2)
        assert not RAW.search(said.err + said.out), said.err
        assert code != 2 or JAPANESE.search(said.err), said.err
