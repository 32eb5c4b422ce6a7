"""What is done about the bundles of 引き抜き, and with the gate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.equipment.weights import load_weights
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.language import tr
from app.lists.redirects import RedirectLists
from app.month.lists.bundles import Bundle
from app.month.lists.reporting import bundle_papers
from app.month.looking.workbench import Workbench
from app.proof.scanner import Scanner
from app.reports.bundle_sheet import bundle_pdf
from app.signoff import months
from app.signoff.gates import LISTS
from app.signoff.list_standing import bundles_of, list_lines
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Month
from app.signoff.redirect_lists import close_bundle, reopen_bundle
from app.ui.board.board_words import evidence_text
from app.ui.kit import reasons
from app.ui.kit.lines import LinesTable
from app.ui.kit.words import named_month
from app.ui.redirects.bundle_dialog import BundleDialog
from app.ui.redirects.page_parts import BUNDLES
from app.ui.shell.desk import Desk

AGAIN = ("束の中身を入れ直す", "読み取りをやり直す", "リストが差し替えられた")


class BundleActs:
    """A part of the page."""

    bundles: LinesTable
    tabs: Any
    said: Any
    found: RedirectLists | None
    plan: tuple[Bundle, ...]
    month: Month | None
    _desk: Desk
    _live: Callable[[], Live]
    _bench: Callable[[], Workbench | None]
    _scanner: Scanner
    _month_id: str
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]

    @property
    def bundle(self) -> Bundle | None:
        """The bundle in hand."""
        at = self.bundles.current
        return self.plan[at] if 0 <= at < len(self.plan) else None

    def pack(self) -> None:
        """The bundle in hand if it is open, else the next one that is."""
        month = self.month
        if month is None or not self.plan:
            return
        self.tabs.setCurrentIndex(BUNDLES)
        closed = bundles_of(self._desk.state, month)
        at = self.bundle
        if at is None or at.key in closed:
            at = next((one for one in self.plan if one.key not in closed), None)
        if at is None:
            return
        self.bundles.setCurrentIndex(self.bundles.lines.index(self.bundles.lines.row_of(self.plan.index(at)) or 0, 0))
        dialog = BundleDialog(at, self.plan, self._scanner, self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.checked.connect(self.close_bundle)
        dialog.open()

    def close_bundle(self, bundle: Bundle) -> None:
        """All of it was scanned: a routine entry."""
        month_id = self._month_id
        told = bundle.key, bundle.of, len(bundle.pieces), bundle.notices, round(bundle.grams)
        act = lambda state, by: close_bundle(state, by, month_id, *told)  # noqa: E731
        self._say("")
        self._desk.run(act, lambda _entries: self.said.emit(f"束 {bundle.key} を確認済にしました"), self._refuse)

    def reopen(self) -> None:
        """A closed bundle is looked at again, with a reason."""
        month, bundle = self.month, self.bundle
        if month is None or bundle is None:
            return

        def said(reason: str) -> None:
            act = lambda state, by: reopen_bundle(state, by, month.id, bundle.key, reason)  # noqa: E731
            summary = (named_month(month), f"束 {bundle.name}", f"理由：{reason}")
            self._desk.sign(act, "bundle.reopened", summary, None, self._widget.window())

        reasons.ask(self._widget, "束の再開", f"束 {bundle.name} をもう一度確認します。", AGAIN, said)

    def close_gate(self) -> None:
        """別送・引き抜き is done: by somebody else than who took the lists in."""
        month = self.month
        if month is None:
            return
        lines, live = list_lines(self._desk.state, month), for_run(self._live() or ())
        act = lambda state, by: months.close_gate(state, by, month.id, LISTS, lines, "", live)  # noqa: E731
        try:
            act(self._desk.state, "")
        except KenpanError as error:
            self._refuse(error)
            return
        told = (f"{one.label}：{evidence_text(one)}" for one in lines)
        summary = (named_month(month), "別送・引き抜きの完了（関門を閉じます）", *told)
        self._desk.sign(act, "gate.closed", summary, None, self._widget.window())

    def ask_sheets(self) -> None:
        """Where address and list of all bundles go."""
        month = self.month
        if month is None:
            return
        name = f"引き抜き送付票_{month.period}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self._widget, tr("送付票を書き出す"), name, "PDF (*.pdf)")
        if chosen:
            self.write_sheets(Path(chosen))

    def write_sheets(self, path: Path) -> None:
        """One PDF for all bundles; the file is an entry."""
        bench, month, plan = self._bench(), self.month, self.plan
        if bench is None or month is None:
            return
        name = named_month(month)

        def work(book, session):
            papers = bundle_papers(bench, plan, name, load_weights())
            content = bundle_pdf(papers, f"検版　{name}")
            return write_with_entry(book, session, "bundles", path.with_suffix(".pdf"), content)

        self._desk.run_with(work, lambda done: self.said.emit(f"書き出しました：{done.name}"), self._refuse)

    @property
    def _widget(self) -> QWidget:
        assert isinstance(self, QWidget)
        return self
