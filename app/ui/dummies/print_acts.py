"""The print of the dummies, or captures of their paper: compared, shown beside the data, and told by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.dummies.comparing import DummyPrint, compare_dummies, dummy_source
from app.month.looking.workbench import Workbench
from app.month.printed.in_hand import SCANNER_NOTE, pairs_text
from app.proof.compared.source import ShownPair
from app.proof.model import PieceChoice
from app.proof.printed.model import Notice
from app.reports.signs import process_form
from app.signoff.comparisons import known_alike
from app.signoff.dummy_model import PrintSeen
from app.ui.comparison.alike_dialog import ask_alike
from app.ui.comparison.box_strip import BoxStrip
from app.ui.comparison.page_feed import PageFeed
from app.ui.comparison.pair_canvas import Mark
from app.ui.comparison.pair_view import PairView
from app.ui.comparison.progress_line import ProgressLine
from app.ui.kit import reasons
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

COMPARE_JOB = "dummies.compare"
REPRINTS = ("にじみ・かすれ", "用紙の破れ・汚れ", "印字の誤り", "表裏の組み合わせの誤り")
_FILES = "印刷データ・取り込み画像 (*.pdf *.tif *.tiff *.png *.jpg *.jpeg)"


class PrintActs:
    """A part of the page. ``reprints``: dummies that were printed again, each with its own print and the reason;
    ``told``: by dummy and place in its differences what a person saw on captures.
    """

    print: DummyPrint | None
    reprints: dict[int, tuple[DummyPrint, str]]
    told: dict[int, dict[int, bool]]
    view: PairView
    strip: BoxStrip
    feed: PageFeed
    progress: ProgressLine
    stack: Any
    panel: Any
    alike: QPushButton
    form: Any
    piece: PieceChoice | None
    renew: Callable[[], None]
    _fed: DummyPrint | None
    _shown: ShownPair | None
    _page: int
    _number: int
    _month_id: str
    _desk: Desk
    _jobs: Jobs
    _bench: Callable[[], Workbench | None]
    _say: Callable[[str], None]
    _say_empty: Callable[..., None]
    _refuse: Callable[[KenpanError], None]
    _tell_next: Callable[[], None]
    _tell_piece: Callable[[], None]

    # What was found

    def found_of(self, number: int) -> DummyPrint | None:
        """The comparison that a dummy is judged by: of its own print, where it was printed again."""
        again = self.reprints.get(number)
        return self.print if again is None else again[0]

    def seen_of(self, number: int) -> PrintSeen | None:
        """What it says of the dummy, with what a person told."""
        found = self.found_of(number)
        if found is None or number not in found.seen:
            return None
        return found.as_told(number, self.told.get(number, {}))[0]

    def right_of(self, number: int) -> int:
        """How many places a person saw to be right."""
        found = self.found_of(number)
        return 0 if found is None else found.as_told(number, self.told.get(number, {}))[1]

    def asked_of(self, number: int) -> tuple[int, ...]:
        """The places that nobody told yet."""
        found = self.found_of(number)
        told = self.told.get(number, {})
        return () if found is None or number not in found.seen else tuple(
            at for at in found.asked(number) if at not in told
        )  # fmt: skip

    def pairs_of(self, number: int) -> str:
        """The pairs of characters on a dummy's captures that a lead has to decide on."""
        found = self.found_of(number)
        return "" if found is None else pairs_text((one[0], one[1]) for one in found.open_pairs(number))

    def ask_alike(self) -> None:
        """A lead decides on all pairs that nobody can tell apart; then all is compared by that."""
        found, month = self.print, self._desk.state.months.get(self._month_id)
        if found is not None and month is not None and found.open_pairs():
            ask_alike(self._desk, self._over, month, found.open_pairs(), self.compare_again)

    @property
    def is_of_old_form(self) -> bool:
        """Whether another measured form was approved after the print of all was compared."""
        month, found = self._desk.state.months.get(self._month_id), self.print
        reference = None if month is None else self._desk.state.processes[month.process].reference
        if found is None or found.of_captures or reference is None or reference.draft:
            return False
        return found.used.sha256 != reference.form

    def form_words(self, found: DummyPrint) -> str:
        """By which form a print was compared."""
        month = self._desk.state.months[self._month_id]
        return process_form(self._desk.state.processes[month.process], found.used)

    def take_form(self) -> None:
        """Another form holds for the open medium; what was compared by the one before says so."""
        if self.is_of_old_form:
            self._say("照合のあとに様式が承認されました。この照合は前の様式によります。照合し直してください。")
        self.renew()

    def compare_again(self) -> None:
        """The same print by the form that holds now."""
        if self.print is not None:
            self.compare_print(self.print.chosen)

    # Shown

    def _show_print(self, piece: PieceChoice) -> None:
        found, seen = self.found_of(piece.number), self.seen_of(piece.number)
        pairs = self.print is not None and bool(self.print.open_pairs())
        self.alike.setVisible(pairs and self._desk.may("comparison.alike"))
        self._use(found)
        if found is None or seen is None:
            step = (
                f"ダミーを刷った印刷データか、紙の取り込み画像（{SCANNER_NOTE}）を選びます。"
                "実測様式の紙の取り込み画像なら、その紙の印刷データも一緒に選びます。"
            )
            self._say_empty("印刷データと照合していません", step)
        elif not seen.pages:
            self._say_empty("× この通知書の頁がありません", f"{seen.name} を確かめてください。")
        else:
            self.stack.setCurrentIndex(0)
            told = tr("照合した様式　{form_words}", form_words=self.form_words(found))
            self.form.setText("　".join(filter(None, (told, tr(found.unproved_text(piece.number))))))
            if self._page not in seen.pages:
                asked = [found.differences[piece.number][at].page for at in self.asked_of(piece.number)]
                self._want(next((page for page in asked if page in seen.pages), seen.pages[0]), piece)
        self._show_place()

    def _use(self, found: DummyPrint | None) -> None:
        """Pages come from this comparison."""
        bench, dummies = self._bench(), self._desk.state.dummies.get(self._month_id)
        if found is self._fed or bench is None or dummies is None:
            return
        self._fed, self._page, self._shown = found, -1, None
        self.view.show_captures(found is not None and found.of_captures)
        self.feed.use(None if found is None else dummy_source(bench, found, dummies.pieces))

    def _want(self, page: int | None, piece: PieceChoice) -> None:
        if page is not None:
            self._page = page
            self.feed.want(page, Notice(piece.file, piece.record), ())

    def _page_ready(self, number: int, shown: ShownPair) -> None:
        piece = self.piece
        if piece is None or self.found_of(piece.number) is None or number != self._page:
            return
        self._shown = shown
        self.view.show_pair(shown.pair, shown.page.width, shown.page.height)
        self._show_place()

    def _show_place(self) -> None:
        """Frames of what differs; the first place that only a person can tell, enlarged."""
        piece, shown = self.piece, self._shown
        found = None if piece is None else self.found_of(piece.number)
        if piece is None or found is None or shown is None or shown.page.number != self._page:
            self.strip.show_place(None, "", asks=False)
            return
        own = found.differences.get(piece.number, ())
        here = [at for at, one in enumerate(own) if one.page == self._page and one.rect is not None]
        asked = next((at for at in self.asked_of(piece.number) if at in here), None)
        first = (asked if asked is not None else here[0]) if here else -1
        self.view.show_marks(
            [Mark(place, rect, chosen=at == first) for place, at in enumerate(here, 1) if (rect := own[at].rect)]
        )
        if asked is None:
            self.strip.show_place(None, "", asks=False)
            return
        from app.proof.captures.enlarged import enlarged

        may = self.panel.draft is not None
        self.strip.show_place(enlarged(shown, own[asked]), "どちらの字ですか" if may else "", asks=may)

    def say_same(self, same: bool) -> None:
        """The place that is enlarged is what was expected, or is not; then the next one."""
        piece = self.piece
        found = None if piece is None else self.found_of(piece.number)
        if piece is None or found is None or not self.strip.asks:
            return
        own = found.differences[piece.number]
        here = [at for at in self.asked_of(piece.number) if own[at].page == self._page]
        if not here:
            return
        self.told.setdefault(piece.number, {})[here[0]] = same
        left = [own[at].page for at in self.asked_of(piece.number)]
        if left and self._page not in left:
            self._want(left[0], piece)
        self._show_place()
        self._tell_piece()

    def _show_side(self, side: str) -> None:
        """The page with the side that is scanned next."""
        piece = self.piece
        seen = None if piece is None else self.seen_of(piece.number)
        order = {"address": 0, "front": 1, "back": 2}
        if piece is not None and seen is not None and len(seen.pages) > 1 and not self.asked_of(piece.number):
            self._want(seen.pages[min(order.get(side, 0), len(seen.pages) - 1)], piece)

    # Compared

    def ask_print(self) -> None:
        """Choose the print, or captures; the form it is read by is the one that holds for the month."""
        names = self._files("ダミーを刷った印刷データか、紙の取り込み画像を選ぶ")
        if names:
            self.compare_print([Path(name) for name in names])

    def ask_reprint(self) -> None:
        """The dummy in hand was printed again: why, and where its print is."""
        if self.piece is None:
            return
        about = f"番号 {self.piece.number} の現品を、全数とは別に刷り直しました。"
        reasons.ask(self._over, "刷り直した現品の照合", about, REPRINTS, self._reprint_of)

    def _reprint_of(self, reason: str) -> None:
        names = self._files("刷り直した現品の印刷データか、紙の取り込み画像を選ぶ")
        if names:
            self.compare_print([Path(name) for name in names], reason)

    def _files(self, title: str) -> list[str]:
        return QFileDialog.getOpenFileNames(self._over, tr(title), "", tr(_FILES))[0]

    @property
    def _over(self) -> QWidget:
        return cast(QWidget, self)

    def compare_print(self, files: Sequence[Path], reprint: str = "") -> None:
        """Hold a print, or captures, against the dummies' records; with the reason of a ``reprint`` against that of the
        dummy in hand alone.
        """
        bench, dummies, piece = self._bench(), self._desk.state.dummies.get(self._month_id), self.piece
        if bench is None or dummies is None or (reprint and piece is None):
            return
        self._say("")
        pieces = (piece,) if reprint and piece is not None else dummies.pieces
        alike = known_alike(self._desk.state, self._month_id)

        def done(found: DummyPrint) -> None:
            for one in pieces:
                self.told.pop(one.number, None)
                self.reprints.pop(one.number, None)
            if reprint:
                self.reprints[pieces[0].number] = found, reprint
            else:
                self.print = found
            self._page = -1
            self.renew()
            self.panel.take_keyboard()

        self._jobs.start(
            lambda progress: compare_dummies(bench, files, self._desk.book, pieces, progress, alike=alike),
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=COMPARE_JOB,
        )
        self._tell_next()
