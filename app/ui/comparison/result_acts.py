"""What people do with a comparison: sign it, approve it, ask for more, write it out."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.looking.workbench import Workbench
from app.month.printed.in_hand import Compared, machine_verdict
from app.proof.model import PieceChoice
from app.signoff.comparison_standing import comparisons_of
from app.signoff.live_parts import Live
from app.signoff.model import Month
from app.ui.comparison import acts
from app.ui.comparison.acts import Next, month_of
from app.ui.comparison.page_feed import PageFeed
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.shell.desk import Desk
from app.ui.shell.exports import Writer
from app.ui.shell.workers import Jobs

EXPORT_JOB = "comparison.export"
EACH_REASONS = ("初めての委託先・様式である", "前の月に印刷の誤りがあった", "機構の求めによる")


class ResultActs:
    """A part of the page."""

    one: Compared | None
    each: QPushButton
    export: QPushButton
    reference: QPushButton
    zones: QPushButton
    alike: QPushButton
    setup: Any
    may_keep: bool
    last: dict[bool, Compared]
    feed: PageFeed
    said: Any
    start: Callable[[], None]
    start_again: Callable[[], None]
    _desk: Desk
    _jobs: Jobs
    _next: Next
    _live: Callable[[], Live]
    _bench: Callable[[], Workbench | None]
    _writer: Writer
    _say: Callable[[str], None]
    _failed: Callable[[KenpanError], None]

    @property
    def _own(self) -> QWidget:
        return cast(QWidget, self)

    @property
    def month(self) -> Month | None:
        """The month of the open medium."""
        return month_of(self._desk.state, self._bench())

    def tell_acts(self, month: Month | None) -> None:
        """What may be done beside the one thing."""
        self.export.setVisible(self.one is not None)
        zones = () if self.one is None else self.one.zones
        self.zones.setVisible(bool(zones))
        self.zones.setText(tr("除外域 {n_zones:,} か所(&B)…", n_zones=len(zones)))
        one = self.one
        pairs = one.table["captures"]["pairs"] if one is not None and one.of_captures else ()
        left = any(not row["decided"] for row in pairs)
        self.alike.setVisible(left and month is not None and self._desk.may("comparison.alike"))
        self.setup.last_captures.setVisible(self.may_keep)
        self.reference.setVisible(acts.may_be_reference(self._desk, month, self.one))
        self.each.setVisible(month is not None and self._desk.may("comparison.required"))
        asked = month is not None and comparisons_of(self._desk.state, month).each
        self.each.setText(tr("まとめて見てよいことにする(&W)…" if asked else "1件ずつ見ることを求める(&W)…"))

    def act_now(self) -> None:
        """The one thing to do."""
        month, one, done = self.month, self.one, self._next.act
        self._say("")
        try:
            if done == "start":
                self.start()
            elif done == "again":
                self.start_again()
            elif done == "export":
                self.ask_export()
            elif month is not None and done == "approve":
                acts.approve(
                    self._desk, month, self._live(), lambda: self.said.emit("印刷照合を承認しました。"), self._own
                )
            elif month is not None and one is not None and done == "sign":
                acts.sign(
                    self._desk, month, one, self._bench(), lambda: self.said.emit("照合に署名しました。"), self._own
                )
        except KenpanError as error:
            self._say(str(error))

    def ask_each(self) -> None:
        """Whether every difference must be looked at, with the reason."""
        month = self.month
        if month is None:
            return
        each = not comparisons_of(self._desk.state, month).each
        dialog = ReasonDialog("照合の条件", self.each.text().split("(")[0], EACH_REASONS, self._own)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        done = lambda: self.said.emit("照合の条件を記録しました。")  # noqa: E731
        dialog.accepted.connect(lambda: acts.require(self._desk, month, each, dialog.reason(), done, self._own))
        dialog.open()

    def ask_reference(self) -> None:
        """Approve the draft forms as the reference of the process."""
        month, one = self.month, self.one
        if month is None or one is None:
            return
        try:
            done = lambda: self.said.emit("下書き様式を参照として承認しました。照合に署名してください。")  # noqa: E731
            acts.approve_draft(self._desk, month, one, done, self._own)
        except KenpanError as error:
            self._say(str(error))

    def ask_export(self) -> None:
        """The result as PDF, Excel or JSON, after asking where."""
        if self.one is None:
            return
        kinds = "PDF (*.pdf);;Excel (*.xlsx);;JSON (*.json)"
        title = "照合結果を書き出す（個人情報を含みます）"
        chosen, _ = QFileDialog.getSaveFileName(self._own, tr(title), "照合結果表.pdf", tr(kinds))
        if chosen:
            path = Path(chosen)
            self.write_result(path if path.suffix else path.with_suffix(".pdf"))

    def write_result(self, path: Path) -> None:
        """The result as the end of the name says; the export is an entry."""
        one, bench = self.one, self._bench()
        if one is None or bench is None:
            return
        paper = acts.paper_of(self._desk.state, self.month, bench, one)
        work = acts.write_out(self._writer, path, paper, one, self.feed.source)
        self.said.emit("照合結果を書き出しています…")
        self._jobs.start(
            work,
            on_done=lambda done: self.said.emit(f"書き出しました：{done.name}"),
            on_error=self._failed,
            key=EXPORT_JOB,
        )

    def verdict_of(self, piece: PieceChoice) -> str:
        """What the print and the captures that were compared last say of a piece of a proof round made from the open
        medium, a line each; else nothing.
        """
        bench = self._bench()
        notices = None if bench is None else bench.notices.get(piece.file)
        if notices is None or not 0 <= piece.record < len(notices):
            return ""
        if hashlib.sha256(notices.raw_record(piece.record)).hexdigest() != piece.record_sha256:
            return ""
        told = []
        for one in self.last.values():
            line = machine_verdict(one, piece.file, piece.record)
            is_old = acts.has_other_reference(self._desk.state, self.month, one)
            told.append(f"{line}（いまの参照ではない様式での照合）" if line and is_old else line)
        return "\n".join(line for line in told if line)
