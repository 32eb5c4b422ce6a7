"""How a row of the field tree is drawn: all cells of a field at once, from glyph runs that are kept.

A delegate for each cell, in a style with a sheet, takes some fifty times as long.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QGlyphRun, QIcon, QPainter

from app.ui.kit import tokens
from app.ui.review import field_model as columns
from app.ui.review.field_model import FieldNode
from app.ui.review.glyph_runs import GlyphFont, GlyphRuns, draw

_CHIP_GAP = 6


class Column(NamedTuple):
    """What a column says stands from ``left`` on in ``width`` px."""

    number: int
    left: int
    width: int


class _Row(NamedTuple):
    """A row that begins at 0. ``others``: texts that the font lacks glyphs for; these and the runs of ``faint`` are
    drawn in the ink of what is blank where it is.
    """

    ink: tuple[QGlyphRun, ...]
    faint: tuple[QGlyphRun, ...]
    others: tuple[tuple[QRect, int, str], ...]


class FieldRows:
    """``fold`` gives a field's name in lines."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._runs = GlyphRuns()
        self.set_font(QFont())

    def set_font(self, font: QFont) -> None:
        """Draw with another font from now on."""
        self._font, self._line = font, QFontMetricsF(font).height()
        self._glyphs = self._runs.of(font)

    def set_columns(self, shown: tuple[Column, ...], chip: int) -> None:
        """Where the cells stand, and px of the colour before the name."""
        self._columns, self._chip = shown, chip

    def draw_field(
        self, painter: QPainter, area: QRect, node: FieldNode, cells: tuple[str, ...], chip: QIcon, ink: QColor
    ) -> None:
        """One field; its ground is painted already."""
        top, high = area.top(), area.height()
        name = next(column for column in self._columns if column.number == columns.NAME)
        chip.paint(painter, name.left, top, self._chip, high)
        said = tuple(cells[column.number] for column in self._columns)
        fold = self._fold(cells[columns.NAME])
        key = (self._font.key(), self._columns, high, said, fold, node.blank)
        row = self._runs.kept(key, lambda: self._row(high, cells, fold, blank=node.blank))
        painter.setPen(ink)
        draw(painter, top, row.ink)
        painter.setPen(QColor(tokens.FAINT))
        draw(painter, top, row.faint)
        if row.others:
            painter.setFont(self._font)
            painter.setPen(QColor(tokens.FAINT) if node.blank else ink)
            for room, column, text in row.others:
                painter.drawText(room.translated(0, top), columns.ALIGNMENTS[column], text)

    def draw_title(self, painter: QPainter, room: QRect, title: str, font: QFont, ink: QColor) -> None:
        """The heading of a group."""
        glyphs = self._runs.of(font)
        painter.setPen(ink)
        if not glyphs.shape(title).glyphs:
            painter.setFont(font)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
            return
        key = (font.key(), room.left(), room.height(), title)
        draw(painter, room.top(), [self._runs.kept(key, lambda: glyphs.run([(title, room.left())], room.height()))])

    def _row(self, high: int, cells: tuple[str, ...], name: str, *, blank: bool) -> _Row:
        ink: list[tuple[str, float]] = []
        faint: list[tuple[str, float]] = []
        folded: list[QGlyphRun] = []
        others = []
        for number, left, width in self._columns:
            room = QRect(left, 0, width, high)
            text = cells[number]
            if number == columns.NAME:
                room.setLeft(left + self._chip + _CHIP_GAP)
                text = name
            if "\n" in text:
                lines = text.split("\n")
                if all(self._glyphs.shape(line).glyphs for line in lines):
                    folded += self._lines(self._glyphs, lines, room.left(), high)
                else:  # a sign that another font has
                    others.append((room, number, text))
                continue
            shape = self._glyphs.shape(text)
            if shape.width > room.width() and number != columns.NAME:
                # Blanks before an amount are bytes that the hex view has; the amount is read here.
                text = QFontMetrics(self._font).elidedText(text.strip(), Qt.TextElideMode.ElideRight, room.width())
                shape = self._glyphs.shape(text)
            if text and not shape.glyphs:
                others.append((room, number, text))
                continue
            right = bool(columns.ALIGNMENTS[number] & Qt.AlignmentFlag.AlignRight)
            at = room.left() + (room.width() - shape.width if right else 0)
            (faint if blank and number == columns.TEXT else ink).append((text, at))
        runs = (self._glyphs.run(ink, high), *folded)
        return _Row(runs, (self._glyphs.run(faint, high),) if faint else (), tuple(others))

    def _lines(self, glyphs: GlyphFont, lines: list[str], left: float, high: int) -> list[QGlyphRun]:
        """A name in lines, all of them in the middle of the row."""
        top = (high - len(lines) * self._line) / 2
        return [glyphs.run([(line, left)], 2 * top + (2 * place + 1) * self._line) for place, line in enumerate(lines)]
