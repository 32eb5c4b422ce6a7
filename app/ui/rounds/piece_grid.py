"""All pieces of a round at a glance: number, end of the 現品ID, special cases, state by sign and word."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.proof.model import GROUP_NAMES, Group, PieceChoice
from app.proof.scanner import PLAIN, Scanner
from app.ui.kit import tokens
from app.ui.rounds import piece_words as words
from app.ui.rounds.piece_words import Face, ground_and_ink
from app.ui.rounds.scan_keys import ScanKeys

COLUMNS = 10
_TAIL = 6
_GAP, _PAD = 6.0, 6.0
_LINES = 4.0  # a tile holds so many lines of text
_NARROWEST = 0.62
_LARGEST = 1.5  # times the ordinary size of text, where there is room
_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -COLUMNS,
    Qt.Key.Key_Down: COLUMNS,
}


class PieceGrid(QWidget):
    """``moved(number)`` when another piece is looked at, ``opened(number)`` for Enter, ``pressed(letter)`` for any
    other plain key, ``scanned(id)`` for a hand scanner. Paints only; 20 pieces of each group stand in two rows of ten.
    """

    moved = Signal(int)
    opened = Signal(int)
    pressed = Signal(str)
    scanned = Signal(str)

    def __init__(self, scanner: Scanner = PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = ScanKeys(scanner)
        self._keys.scanned.connect(self.scanned)
        self._keys.pressed.connect(self.pressed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("現品の一覧"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pieces: tuple[PieceChoice, ...] = ()
        self._faces: Mapping[int, Face] = {}
        self._at = 0

    def show_pieces(self, pieces: Sequence[PieceChoice], faces: Mapping[int, Face]) -> None:
        """Show these pieces, in the order of their numbers, and how each stands."""
        self._pieces = tuple(sorted(pieces, key=lambda piece: piece.number))
        self._faces = faces
        self._at = min(self._at, max(len(self._pieces) - 1, 0))
        self._describe()
        self.update()

    @property
    def number(self) -> int | None:
        """The piece looked at."""
        return self._pieces[self._at].number if self._pieces else None

    def go_to(self, number: int) -> None:
        """Look at a piece."""
        found = [at for at, piece in enumerate(self._pieces) if piece.number == number]
        for at in found:
            self._move(at)

    # Keys and pointer

    def event(self, event: QEvent) -> bool:
        """What ends a scan is not the window's."""
        return self._keys.claims(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._keys.take(event):
            return
        key, plain = (
            event.key(),
            event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
                Qt.KeyboardModifier.ShiftModifier,
            ),
        )
        if not plain or not self._pieces:
            event.ignore()
        elif key in _STEPS:
            self._move(self._at + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move(0 if key == Qt.Key.Key_Home else len(self._pieces) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._pieces[self._at].number)
        elif event.text().isalpha() and not event.isAutoRepeat():
            self.pressed.emit(event.text().upper())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move(self._under(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._under(event)
        if at >= 0:
            self.opened.emit(self._pieces[at].number)

    def _under(self, event: QMouseEvent) -> int:
        rects = enumerate(self._tiles())
        return next((at for at, rect in rects if rect.contains(event.position())), -1)

    def _move(self, at: int) -> None:
        if 0 <= at < len(self._pieces) and at != self._at:
            self._at = at
            self._describe()
            self.update()
            self.moved.emit(self._pieces[at].number)

    def _describe(self) -> None:
        if self._pieces:
            piece = self._pieces[self._at]
            face = self._faces[piece.number]
            self.setAccessibleDescription(
                tr(
                    "番号 {number} {piece_id} {face} {note}",
                    number=piece.number,
                    piece_id=piece.piece_id,
                    face=face.text,
                    note=face.note,
                )
            )

    # Places

    def _groups(self) -> list[tuple[Group, list[PieceChoice]]]:
        order = list(dict.fromkeys(piece.group for piece in self._pieces))
        return [(group, [piece for piece in self._pieces if piece.group == group]) for group in order]

    def _title_height(self) -> float:
        return QFontMetricsF(self.font()).height() * 1.5

    def _rows(self) -> int:
        return sum(-(-len(own) // COLUMNS) for _, own in self._groups())

    def _tile_size(self) -> tuple[float, float]:
        room = self.height() - len(self._groups()) * self._title_height() - self._rows() * _GAP
        least = self._least_tile()
        high = max(least, min(room / max(1, self._rows()), least * 2.4))
        return (self.width() - (COLUMNS - 1) * _GAP) / COLUMNS, high

    def _least_tile(self) -> float:
        return QFontMetricsF(self.font()).height() * _LINES + 2 * _PAD

    def _layout(self) -> tuple[list[tuple[Group, int, float]], list[QRectF]]:
        """Title of each group with its top; the tile of each piece, in the order of the groups."""
        width, height = self._tile_size()
        titles, tiles, top = [], [], 0.0
        for group, own in self._groups():
            titles.append((group, len(own), top))
            top += self._title_height()
            for at in range(len(own)):
                row, column = divmod(at, COLUMNS)
                tiles.append(QRectF(column * (width + _GAP), top + row * (height + _GAP), width, height))
            top += -(-len(own) // COLUMNS) * (height + _GAP)
        return titles, tiles

    def _tiles(self) -> list[QRectF]:
        return self._layout()[1]

    def sizeHint(self) -> QSize:
        """Room for the widest word in every tile."""
        metrics = QFontMetricsF(self.font())
        wide = (metrics.horizontalAdvance(tr("◆ 確認対象")) + 2 * _PAD) * COLUMNS + (COLUMNS - 1) * _GAP
        rows = max(self._rows(), 4)
        high = rows * (self._least_tile() + _GAP) + max(len(self._groups()), 2) * self._title_height()
        return QSize(round(wide), round(high))

    def minimumSizeHint(self) -> QSize:
        """Text that is large for a small screen is written narrower."""
        whole = self.sizeHint()
        return QSize(round(whole.width() * _NARROWEST), whole.height())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        titles, tiles = self._layout()
        for group, count, top in titles:
            painter.setPen(QColor(tokens.INK))
            painter.setFont(_font(self.font(), 1.0, bold=True))
            area = QRectF(0, top, self.width(), self._title_height() - 3)
            bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(area, bottom, tr("{group_names}　{count} 部", group_names=GROUP_NAMES[group], count=count))
        own = [piece for _, pieces in self._groups() for piece in pieces]
        for piece, tile in zip(own, tiles, strict=True):
            self._paint(painter, tile, piece, self._pieces[self._at] is piece)

    def _paint(self, painter: QPainter, tile: QRectF, piece: PieceChoice, current: bool) -> None:
        face = self._faces[piece.number]
        ground, ink = ground_and_ink(face.tone)
        painter.setBrush(QColor(ground))
        painter.setPen(_edge(current, self.hasFocus(), ink))
        painter.drawRoundedRect(tile.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        inner = tile.adjusted(_PAD, _PAD - 1, -_PAD, -_PAD + 1)
        line = inner.height() / _LINES
        times = self._times(tile)
        rows = [QRectF(inner.left(), inner.top() + at * line, inner.width(), line) for at in range(4)]
        painter.setPen(QColor(tokens.INK))
        self._write(painter, rows[0], str(piece.number), 1.15 * times, bold=True)
        tail, number = f"…{piece.piece_id[-_TAIL:]}", _font(self.font(), 1.15 * times, bold=True)
        taken = QFontMetricsF(number).horizontalAdvance(tr(f"{piece.number} "))
        if taken + QFontMetricsF(_font(self.font(), 0.82 * times)).horizontalAdvance(tr(tail)) <= inner.width():
            self._write(painter, rows[0], tail, 0.82 * times, right=True)
        painter.setPen(QColor(ink))
        self._write(painter, rows[1], f"{face.sign} {face.text}", 1.12 * times, bold=face.tone != "todo")
        painter.setPen(QColor(tokens.INK))
        marks = words.case_marks(piece)
        lines = [face.note] if face.note else []
        lines += _folded(marks, inner.width(), QFontMetricsF(_font(self.font(), 0.86 * times)))
        for row, text in zip(rows[2:], lines, strict=False):
            self._write(painter, row, text, 0.86 * times)

    def _times(self, tile: QRectF) -> float:
        """How much larger than ordinary text a tile may be written."""
        narrow = self.sizeHint().width() / COLUMNS
        return max(1.0, min(tile.height() / self._least_tile(), tile.width() / narrow, _LARGEST))

    def _write(
        self, painter: QPainter, area: QRectF, text: str, times: float, *, bold: bool = False, right: bool = False
    ) -> None:
        font = _font(self.font(), times, bold=bold)
        width = QFontMetricsF(font).horizontalAdvance(tr(text))
        if width > area.width():  # narrower rather than cut off
            font.setStretch(max(50, int(100 * area.width() / width)))
        painter.setFont(font)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, tr(text))


def _folded(marks: Sequence[str], width: float, metrics: QFontMetricsF) -> list[str]:
    """Marks in two lines at most; what does not fit is counted."""
    lines: list[str] = []
    for at, mark in enumerate(marks):
        joined = f"{lines[-1]}・{mark}" if lines else mark
        if lines and metrics.horizontalAdvance(tr(joined)) <= width:
            lines[-1] = joined
        elif len(lines) < 2:
            lines.append(mark)
        else:
            lines[-1] += f" +{len(marks) - at}"
            break
    return lines


def _edge(current: bool, focus: bool, ink: str) -> QPen:
    if current:
        return QPen(QColor(tokens.BLUE if focus else tokens.FRAME_CHOSEN), 5 if focus else 3)
    return QPen(QColor(ink), 1.2)


def _font(font: QFont, times: float, *, bold: bool = False) -> QFont:
    found = QFont(font)
    found.setPointSizeF(font.pointSizeF() * times)
    found.setBold(bold)
    return found
