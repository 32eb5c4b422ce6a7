"""One proof round from an empty database to a released run, driven through the window; done once for many tests."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.fault_log import fault_log
from app.month.looking import opening
from app.month.looking.opening import open_folder
from app.proof.model import SIDES, Scan
from app.signoff import login
from app.signoff.looks import Look
from app.ui.board.process_dialog import ProcessDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.kit import tokens
from app.ui.rounds.acts import Mode, look_act
from app.ui.shell.opening import request
from app.ui.shell.opening.request import ReadyVolume, make_ready
from app.workstation.settings import Settings
from tests.sizes import SOAK, sized
from tests.ui.at_hand import ALT, CONTROL, ENTER, ESCAPE, F10, SHOTS, Answers, Clock, Person, system_dialogs
from tests.ui.at_work import at_work
from tests.ui.day_people import ADMIN, CHECKERS, EDITING, FILES, LEADS
from tests.ui.driving import Hands, until
from tests.ui.month_comes import _month_comes, release

_CHECKER, _LEAD = 0, 1  # places in the list of roles

BY_HAND = sized(1, 19)
"""Pieces that each checker checks by hand before the rest is signed likewise."""


@dataclass
class Day:
    """What the day left. ``home`` holds the database, temp files, log and exports, ``while_open`` what was there while
    the medium was open; ``stages`` are copies of the database; ``read`` is what people read on screen.
    """

    folder: Path
    sample: Path
    clock: Clock = field(default_factory=Clock)
    stages: dict[str, Path] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    initial: dict[str, str] = field(default_factory=dict)
    ready: ReadyVolume | None = None
    secret_record: tuple[str, int] = ("", 0)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def while_open(self) -> Path:
        return self.folder / "while_open"

    @property
    def database(self) -> Path:
        return self.home / "kenpan.db"

    @property
    def out(self) -> Path:
        return self.home / "out"

    def keep(self, stage: str) -> None:
        """A copy of the database as it is now."""
        self.stages[stage] = self.folder / f"{stage}.db"
        with sqlite3.connect(self.database) as live, sqlite3.connect(self.stages[stage]) as copy:
            live.backup(copy)
        live.close()
        copy.close()


@contextmanager
def _own_places(home: Path) -> Iterator[None]:
    """Temp files, settings and the log of the program below ``home``."""
    import platformdirs

    kept = tempfile.tempdir, platformdirs.user_data_dir
    (home / "tmp").mkdir(parents=True)
    (home / "out").mkdir()
    tempfile.tempdir = str(home / "tmp")
    platformdirs.user_data_dir = lambda *_args, **_more: str(home / "data")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home / "settings"))
    try:
        with fault_log():
            yield
    finally:
        tempfile.tempdir, platformdirs.user_data_dir = kept


def work_the_day(folder: Path, sample: Path, app: QApplication) -> Day:
    """From first start to the released run."""
    tokens.apply_theme(app)
    day = Day(folder, sample)
    with _own_places(day.home), system_dialogs() as answers, at_work(day.database, day.clock) as hands:
        _unpainted(hands)
        _first_start(day, hands)
        _lead_prepares(day, hands, answers)
        with _opened_before(day):
            _checkers_check(day, hands, answers)
        _lead_decides(day, hands, answers)
        _ledger_goes_out(day, hands, answers)
    return day


def _first_start(day: Day, hands: Hands) -> None:
    """The first administrator, then everybody else, each with an own password and code."""
    screens = hands.screens
    assert hands.on(screens.login) and screens.login.currentWidget() is screens.login.first
    hands.shot("first_start")
    for text in (ADMIN.login, ADMIN.name, ADMIN.password, ADMIN.password):
        hands.write(text)
        hands.key(ENTER)
    hands.enrol_device(ADMIN)
    hands.code_alone(ADMIN)
    hands.shot("empty_board")
    hands.key("U", with_=CONTROL)
    hands.settle()
    for person, role in ((CHECKERS[0], _CHECKER), (CHECKERS[1], _CHECKER), (LEADS[0], _LEAD), (LEADS[1], _LEAD)):
        day.initial[person.login] = hands.register(person, role, ADMIN)
    hands.shot("people")
    hands.log_out()
    for person in (*CHECKERS, *LEADS):
        hands.first_login(person, day.initial[person.login], with_code=person in LEADS)
        hands.log_out()
    day.keep("staffed")


def _lead_prepares(day: Day, hands: Hands, answers: Answers) -> None:
    """Process and settings from what the workstation holds."""
    hands.log_in(LEADS[0])
    hands.open_medium(day.sample)
    hands.shot("medium")
    hands.to_board()
    hands.opening("N", ProcessDialog)
    hands.write("納入告知額通知書 1号機")
    hands.shot("process_dialog")
    hands.key(ENTER)
    until(lambda: hands.screens.desk.state.processes, "the process is registered")
    hands.settle()
    dialog = hands.opening("S", SettingDialog)
    hands.give_settings(dialog, answers, settings_of(day), reason="機械にその機能がない")
    hands.shot("settings")
    hands.key(ENTER)
    day.read["settings"] = hands.sign(LEADS[0])
    _settings(hands, len(settings_of(day)))
    hands.shot("board_lead")
    hands.log_out()


def settings_of(day: Day) -> dict[str, str | Path | None]:
    """All process settings: files as the machines write them, typed values, and two that this process has not."""
    given: dict[str, str | Path | None] = {"editing": EDITING}
    for name in ("print_file", "imposition", "press"):
        path = given[name] = day.home / f"{name}.cfg"
        if not path.exists():
            path.write_bytes(FILES[name])
    return {**given, "paper": "AH-1", "folding": None, "inserting": "MATCH 2", "inspection": None}


def _settings(hands: Hands, count: int) -> None:
    def there() -> bool:
        (process,) = hands.screens.desk.state.processes.values()
        return len(process.settings) == count

    until(there, f"{count} settings")
    hands.settle()


def the_round(hands: Hands):
    """The only round."""
    (one,) = hands.screens.desk.state.rounds.values()
    return one


def _checkers_check(day: Day, hands: Hands, answers: Answers) -> None:
    """One checker chooses and does 一般, the other 船員; then the logs and the signature of the round."""
    first, second = CHECKERS
    screens = hands.screens
    hands.log_in(first)
    hands.open_medium(day.sample)
    hands.to_board()
    hands.shot("board_checker")
    hands.key("P", with_=ALT)
    until(lambda: screens.choose is not None and len(screens.choose.pieces) == 40, "forty are proposed")
    hands.settle()
    hands.shot("choose")
    hands.key("S", with_=ALT)
    hands.sign(first)
    until(lambda: hands.on(screens.round), "the round is on screen")
    day.keep("begun")
    hands.shot("round")
    hands.take_next()
    hands.shot("piece")
    for _ in range(BY_HAND):
        hands.check_piece(first)
        hands.piece_in_hand()
    hands.shot("next_piece")
    hands.key(ESCAPE)
    check_likewise(hands, first, range(BY_HAND + 1, 21))
    hands.shot("round_half")
    hands.log_out()
    hands.log_in(second)
    hands.open_medium(day.sample)
    hands.to_board()
    hands.key(ENTER)
    assert hands.on(screens.round)
    hands.shot("round_second")
    hands.take_next()
    for _ in range(BY_HAND):
        hands.check_piece(second)
        hands.piece_in_hand()
    hands.key(ESCAPE)
    check_likewise(hands, second, range(BY_HAND + 21, 40))
    hands.take_next()
    day.keep("one_left")
    hands.check_piece(second)
    until(lambda: hands.on(screens.round), "back at the round")
    day.keep("checked")
    hands.attach_logs(day.home, answers)
    hands.shot("round_logs")
    hands.key(F10)
    day.read["round signature"] = hands.sign(second)
    hands.shot("round_signed")
    day.keep("signed")
    hands.log_out()


def check_likewise(hands: Hands, person: Person, numbers: Iterable[int], mode: Mode = "check") -> None:
    """Sign more pieces just as the window does; what is done forty times alike is done by hand a few times."""
    screens, one = hands.screens, the_round(hands)
    desk = screens.desk
    for number in numbers:
        piece = one.piece(number)
        answers = {item.id: "ok" for item in screens.sheet.items_for(piece)}
        look = Look(number, {side: Scan("read", piece.piece_id) for side in SIDES}, answers)
        key = login.unlock(desk.book, desk.session, person.password)
        desk.book.sign(key, look_act(mode, one.id, look, screens.sheet, lambda: screens._live))
    desk.refresh()
    hands.settle()


def _lead_decides(day: Day, hands: Hands, answers: Answers) -> None:
    """Own looks, results, approval, reports, release."""
    lead, screens = LEADS[0], hands.screens
    hands.log_in(lead)
    hands.open_medium(day.sample)
    hands.to_board()
    hands.key(ENTER)
    hands.key("A")
    assert hands.on(screens.approval)
    hands.settle()  # the pieces to confirm are drawn
    day.read["before own looks"] = screens.approval.hidden.text()
    assert not screens.approval.results.isVisible() and not screens.approval.results.rowCount()
    hands.shot("approval_blind")
    drawn = the_round(hands).to_confirm
    by_hand = drawn[: sized(2, len(drawn))]
    check_likewise(hands, lead, drawn[len(by_hand) :], "confirm")
    assert not screens.approval.results.rowCount()
    hands.key(ENTER)
    for _ in by_hand:
        hands.piece_in_hand()
        assert not screens.approval.results.rowCount()
        hands.check_piece(lead)
    until(lambda: hands.on(screens.approval), "back at the decision")
    assert screens.approval.results.isVisible()
    day.read["after own looks"] = screens.approval.summary.text()
    hands.shot("approval_seen")
    hands.write("40部とも合格 ログも確認")
    hands.key(F10)
    day.read["approval"] = hands.sign(lead)
    until(lambda: hands.on(screens.round), "the approved round is on screen")
    hands.shot("approved")
    for key, name in (("P", "result.pdf"), ("E", "result.xlsx")):
        answers.save = day.out / name
        hands.key("P")
        until(lambda: QApplication.activePopupWidget() is not None, "the reports are offered")
        hands.key(key)
        until(answers.save.exists, name)
        hands.settle()
    _month_comes(hands)
    day.keep("approved")
    release(hands, answers, settings_of(day))
    day.read["release"] = hands.sign(lead)
    hands.shot("released")
    day.keep("released")
    one = the_round(hands).pieces[0]
    day.secret_record = (one.file, one.record)
    shutil.copytree(day.home, day.while_open)


def _ledger_goes_out(day: Day, hands: Hands, answers: Answers) -> None:
    """Proved in the window, then exported with a checkpoint."""
    page = hands.screens.ledger
    hands.key("D", with_=CONTROL)
    hands.button("K", lambda: "まだ" not in page.verdict.text() and "…" not in page.verdict.text())
    day.read["ledger"] = page.verdict.text()
    hands.shot("ledger")
    for key, name in (("S", "checkpoint.json"), ("E", "ledger.jsonl")):
        answers.save = day.out / name
        hands.key(key, with_=ALT)
        until(answers.save.exists, name)
        hands.settle()
    hands.log_out()


@contextmanager
def desk_at(day: Day, stage: str, folder: Path, settings: Settings | None = None) -> Iterator[tuple[Hands, Answers]]:
    """The window on a copy of what the ledger was at that stage, some hours later."""
    database = folder / "kenpan.db"
    shutil.copy(day.stages[stage], database)
    clock = Clock(day.clock.now + timedelta(hours=3))
    with system_dialogs() as answers, _opened_before(day), at_work(database, clock, settings) as hands:
        _unpainted(hands)
        yield hands, answers


def _unpainted(hands: Hands) -> None:
    """What is asked is what the window says and does: each screen of the day is painted where it has a name
    (:meth:`Hands.shot`), and at every change only in the soak.
    """
    hands.window.setUpdatesEnabled(SOAK or SHOTS in os.environ)


@contextmanager
def _opened_before(day: Day) -> Iterator[None]:
    """The sample is deciphered once for all who open it."""
    if day.ready is None:
        day.ready = make_ready(open_folder(day.sample, Settings()))
    kept = opening.open_workbench, opening.equip, request.make_ready
    opening.open_workbench = lambda *_wanted, **_options: day.ready.bench
    opening.equip = lambda *_files: day.ready.bench.equipment
    request.make_ready = lambda *_wanted: day.ready
    try:
        yield
    finally:
        opening.open_workbench, opening.equip, request.make_ready = kept


def ledger_lines(day: Day) -> list[dict]:
    """The exported copy, an entry a line."""
    return [json.loads(line) for line in (day.out / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
