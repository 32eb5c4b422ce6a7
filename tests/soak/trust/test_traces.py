"""What the program does to the machine it runs on, as the system sees it: no connection to anywhere, and no text of a
record in any file but those that it was told to write.

Every screen once and the commands of a day, with ``KENPAN_SOAK=1``; nothing runs otherwise.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.main import main
from app.month.looking.opening import open_folder
from app.records.text import to_text, trimmed
from app.workstation.settings import Settings
from tests.canary import spellings
from tests.sizes import SOAK
from tests.soak.trust.recording import STRACE

ROOT = Path(__file__).resolve().parents[3]
FILE = re.compile(r" (?:write|pwrite64|writev)\(\d+<((?:\\x[0-9a-f]{2})+)>")
LONG = 9
CONNECTED = re.compile(r" (?:connect|bind|listen|sendto|sendmsg)\(.*AF_(?:INET6?|PACKET|NETLINK|BLUETOOTH)\b")
"""Whether a network is there is asked of the system through a socket that leads nowhere."""

pytestmark = pytest.mark.skipif(STRACE is None or not SOAK, reason="strace sees what a program asks of the system")

COMMANDS = (
    ["check", "{media}"],
    ["show", "{media}", "ZMGKK#2101", "1"],
    ["render", "{media}", "ZMGKK#2101", "1", "-o", "{out}/sheet.pdf"],
    ["envelope", "{media}", "ZMGKK#2101", "1"],
    ["print", "{media}", "-o", "{out}/print.pdf", "--to", "3"],
    ["compare", "{media}", "{out}/print.pdf"],
    ["tour", "{out}/tour"],
)
"""``{out}`` is where a person told the program to write."""


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("traces") / "media"
    assert main(["sample", str(folder), "--establishments", "60"]) == 0
    return folder


@pytest.fixture(scope="module")
def canaries(media) -> list[str]:
    """Long texts of the first records, in every encoding, as the log spells bytes."""
    bench = open_folder(media, Settings())
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


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_nothing_leaves_and_nothing_is_left(words, media, canaries, tmp_path_factory, tmp_path):
    out = tmp_path_factory.getbasetemp() / "told"
    out.mkdir(exist_ok=True)
    log = tmp_path / "log"
    strace = [str(STRACE), "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000"]
    strace += ["-e", "trace=connect,bind,listen,sendto,sendmsg,write,pwrite64,writev", "-o", str(log)]
    done = subprocess.run(
        [*strace, sys.executable, "-m", "app", *(word.format(media=media, out=out) for word in words)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        timeout=3000,
        check=False,
    )
    assert done.returncode in (0, 1)
    seen = 0
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            assert not CONNECTED.search(line), line[:200]
            if (found := FILE.search(line)) is None:
                continue
            path = os.fsdecode(bytes.fromhex(found[1].replace("\\x", "")))
            if path.startswith(("/dev/", "/memfd", "/proc/", str(out))) or not path.startswith("/"):
                continue
            seen += 1
            assert not any(one in line for one in canaries), (path, line[:300])
    print(f"{words[0]}: {seen} writes looked at")
