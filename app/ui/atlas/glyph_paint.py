"""A 外字 drawn with Qt from the outline in the named font file: no text is drawn, so no other font can stand in."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.sheet.fonts import FontFile
from app.sheet.glyphs import GaijiGlyph, em_box
from app.ui.kit import tokens


def glyph_path(font: FontFile, char: str, box: QRectF) -> QPainterPath:
    """The outline of ``char`` with its em in ``box``, centred by its advance width; empty for a missing glyph."""
    ascent, side = em_box(font)[0], box.width()
    left = box.left() + (1 - font.advance(font.glyph(char))) / 2 * side

    def place(point: tuple[float, float]) -> QPointF:
        return QPointF(left + point[0] * side, box.top() + (ascent - point[1]) * side)

    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for name, points in font.outline(char) or ():
        if name == "move":
            path.moveTo(place(points[0]))
        elif name == "line":
            path.lineTo(place(points[0]))
        elif name == "curve":
            path.cubicTo(*map(place, points))
        else:
            path.closeSubpath()
    return path


def paint_glyph(painter: QPainter, box: QRectF, font: FontFile | None, glyph: GaijiGlyph) -> None:
    """Fill ``box`` with the glyph; a missing one is a crossed box, a blank one a dashed box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if glyph.state == "drawn" and font is not None:
        painter.fillPath(glyph_path(font, glyph.char, box), QColor(tokens.INK))
        return
    width = max(1.2, box.width() / 90)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if glyph.state == "blank":
        painter.setPen(QPen(QColor(tokens.FAINT), width, Qt.PenStyle.DashLine))
        painter.drawRect(box)
        return
    painter.setPen(QPen(QColor(tokens.ALARM), width))
    painter.drawRect(box)
    painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
    painter.drawLine(QLineF(box.bottomLeft(), box.topRight()))


def paint_em_box(painter: QPainter, box: QRectF, font: FontFile | None) -> None:
    """The em box with its middle lines, and the baseline a little longer than the box."""
    pale = QColor(tokens.SKY)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pale, 1, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(box.left(), box.center().y(), box.right(), box.center().y()))
    painter.drawLine(QLineF(box.center().x(), box.top(), box.center().x(), box.bottom()))
    painter.setPen(QPen(pale, 1.4))
    painter.drawRect(box)
    baseline, overhang = box.top() + em_box(font)[0] * box.height(), box.width() * 0.04
    painter.drawLine(QLineF(box.left() - overhang, baseline, box.right() + overhang, baseline))
