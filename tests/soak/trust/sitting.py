"""Commands that somebody must sit at, given by people who are logged in: ``sitting.py WHAT FOLDER OUT MEDIA``.

Prints ``done COMMAND`` after each. OUT is where somebody told the program to write; all else it keeps for itself.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

from app.commands import delivery
from app.commands import login as at_login
from app.commands.main import main
from app.signoff.machine_key import MachineKey
from app.store.database import default_url
from tests.delivery.houses import ONE, Side, made
from tests.house import PASSWORD, staffed

PERIOD = "2026-11"
DELIVERY = (
    *("sample", "begin", "enter", "card", "fund", "scope", "terminal", "check", "read", "sign", "approve", "deliver"),
    *("receive", "take", "status", "file", "accept-file", "decide", "erase"),
    *("see", "discard", "keys", "give", "rekey"),
)
SAT_AT = {
    "delivery": tuple(f"delivery {name}" for name in DELIVERY),
    "login": ("login", "logout", "ledger erase"),
    "open": ("open",),
}


def give(side: Side | None, who: str, *words: object, code: int | None = 0) -> str:
    """A command of 配信 on one side, by whoever is named; what it printed."""

    @contextmanager
    def at_work(_arguments):
        assert side is not None
        yield delivery.Work(side.house.book, side.house.sessions[who], side.root)

    delivery.at_work = at_work
    printed = told(["delivery", *map(str, words)], code)
    done("delivery", words[0])
    return printed


def told(words: list[str], code: int | None = 0) -> str:
    """What a command printed that ended with this code; ``None``: done, or nothing was left to do."""
    with redirect_stdout(StringIO()) as out:
        ended = main(words)
    assert ended in ((0, 1) if code is None else (code,)), (words, ended)
    return out.getvalue()


def done(*names: object) -> None:
    """For whoever looks on."""
    sys.stdout.write(f"done {' '.join(map(str, names))}\n")
    sys.stdout.flush()


def deliver(folder: Path, out: Path, _media: Path) -> None:
    """Forms out and notifications in, from two new parties to the erasing that is refused."""
    give(None, "", "sample", out / "batch", "--period", PERIOD)
    pair = made(folder)
    fund, desk, medium = pair.fund, pair.desk, pair.medium
    third = folder / "third"
    third.mkdir()
    side = Side(staffed(f"sqlite:///{third / 'ledger.sqlite'}"), third / "delivery")
    give(side, "kanri-1", "begin", "establishment", "見本製作所")
    side.house.sessions.update({who: replace(one, with_code=True) for who, one in side.house.sessions.items()})
    give(side, "kanri-1", "enter", ONE, "見本製作所")
    give(fund, "kensa-1", "card", out / "card.json")
    give(side, "kanri-1", "fund", out / "card.json", "--compared", "paper", "--with", "担当")
    give(side, "kensa-1", "scope", ONE)
    machine = MachineKey(bytes([11]) * 32)
    own = {"format": "kenpan-machine-card-1", "name": "窓口"}
    own |= {"seal_key": machine.seal_key, "sign_key": machine.sign_key}
    card = json.dumps(own, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (out / "machine.json").write_text(card, "utf-8")
    words = ("--label", "予備", "--compared", "paper", "--with", "担当")
    give(fund, "kanri-1", "terminal", out / "machine.json", ONE, *words)

    roster = out / "batch" / "roster.csv"
    forms = [path for path in sorted((out / "batch").iterdir()) if path != roster]
    read = (*forms, "--period", PERIOD, "--roster", roster)
    give(fund, "kensa-1", "check", *read)
    known = give(fund, "kensa-1", "read", *read).split()[-1][:12]
    give(fund, "kensa-1", "sign", known, "--to", ONE)
    give(fund, "hinshitsu-1", "approve", known)
    package = give(fund, "kensa-1", "deliver", known, medium).split()[-1]
    words = ("--forms", out / "forms", "--paper", out / "slip.pdf")
    (out / "forms").mkdir()
    slip = give(desk, "kensa-1", "receive", package, medium, *words)
    give(fund, "kensa-1", "take", next(line for line in slip.splitlines() if line.endswith(".json")))
    status = json.loads(give(fund, "kensa-1", "status", "--json"))["deliveries"]
    give(fund, "kensa-1", "status", "--xlsx", out / "status.xlsx")

    (out / "leaving.csv").write_bytes(
        "加入者番号,氏名,資格喪失年月日\r\n00100001,見本太郎,2026-11-30\r\n".encode("cp932")
    )
    filed = give(desk, "kensa-1", "file", "加入者資格喪失届", out / "leaving.csv", medium)
    number = give(fund, "kensa-1", "accept-file", filed.split()[-1]).split()[1].split("　")[0]
    give(fund, "kensa-1", "decide", number, "check")
    give(fund, "hinshitsu-1", "decide", number, "accept")
    (kept,) = (one["package"] for one in status if one["package"])
    give(fund, "hinshitsu-1", "erase", kept, "--reason", "期限前", code=2)  # seven years are not over
    again = give(fund, "kensa-1", "read", *read[:-2]).split()[-1][:12]  # without the roster: another batch
    give(fund, "kensa-1", "see", known, code=None)
    give(fund, "kensa-1", "discard", again, "--reason", "一覧なし")
    give(fund, "kensa-1", "keys")
    give(fund, "kensa-1", "give", "hinshitsu-1", code=None)
    give(fund, "hinshitsu-1", "rekey")
    for one in (fund, desk, side):
        one.house.book.engine.dispose()


def log_in(_folder: Path, _out: Path, _media: Path) -> None:
    """A session for commands, opened and closed, and whatever two people decided to erase."""
    house = staffed(default_url())
    house.book.engine.dispose()
    at_login.ask_who = lambda: ("kensa-1", PASSWORD)
    for name in ("login", "logout"):
        told([name])
        done(name)
    told(["ledger", "erase", default_url()])
    done("ledger erase")


def look(_folder: Path, _out: Path, media: Path) -> None:
    """The window with a medium, until everything is painted."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from app.ui.shell.window import MainWindow

    def painted() -> int:
        app = QApplication.instance()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                window.jobs.drain(600_000)
        for _ in range(5):
            app.processEvents()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.closeAllWindows()
        return 0

    QApplication.exec = staticmethod(painted)
    told(["open", str(media)])
    done("open")


WAYS: dict[str, Callable[[Path, Path, Path], None]] = {"delivery": deliver, "login": log_in, "open": look}


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    WAYS[sys.argv[1]](*map(Path, sys.argv[2:]))
