"""Names of people and files as others made them: on screen nothing of them is hidden, and nothing turns round."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStatusBar

from app.errors import KenpanError
from app.media import private_folder as private
from app.signoff.checksheet import load_sheet
from app.signoff.ledger import Entry
from app.signoff.model import Account, Attachment, Setting, State
from app.signoff.signed import Part, Sign, sign_of
from app.ui.kit.words import person
from app.ui.ledger.nodes import detail_rows, ledger_rows
from app.ui.people.nodes import PlainRow
from app.ui.shell import start
from app.ui.shell.opening.problems import ProblemsBar
from app.ui.shell.status_line import StatusLine
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.patience import PATIENCE_MS

NAME = "検査員\u202e１\x1b[2J"
SEEN = "検査員〔U+202E〕１〔U+001B〕[2J"


def test_names_in_the_ledger_are_seen_whole():
    sign = Sign("a1", NAME, "2026-11-02T00:00:00Z", "検査", 3)
    assert sign.name == SEEN
    assert person(Account("a1", "kensa\u200b", NAME)) == f"{SEEN}（ID kensa〔U+200B〕）"
    assert Attachment("log", NAME, "0" * 64, 1, None, sign).name == SEEN
    part = Part("fonts", NAME, "0" * 64, NAME)
    assert (part.label, part.detail) == (SEEN, SEEN)
    setting = Setting("press", "印刷機", "0" * 64, NAME, NAME)
    assert (setting.value, setting.file) == (SEEN, SEEN)


def test_lines_of_tables_are_seen_whole():
    assert PlainRow((NAME, "一\n二"), "key").cells == (SEEN, "一\n二")


def test_an_entry_of_a_forged_ledger_is_seen_whole():
    entry = Entry(
        seq=1,
        prev="0" * 64,
        time="2026-11-02T00:00:00+00:00",
        kind="access.login",
        by="a1",
        name=NAME,
        terminal="t\x1b",
        meaning="\u2066",
        data={},
        body="",
        hash="1" * 64,
        signature="",
    )
    assert sign_of(entry).name == SEEN
    (row,) = ledger_rows([entry], State(), "a1")
    told = [*row.cells, *(cell for line in detail_rows(entry, State(), "a1", load_sheet()) for cell in line.cells)]
    assert SEEN in told
    assert not any(unseen in cell for cell in told for unseen in "\u202e\x1b\u2066")


def test_the_status_line_and_the_problems_are_seen_whole(qtbot):
    bar, problems = QStatusBar(), ProblemsBar()
    qtbot.addWidget(bar)
    qtbot.addWidget(problems)
    StatusLine(bar).say(f"書き出しました：{NAME}.pdf")
    assert bar.currentMessage() == f"書き出しました：{SEEN}.pdf"
    problems.show_problems([KenpanError("file.unreadable", "ファイルを読めません。", "確かめてください。", file=NAME)])
    assert SEEN in problems.text.text()


@pytest.fixture
def window(qtbot, themed, house):
    made = MainWindow(Settings(), house.book)
    qtbot.addWidget(made)
    yield made
    assert made.jobs.drain(PATIENCE_MS)
    QCoreApplication.processEvents()


def test_the_window_says_what_a_killed_program_left(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr(private, "_MEMORY_FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr(private.tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "kenpan-private-left"
    left.mkdir()
    (left / "plain").write_bytes(b"record")
    start._sweep(window)
    qtbot.waitUntil(lambda: "復号用の一時フォルダーを見つけました" in window.problems.text.text())
    assert str(left) in window.problems.text.text()
    assert not left.exists()
