"""What the program does to the machine it runs on, as the system sees it: no connection to anywhere, and no text of a
record in any file but those that it was told to write.

Every screen once and every command, with ``KENPAN_SOAK=1``; in every run, that none of them is forgotten here.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.main import _parser, main
from app.month.looking.opening import open_folder
from app.records.text import to_text, trimmed
from app.training.delivery.batch import make_delivery
from app.training.redirect_zip import PASSWORD
from app.workstation.settings import Settings
from tests.canary import spellings
from tests.sizes import SOAK
from tests.soak.trust.recording import STRACE
from tests.soak.trust.sitting import PERIOD, SAT_AT

ROOT = Path(__file__).resolve().parents[3]
LEDGER = ROOT / "tests" / "data" / "ledger-1" / "kenpan.db"
FILE = re.compile(r" (?:write|pwrite64|writev|pwritev2?|sendfile|copy_file_range)\(\d+<((?:\\x[0-9a-f]{2})+)>")
UNSEEN = re.compile(r" (?:sendfile|copy_file_range)\(")
"""What they write is not told."""
LONG = 9
CONNECTED = re.compile(r" (?:connect|bind|listen|sendto|sendmsg)\(.*AF_(?:INET6?|PACKET|NETLINK|BLUETOOTH)\b")
"""Whether a network is there is asked of the system through a socket that leads nowhere."""
TRACED = "connect,bind,listen,sendto,sendmsg,write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range"

traced = pytest.mark.skipif(STRACE is None or not SOAK, reason="strace sees what a program asks of the system")

ALONE = {
    "sample": ["{out}/made", "--establishments", "60", "--dummies", "{out}/made_d", "--redirects", "{out}/made_r.zip"],
    "check": ["{media}", "--json", "{out}/check.json", "--xlsx", "{out}/check.xlsx", "--report", "{out}/report.xlsx"],
    "show": ["{media}", "ZMGKK#2101", "1"],
    "render": ["{media}", "ZMGKK#2101", "1", "-o", "{out}/sheet.pdf"],
    "envelope": ["{media}", "ZMGKK#2101", "1"],
    "glyphs": ["{media}", "-o", "{out}/glyphs.pdf"],
    "print": ["{media}", "-o", "{out}/print.pdf", "--to", "3", "--captures", "{out}/captures.tif", "--dpi", "200"],
    "learn": ["{media}", "{beside}/whole.pdf", "-o", "{out}/form"],
    "compare": ["{media}", "{beside}/whole.pdf", "--forms", "{out}/form", "--json", "{out}/compared.json"],
    "compare captures": ["{media}", "{out}/captures.tif"],
    "lists": ["{beside}/lists.zip", "--password-file", "{beside}/password", "--media", "{media}"],
    "counts": ["{media}", "--logs", "{beside}/logs", "--plan", "{out}/plan.xlsx", "--json", "{out}/counts.json"],
    "bench": ["--notices", "400", "--only", "check", "--work", "{out}/bench"],
    "ledger verify": ["{out}/ledger.db"],
    "ledger known": ["{out}/ledger.db", "{out}/check.xlsx"],
    "ledger verifier": ["-o", "{out}/verify.py"],
    "barcode": ["1008907", "東京都千代田区霞が関１－２－２"],
    "demo": ["--headless", "-o", "{out}/demo"],
    "tour": ["{out}/tour"],
}
"""Commands that need nobody, in an order in which each finds what it works on. ``{out}`` is where somebody told the
program to write.
"""


def commands(parser: argparse.ArgumentParser, path: str = "") -> Iterator[str]:
    """Every one that the program has."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield path.strip()
    for action in below:
        for name, one in action.choices.items():
            yield from commands(one, f"{path} {name}")


def test_no_command_is_forgotten():
    assert {"compare captures", *commands(_parser())} == {
        *ALONE,
        *(name for names in SAT_AT.values() for name in names),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> dict[str, Path]:
    """A month with all that arrives for it, and a folder that somebody told the program to write to."""
    folder = tmp_path_factory.mktemp("traces")
    own = {name: folder / name for name in ("media", "beside", "out")}
    own["beside"].mkdir()
    own["out"].mkdir()
    beside = own["beside"]
    words = ["sample", own["media"], "--establishments", "60", "--redirects", beside / "lists.zip"]
    assert main([str(word) for word in (*words, "--logs", beside / "logs")]) == 0
    assert main(["print", str(own["media"]), "-o", str(beside / "whole.pdf")]) == 0
    (beside / "password").write_text(PASSWORD, "utf-8")
    (own["out"] / "ledger.db").write_bytes(LEDGER.read_bytes())
    return own


@pytest.fixture(scope="module")
def canaries(world) -> list[str]:
    """Long texts of the first records, in every encoding, as the log spells bytes."""
    bench = open_folder(world["media"], Settings())
    file = next(name for name, own in bench.notices.items() if len(own))
    texts = set()
    for record in range(min(30, len(bench.notices[file]))):
        for row in bench.look(file, record).fields:
            text = to_text(trimmed(row.raw))
            if len(text) >= LONG and not text.isascii() and ("名称" in row.name or "所在地" in row.name):
                texts.add(text)
    assert len(texts) > LONG
    return [hexed(spelt) for text in texts for spelt in spellings(text).values()]


def hexed(content: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in content)


def path_of(found: re.Match) -> str:
    return os.fsdecode(bytes.fromhex(found[1].replace("\\x", "")))


def look_on(words: list[str], canaries: list[str], told: Path, home: Path, *, listen: bool = False) -> str:
    """Look at a program call by call while it runs; what it printed, where that is little."""
    log = home / "log"
    os.mkfifo(log)
    strace = [str(STRACE), "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={TRACED}"]
    own = {name: str(home / name) for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")}
    for place in own.values():
        Path(place).mkdir(mode=0o700)
    allowed = ("/dev/", "/memfd", "/proc/", str(told))
    with (home / "said").open("wb") as said:
        program = subprocess.Popen(
            [*strace, "-o", str(log), sys.executable, "-m", *words],
            env={**os.environ, **own, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
            cwd=home,
            stdout=subprocess.PIPE if listen else subprocess.DEVNULL,
            stderr=said,
        )
    seen = 0
    try:
        with log.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                assert not CONNECTED.search(line[:2_000]), line[:200]
                if (found := FILE.match(line, line.find(" "))) is None:
                    continue
                path = path_of(found)
                if path.startswith(allowed) or not path.startswith("/"):
                    continue
                seen += 1
                assert not UNSEEN.match(line, line.find(" ")), path
                assert not any(one in line for one in canaries), (path, line[:300])
    except BaseException:
        program.terminate()
        raise
    finally:
        printed, _ = program.communicate(timeout=3_000)
    assert program.returncode in (0, 1), (home / "said").read_text("utf-8", "replace")[-3_000:]
    print(f"{' '.join(words[:3])}: {seen} writes looked at")
    return (printed or b"").decode()


@traced
@pytest.mark.parametrize("name", ALONE)
def test_nothing_leaves_and_nothing_is_left(name, world, canaries, tmp_path):
    words = [word.format(**world) for word in ALONE[name]]
    look_on(["app", *name.removesuffix(" captures").split(), *words], canaries, world["out"], tmp_path)


@traced
@pytest.mark.parametrize("what", SAT_AT)
def test_nothing_leaves_and_nothing_is_left_by_whoever_sits_there(what, world, canaries, tmp_path):
    """Forms of 配信 are looked for by pieces of their bytes, which lie nowhere but in what is sealed."""
    out, kept = tmp_path / "told", tmp_path / "kept"
    out.mkdir()
    kept.mkdir()
    pieces = list(canaries)
    if what == "delivery":
        for path in make_delivery(tmp_path / "same", PERIOD):
            content = path.read_bytes()
            pieces += [hexed(content[at : at + 48]) for at in range(200, len(content) - 48, max(1, len(content) // 20))]
    words = ["tests.soak.trust.sitting", what, str(kept), str(out), str(world["media"])]
    printed = look_on(words, pieces, out, tmp_path, listen=True)
    assert {line.removeprefix("done ") for line in printed.splitlines()} == set(SAT_AT[what])
