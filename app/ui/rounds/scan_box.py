"""The three sides of a piece: what was scanned of each, the side that comes next, and the last answer in large type."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Scan, Side
from app.proof.scanner import Scanner, read_scan
from app.proof.scans import meant_id
from app.signoff.model import Round
from app.ui.kit import sounds, tokens
from app.ui.kit.cards import Toned
from app.ui.kit.fitting import by_text, fits_itself
from app.ui.kit.labels import sized
from app.ui.rounds import piece_words as words
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.drafts import LookDraft
from app.ui.rounds.scan_field import ScanField

_CODE, _LARGE, _LESS = 0.86, 1.55, 1.15
_AROUND = 5
"""px of frame and padding above and below the last answer."""
_WAITING = "{}を読み取ってください"
_LOW = (
    "QPushButton { padding: 2px 4px; min-height: 1.2em; font-weight: bold; } QPushButton:checked { padding: 1px 3px; }"
)
_ALL_READ = "3面とも読み取り済みです"
_READ_AGAIN = "読み直す面を選ぶ：1・2・3"
_NO_ID = "現品IDではありません"
_NO_ID_STEP = f"読み直す・読めない {keys.UNREADABLE}・なし {keys.MISSING}"


class ScanBox(QWidget):
    """``changed()``: a side was read. ``reasonWanted(side, state)``: it is missing or unreadable, a reason is needed.
    ``sideWanted(side)``: that side is to be scanned next.

    Commands that are not about sides are passed on by ``field``.
    """

    changed = Signal()
    reasonWanted = Signal(str, str)
    sideWanted = Signal(str)

    def __init__(self, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scanner = scanner
        self._round: Round | None = None
        self._piece: PieceChoice | None = None
        self._draft: LookDraft | None = None
        self.answer = sized(Toned(edge=2, inset=(8, 4)), _LARGE, bold=True)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        by_text(self.answer, _two_lines)
        self.sides: dict[Side, QPushButton] = {}
        self.read: dict[Side, _Read] = {}
        tiles = QGridLayout()
        tiles.setSpacing(2)
        for column, (key, side) in enumerate(keys.SIDE_KEYS.items()):
            button = QPushButton(tr(f"{key} {SIDE_NAMES[side]}"))
            button.setCheckable(True)
            button.setStyleSheet(_LOW)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked, side=side: self.choose(side))
            self.sides[side], self.read[side] = button, _Read()
            tiles.addWidget(button, 0, column)
            tiles.addWidget(self.read[side], 1, column)
            tiles.setColumnStretch(column, 1)
        self.field = ScanField(keys.COMMANDS, scanner)
        self.missing = _button(f"なし　{keys.MISSING}", lambda: self.ask("missing"))
        self.unreadable = _button(f"読めない　{keys.UNREADABLE}", lambda: self.ask("unreadable"))
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.missing)
        line.addWidget(self.unreadable)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.answer)
        layout.addLayout(tiles)
        layout.addLayout(line)
        self.field.scanned.connect(self.take)

    def show_draft(self, one: Round, piece: PieceChoice, draft: LookDraft) -> None:
        """Scan into this draft from now on."""
        self._round, self._piece, self._draft = one, piece, draft
        self.field.forget()
        self.set_open(True)
        side = draft.side
        self._say(_ALL_READ if side is None else _WAITING.format(SIDE_NAMES[side]), "todo" if side else "hidden")
        self._tell()

    def greet(self, beat: str) -> None:
        """Say what was just done, over what comes next; the first scan takes its place."""
        self._say(f"{beat}\n{self.answer.text()}", "good")

    def show_scans(self, one: Round, piece: PieceChoice, scans: dict[Side, Scan]) -> None:
        """Only show what somebody scanned; nothing can be scanned."""
        self.show_draft(one, piece, LookDraft(dict(scans)))
        self.set_open(False)

    def set_open(self, on: bool) -> None:
        """Whether anything can be scanned."""
        for widget in (self.missing, self.unreadable, *self.sides.values()):
            widget.setEnabled(on)
        self.answer.setVisible(on)
        self.field.setPlaceholderText(tr("読み取り待ち" if on else "表示のみ"))
        if not on:
            self._draft = None

    # What people do

    def choose(self, side: Side) -> None:
        """Scan this side next, again if it was scanned before."""
        if self._draft is not None:
            self._draft.chosen = side
            self._say(_WAITING.format(SIDE_NAMES[side]), "todo")
            self._tell()
            self._want_side()

    def ask(self, state: str) -> None:
        """The side that comes next has no ID, or none that can be read."""
        if self._draft is None:
            return
        if self._draft.side is None:
            self._nothing_open()
        else:
            self.reasonWanted.emit(self._draft.side, state)

    def take(self, text: str) -> None:
        """A scan for the side that comes next. What means no piece is none, and is kept nowhere."""
        self.field.scan_came()
        if self._draft is None or self._round is None or self._piece is None:
            return
        reading = read_scan(text, self._scanner)
        scan, why = Scan("read", reading.text), "" if reading.is_id else _NO_ID
        if reading.is_id and self._scanner.codes is not None:
            try:
                scan = Scan("read", meant_id(reading.text, self._piece.piece_id, self._scanner.codes))
            except KenpanError as error:
                why = error.what
        if why:
            sounds.mismatch()
            self._say(f"！ {why}\n{reading.note or _NO_ID_STEP}", "asked")
        elif self._draft.side is None:
            self._nothing_open(words.side_text(self._round, self._piece, scan)[1])
        else:
            self.put(self._draft.side, scan, reading.note)

    def put(self, side: Side, scan: Scan, note: str = "") -> None:
        """What is known of a side now; ``note`` says what is wrong with the way it came."""
        if self._draft is None or self._round is None or self._piece is None:
            return
        self._draft.take(side, scan)
        own, said = words.side_text(self._round, self._piece, scan)
        told = f"\n▲ {note}" if note else ""
        self._say(f"{tr(SIDE_NAMES[side])}　{tr(said)}{tr(told)}", "good" if own else "bad")
        if own:
            sounds.match()
        else:
            sounds.mismatch()
        self._tell()
        self._want_side()
        self.changed.emit()

    def _nothing_open(self, said: str = "") -> None:
        """A further scan must not put itself in place of one that was judged already."""
        sounds.mismatch()
        what = f"読み取り済み（{said.splitlines()[0].split(' ', 1)[-1]}）" if said else _ALL_READ
        self._say(f"{what}\n{_READ_AGAIN}", "asked")

    def _want_side(self) -> None:
        if self._draft is not None and self._draft.side is not None:
            self.sideWanted.emit(self._draft.side)

    # What is shown

    def _say(self, text: str, tone: words.Tone) -> None:
        ground, ink = words.ground_and_ink(tone)
        self.answer.setText(tr(text))
        self._fit()
        self.answer.dress(ground, ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What needs more than two lines is written smaller: nothing below it moves."""
        for times in (_LARGE, _LESS):
            before = self.answer.property("type")
            sized(self.answer, times, bold=True)
            if self.answer.property("type") != before:
                self.answer.style().polish(self.answer)
            room = QRect(0, 0, self.width() - 4 * _AROUND, 0)
            folded = self.answer.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.answer.text())
            if folded.height() <= 2 * self.answer.fontMetrics().lineSpacing():
                return

    def _tell(self) -> None:
        if self._round is None or self._piece is None or self._draft is None:
            return
        for side in SIDES:
            scan = self._draft.scans.get(side)
            own, said = (True, "―") if scan is None else words.side_text(self._round, self._piece, scan)
            self.sides[side].setChecked(side == self._draft.side)
            self.read[side].setText(tr(said.replace("\n", " ")))
            ground, ink = words.ground_and_ink("todo" if scan is None else "good" if own else "bad")
            self.read[side].dress(ground, ink)


def _two_lines(answer: QWidget) -> None:
    """As high as two lines of the larger step, in whichever it is written."""
    if answer.property("type") == "title":
        answer.setMinimumHeight(2 * (answer.fontMetrics().lineSpacing() + _AROUND))


class _Read(Toned):
    """What was read of a side, below its name; a long code makes no column wider."""

    def __init__(self) -> None:
        super().__init__(edge=0)
        fits_itself(self)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def least(self) -> int:
        """px of two lines."""
        return 2 * self.fontMetrics().lineSpacing() + 2

    def setText(self, text: str) -> None:
        super().setText(tr(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        font = tokens.narrow_font()
        font.setBold(True)
        widest = max(map(QFontMetricsF(font).horizontalAdvance, self.text().split() or [""]))
        font.setPointSizeF(font.pointSizeF() * min(_CODE, max(0.5, (self.width() - 6) / max(widest, 1))))
        if font != self.font():
            self.setFont(font)


def _button(text: str, action) -> QPushButton:
    button = QPushButton(tr(text))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(action)
    return button
