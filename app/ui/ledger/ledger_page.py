"""台帳: every entry as it stands, its proof, and the copies that are kept elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.filing.ledger_copies import export_checkpoint, export_checkpoint_sheet, export_ledger, verify_book, verify_past
from app.language import tr
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Entry
from app.signoff.model import State
from app.signoff.verify import Report, summary
from app.ui.kit.act_row import ActRow
from app.ui.kit.labels import plain
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.words import shown_time
from app.ui.ledger.nodes import DETAIL_HEADERS, HEADERS, detail_rows, ledger_rows
from app.ui.people.nodes import PlainRow
from app.ui.people.rows_table import RowsTable
from app.ui.shell.desk import Desk
from app.workstation.ledger_place import see_past

LOAD_JOB, PROVE_JOB = "ledger.load", "ledger.prove"
_UNPROVED = "まだ検証していません。「台帳を検証」で、書き換え・抜け・並べ替えがないかを確かめます。"
_PAST = "前の台帳（形式 {format}、{count:,} 件）を見ています。この台帳には、もう何も書き込まれません。"
_MATCHES = "前の台帳は、今の台帳の始まりに書かれた件数とハッシュのとおりです。"
_PROVE, _STOP = "台帳を検証(&K)", "検証を中止(&K)"
_TIME, _WHO, _TERMINAL = "2000-00-00 00:00:00", "責任者１２", "terminal"

Make = Callable[[Book, Session], Path]


class LedgerPage(QWidget):
    """Reads what was added whenever it is seen; the ledger before can be looked at too.

    ``said(text)`` for the status line, ``failed(error)`` for the rest.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, sheet: CheckSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._sheet = desk, sheet
        self._entries: tuple[Entry, ...] = ()
        self._past: Book | None = None
        self.which, self._which_label = QComboBox(), QLabel(tr("表示する台帳(&L)"))
        self._which_label.setBuddy(self.which)
        self.which.addItem(tr("今の台帳"))
        self.verdict = plain()
        self.prove_button = QPushButton(tr(_PROVE))
        self.checkpoint_button = QPushButton(tr("チェックポイントを書き出す(&S)…"))
        self.sheet_button = QPushButton(tr("チェックポイントを紙に（PDF）(&P)…"))
        self.copy_button = QPushButton(tr("台帳の写しを書き出す(&E)…"))
        widths = ("00,000", _TIME, _WHO, "検証品の検査署名", "現品の検査　番号 40", "本番開始", _TERMINAL)
        self.table = RowsTable("台帳", HEADERS, widths, 4, optional=(5, 6))  # an entry's own lines say both
        self.detail = RowsTable("記録の中身", DETAIL_HEADERS, ("この記録のハッシュ番", _TIME), 1, folds=True)
        self.table.table.setObjectName("ledger.entries")
        self.detail.table.setObjectName("ledger.detail")
        self._arrange()
        self._wire()
        self._say(_UNPROVED, alarm=False)

    def _arrange(self) -> None:
        acts = ActRow(
            (self.checkpoint_button, self.sheet_button, self.copy_button, self.prove_button), self.prove_button
        )
        head = QHBoxLayout()
        head.addWidget(self.verdict, 1)
        head.addWidget(self._which_label)
        head.addWidget(self.which)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        layout.addWidget(split, 1)
        split.setObjectName("ledger")
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        split.setSizes([1300, 600])
        layout.addWidget(acts)
        self.verdict.setWordWrap(True)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self._desk.stateChanged.connect(self._load)
        self._desk.sessionChanged.connect(self._forget)
        self.table.chosen.connect(self._show_entry)
        self.which.activated.connect(lambda _index: self._change())
        self.prove_button.clicked.connect(self.prove)
        self.checkpoint_button.clicked.connect(
            lambda: self._export("チェックポイント", ".json", lambda path: _signed(export_checkpoint, path))
        )
        self.sheet_button.clicked.connect(
            lambda: self._export("チェックポイント", ".pdf", lambda path: _signed(export_checkpoint_sheet, path))
        )
        self.copy_button.clicked.connect(
            lambda: self._export(
                "台帳の写し", ".jsonl", lambda path: lambda book, session: export_ledger(book, session, path)
            )
        )

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        before = self._desk.state.previous
        has_past = before is not None and self._desk.book.past_url is not None
        if before is not None and self.which.count() == 1:
            self.which.addItem(tr("前の台帳（形式 {before}、{count:,} 件）", before=before.format, count=before.count))
        self.which.setVisible(has_past)
        self._which_label.setVisible(has_past)
        self._load()

    @property
    def _in_past(self) -> bool:
        """Whether the ledger before is shown, and not the one in use."""
        return self.which.currentIndex() == 1

    @property
    def _state(self) -> State:
        return self._past.state if self._in_past and self._past is not None else self._desk.state

    def _change(self) -> None:
        """Show the other ledger; what was proved was not this one."""
        self._desk.jobs.cancel(PROVE_JOB)
        self._ended(self._unproved, alarm=False)
        for button in (self.checkpoint_button, self.sheet_button, self.copy_button):
            button.setEnabled(not self._in_past)
        self._forget_rows()

    @property
    def _unproved(self) -> str:
        before = self._desk.state.previous
        if not self._in_past or before is None:
            return _UNPROVED
        return f"{_PAST.format(format=before.format, count=before.count)}{_UNPROVED}"

    def _load(self) -> None:
        """Read what was added since; not while nobody looks."""
        jobs, book, known = self._desk.jobs, self._desk.book, self._entries
        if not self.isVisible() or jobs.running(LOAD_JOB):
            return
        viewer = "" if self._desk.session is None else self._desk.session.account
        if self._in_past:
            self._load_past(viewer)
            return

        def read(progress: object) -> tuple[tuple[Entry, ...], tuple[PlainRow, ...]]:
            entries = known + book.history(after=known[-1].seq if known else 0)
            return entries, ledger_rows(entries, book.state, viewer)

        jobs.start(read, on_done=self._show, on_error=self.failed.emit, key=LOAD_JOB)

    def _load_past(self, viewer: str) -> None:
        """The ledger before: opened when it is first asked for, and read once; nothing comes to it any more."""
        url, known = self._desk.book.past_url, self._past
        if url is None or self._entries:
            return

        def read(progress: object) -> tuple[Book, tuple[Entry, ...], tuple[PlainRow, ...]]:
            past = known or see_past(url)
            entries = past.history()
            return past, entries, ledger_rows(entries, past.state, viewer)

        def done(found: tuple[Book, tuple[Entry, ...], tuple[PlainRow, ...]]) -> None:
            self._past, self._entries, rows = found
            self.table.show_rows(rows)

        def failed(error: KenpanError) -> None:
            self.which.setCurrentIndex(0)
            self._change()
            self.failed.emit(error)

        self._desk.jobs.start(read, on_done=done, on_error=failed, key=LOAD_JOB)

    def _show(self, found: tuple[tuple[Entry, ...], tuple[PlainRow, ...]]) -> None:
        self._entries, rows = found
        self.table.show_rows(rows)
        if self._entries and self._entries[-1].seq < self._desk.state.count:
            self._load()

    def _show_entry(self, row: PlainRow | None) -> None:
        session = self._desk.session
        entry = next((one for one in self._entries if row is not None and one.hash == row.key), None)
        if entry is None or session is None:
            self.detail.show_rows(())
        else:
            self.detail.show_rows(detail_rows(entry, self._state, session.account, self._sheet))

    def _forget(self) -> None:
        """What one person may see, the next may not."""
        if self._in_past:
            self.which.setCurrentIndex(0)
            self._change()
        else:
            self._forget_rows()

    def _forget_rows(self) -> None:
        self._desk.jobs.cancel(LOAD_JOB)
        self._entries = ()
        self.table.show_rows(())
        self.detail.show_rows(())
        self._load()

    # Proving and taking out

    def prove(self) -> None:
        """Prove the whole ledger from its first entry on; pressed again, stop."""
        jobs, book = self._desk.jobs, self._desk.book
        if jobs.running(PROVE_JOB):
            jobs.cancel(PROVE_JOB)
            self._ended(self._unproved, alarm=False)
            return
        past, state = self._past if self._in_past else None, self._desk.state
        if self._in_past and past is None:  # still being read
            return
        self.prove_button.setText(tr(_STOP))
        self._say("検証しています…", alarm=False)
        jobs.start(
            lambda progress: verify_book(book, progress) if past is None else verify_past(past, state, progress),
            on_done=lambda report: self._ended(_said(report, past is not None), alarm=not report.is_sound),
            on_error=lambda error: self._ended(str(error), alarm=True),
            on_progress=lambda _stage, done, total: self._say(f"検証しています… {done:,} / {total:,} 件", alarm=False),
            key=PROVE_JOB,
        )

    def _ended(self, text: str, *, alarm: bool) -> None:
        self.prove_button.setText(tr(_PROVE))
        self._say(text, alarm=alarm)

    def _say(self, text: str, *, alarm: bool) -> None:
        self.verdict.setText(tr(text))
        self.verdict.setProperty("role", "alarm" if alarm else "note")
        self.verdict.style().polish(self.verdict)

    def _export(self, what: str, suffix: str, make: Callable[[Path], Make]) -> None:
        name = f"{what}_{self._desk.state.count}件{suffix}"
        path = ask_where(self, f"{what}を書き出す", name, f"{what} (*{suffix})", suffix)
        if path is None:
            return
        self._desk.run_with(make(path), lambda done: self.said.emit(f"書き出しました：{done.name}"), self.failed.emit)


def _said(report: Report, is_past: bool) -> str:
    text = summary(report, _local)
    return f"{_MATCHES}\n{text}" if is_past and report.is_sound else text


def _local(time: str) -> str:
    """As the list shows it; a ledger that is broken may hold anything."""
    try:
        return shown_time(time)
    except ValueError:
        return f"{time}（UTC）"


def _signed(export: Callable[[Book, Any, Path], Path], path: Path) -> Make:
    return lambda book, session: export(book, session.signer, path)
