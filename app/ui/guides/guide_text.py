"""A guide as a page: Markdown with its pictures as wide as there is room, and tables with lines."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.guides import Guide, flowed
from app.language import tr
from app.resources import resource_bytes
from app.ui.kit import tokens

_PICTURES = "../pictures/"
_MARGIN = 48
_WIDEST = 1100


class GuideText(QTextBrowser):
    """``wanted(id)``: a link to another guide was followed. Nothing outside the program's own resources is loaded."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("手引き"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.anchorClicked.connect(self._follow)
        self.guide: Guide | None = None
        self._width = 0
        self._setting = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the room for pictures stays the same

    def show_guide(self, guide: Guide) -> None:
        """Another guide from its beginning."""
        self.guide = guide
        self._set()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def go_to(self, heading: int) -> None:
        """The heading with this place among all of them comes to the top."""
        at = -1
        block = self.document().begin()
        while block.isValid():
            at += block.blockFormat().headingLevel() > 0
            if at == heading:
                self._bring_up(block)
                return
            block = block.next()

    def _bring_up(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of ``resources/pictures``; nothing else."""
        path = name.toString() if isinstance(name, QUrl) else name
        image = int(QTextDocument.ResourceType.ImageResource.value)
        if kind != image or not path.startswith(_PICTURES):
            return None
        picture = QImage.fromData(resource_bytes("pictures", path.removeprefix(_PICTURES)))
        room = min(self._room(), _WIDEST)
        if picture.width() <= room:
            return picture
        return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)

    def _room(self) -> int:
        return max(self.viewport().width() - _MARGIN, 200)

    def _set(self) -> None:
        assert self.guide is not None
        self._width = self._room()
        self._setting = True  # laying out may change the room, which is no reason to begin anew
        document = self.document()
        document.setDocumentMargin(18)
        document.clear()
        cursor = QTextCursor(document)  # else the first lines would look like what stood at the cursor before
        cursor.setBlockFormat(QTextBlockFormat())
        cursor.setCharFormat(QTextCharFormat())
        self.setTextCursor(cursor)
        self.setMarkdown(flowed(self.guide))
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setBorder(1)
                form.setBorderBrush(QBrush(QColor(tokens.EDGE)))
                form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                form.setBorderCollapse(True)
                form.setCellPadding(5)
                form.setCellSpacing(0)
                frame.setFormat(form)
        self._setting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.guide is not None and not self._setting and self._room() != self._width:
            place = self.verticalScrollBar().value() / max(self.verticalScrollBar().maximum(), 1)
            self._set()
            self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))

    def sizeHint(self) -> QSize:
        return QSize(900, 700)

    def _follow(self, url: QUrl) -> None:
        name = url.fileName()
        if name.endswith(".md"):
            self.wanted.emit(name.removesuffix(".md"))
