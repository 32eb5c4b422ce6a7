"""The 外字 atlas of an open volume: what the loaded font file itself draws, and where each code is used."""

import time

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.month.looking.gaiji_uses import GaijiCodeUse, gaiji_uses
from app.month.looking.unjudged import unread_text
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.sheet.fonts import GAIJI_FIRST, GAIJI_LAST, FontFile
from app.sheet.glyphs import GaijiGlyph, atlas
from app.shown import shown
from app.ui.atlas.atlas_model import AtlasFilter, AtlasModel, AtlasTotals, parse_code
from app.ui.atlas.code_grid import CodeGrid
from app.ui.atlas.glyph_detail import SHORT_HASH, GlyphDetail
from app.ui.kit import tokens
from app.ui.kit.fitting import by_text
from app.ui.shell.frame import Frame
from app.ui.shell.workers import Jobs

GLYPHS_JOB, USES_JOB = "atlas.glyphs", "atlas.uses"
_BREATH = 0.0001
_FILTERS: tuple[tuple[AtlasFilter, str], ...] = (
    ("all", "すべて"),
    ("used", "使われている"),
    ("lacking", "使われていて字形なし・空白"),
)
_NO_FONT = (
    "外字フォントが読み込まれていません。この媒体の外字は1字も印字できません。"
    "「媒体を開く」（Ctrl+O）で外字フォントを指定して、開き直してください。"
)
_NOTHING: dict[AtlasFilter, str] = {
    "used": "該当なし：この媒体に外字は使われていません。",
    "lacking": "該当なし：使われている外字には、すべて字形があります。",
}
_WRONG_CODE = "F040〜F9FC の外字コードを16進で入力してください（例 F0A1、U+E000）。"


class AtlasPage(QWidget):
    """Glyphs and uses are worked out when the page is first shown; leaving it stops the work."""

    recordWanted = Signal(str, int)

    def __init__(self, bench: Workbench, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._jobs = jobs
        self._font: FontFile | None = bench.equipment.fonts.roles.get("gaiji")
        self.model = AtlasModel(self, has_font=self._font is not None)
        self.grid = CodeGrid(self.model, self._font)
        self.detail = GlyphDetail(self._font)
        self.font_label, self.totals, self.note = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self.bar.setFormat(tr("使用箇所を集計しています　%p%"))
        self.go = QLineEdit()
        self.filters: dict[AtlasFilter, QToolButton] = {}
        self._chosen: int | None = None
        self._arrange()
        self._wire()
        self._tell_font()
        self._tell_totals()
        self.show_code(self.model.code_at(0))

    # Arrangement

    def _arrange(self) -> None:
        for label in (self.font_label, self.totals, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.font_label)
        layout.addWidget(self.totals)
        layout.addLayout(self._tools())
        split = QSplitter(Qt.Orientation.Horizontal, self)
        layout.addWidget(split, 1)
        split.addWidget(self.grid)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes([1020, 360])
        split.setChildrenCollapsible(False)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        group = QButtonGroup(self)
        for name, text in _FILTERS:
            button = self.filters[name] = QToolButton(text=tr(text), checkable=True)
            button.clicked.connect(lambda _checked, wanted=name: self.set_filter(wanted))
            group.addButton(button)
            row.addWidget(button)
        self.filters["all"].setChecked(True)
        self.go.setPlaceholderText(tr("コード　Ctrl+G"))
        self.go.setAccessibleName(tr("移る先の外字コード（16進）"))
        self.go.setToolTip(tr("例　F0A1、F3、U+E000"))
        by_text(
            self.go, lambda one: one.setFixedWidth(one.fontMetrics().horizontalAdvance(tr("コード　Ctrl+G　　　　")))
        )
        row.addSpacing(12)
        row.addWidget(self.go)
        row.addWidget(self.note, 1)
        row.addWidget(self.bar, 1)
        return row

    def _wire(self) -> None:
        self.grid.selectionModel().currentChanged.connect(self._current_changed)
        self.detail.codeWanted.connect(self.show_code)
        self.detail.recordWanted.connect(self.recordWanted)
        self.go.returnPressed.connect(self._go)
        shortcut = QShortcut(QKeySequence("Ctrl+G"), self, context=Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._focus_go)

    # Choosing

    @property
    def code(self) -> int | None:
        """The chosen code; ``None`` when the filter shows nothing."""
        return self._chosen

    def show_code(self, code: int) -> None:
        """Choose one of the 1,880 codes; a filter that hides it gives way."""
        if self.model.row_of(code) is None:
            self.set_filter("all")
        row = self.model.row_of(code)
        assert row is not None
        index = self.model.index(row)
        self.grid.setCurrentIndex(index)
        self.grid.scrollTo(index, CodeGrid.ScrollHint.PositionAtCenter)

    def set_filter(self, wanted: AtlasFilter) -> None:
        """Filter the grid; the chosen code stays chosen if it is still shown."""
        code = self._chosen
        self.filters[wanted].setChecked(True)
        self.model.set_filter(wanted)
        row = None if code is None else self.model.row_of(code)
        if self.model.rowCount():
            self.show_code(self.model.code_at(row or 0))
        else:
            self._choose(None)
        self._say("" if self.model.rowCount() else self._nothing(wanted))

    def _nothing(self, wanted: AtlasFilter) -> str:
        """What it means that nothing is shown: only of the files that are open."""
        what = _NOTHING[wanted if self.model.totals().used else "used"]
        return "".join((what, unread_text(self._bench)))

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self._choose(self.model.code_at(current.row()))

    def _choose(self, code: int | None) -> None:
        self._chosen = code
        self.detail.show_entry(None if code is None else self.model.entry(code))

    def _go(self) -> None:
        code = parse_code(self.go.text())
        if code is None:
            self._say(_WRONG_CODE, alarm=True)
            self.go.selectAll()
            return
        self._say("")
        self.go.clear()
        self.show_code(code)
        self.grid.setFocus()

    def _focus_go(self) -> None:
        self.go.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.go.selectAll()

    # Work off the GUI thread

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._font is not None and not self.model.has_glyphs and not self._jobs.running(GLYPHS_JOB):
            self._jobs.start(_glyphs, self._font, on_done=self._glyphs_known, on_error=self._failed, key=GLYPHS_JOB)
        if not self.model.has_uses and not self._jobs.running(USES_JOB):
            self._report("", 0, 1)
            self._jobs.start(
                gaiji_uses,
                self._bench,
                on_done=self._uses_known,
                on_error=self._failed,
                on_progress=self._report,
                key=USES_JOB,
            )
        self._tell_totals()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A minimised window is hidden by the system, and its work goes on.
        if not event.spontaneous():
            self._jobs.cancel(GLYPHS_JOB)
            self._jobs.cancel(USES_JOB)

    def _glyphs_known(self, glyphs: tuple[GaijiGlyph, ...]) -> None:
        self.model.set_glyphs(glyphs)
        self._tell_totals()

    def _uses_known(self, uses: dict[int, GaijiCodeUse]) -> None:
        self.model.set_uses(uses)
        self._tell_totals()

    def _failed(self, error: KenpanError) -> None:
        self._tell_totals()
        self._say(str(error), alarm=True)

    def _report(self, _stage: str, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    # Head

    def _tell_font(self) -> None:
        if self._font is not None:
            family, file = shown(" ".join(self._font.family.split())), shown(self._font.path.name)
            short = self._font.sha256[:SHORT_HASH]
            self.font_label.setText(
                tr("外字フォント　{family}　ファイル {file}　SHA-256 {short}…", family=family, file=file, short=short)
            )
            self.font_label.setToolTip(
                tokens.plain_tooltip(f"{shown(str(self._font.path))}\nSHA-256 {self._font.sha256}")
            )
            return
        problems = [str(one) for one in self._bench.equipment.problems if one.code.startswith("font.")]
        self.font_label.setText(tr("\n".join((f"！ {_NO_FONT}", *problems))))
        self.font_label.setProperty("role", "alarm")

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.note.setText(tr(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)

    def _tell_totals(self) -> None:
        totals = self.model.totals()
        self.totals.setText(tr(_totals_text(totals, has_font=self._font is not None)))
        self.bar.setVisible(self._jobs.running(USES_JOB))
        self.filters["used"].setEnabled(totals.used is not None)
        self.filters["lacking"].setEnabled(totals.lacking is not None)
        if self._chosen is not None:
            self.detail.show_entry(self.model.entry(self._chosen))


def _glyphs(font: FontFile, progress: Progress) -> tuple[GaijiGlyph, ...]:
    """The atlas of the font, reading outline by outline so that it can be stopped and the window stays quick."""
    chars = [chr(number) for number in range(GAIJI_FIRST, GAIJI_LAST + 1)]
    for done, char in enumerate(chars):
        progress("字形", done, len(chars))
        if font.outline(char) is not None:
            # Pure Python work starves the GUI thread of the interpreter lock; this lets it in between two glyphs.
            time.sleep(_BREATH)
    return atlas(font)


def _totals_text(totals: AtlasTotals, *, has_font: bool) -> str:
    if not has_font:
        glyphs = "字形は判定していません（フォントなし）"
    elif totals.drawn is None:
        glyphs = "字形を確認しています…"
    else:
        glyphs = f"字形あり {totals.drawn:,} 字・空白字形 {totals.blank:,} 字・字形なし {totals.missing:,} 字"
    used = "使用 集計中" if totals.used is None else f"使用 {totals.used:,}種"
    lacking = "" if totals.lacking is None else f"（うち字形なし・空白 {totals.lacking:,}種）"
    return f"全1,880字　{glyphs}　{used}{lacking}"


def atlas_of(window: Frame) -> AtlasPage:
    """The page of the volume that is open, made the first time that it is asked for."""
    if window.atlas is None:
        window.atlas = AtlasPage(window.review.bench, window.jobs, window.stack)
        window.atlas.recordWanted.connect(window.go_to)
        window.stack.addWidget(window.atlas)
    page: AtlasPage = window.atlas
    return page
