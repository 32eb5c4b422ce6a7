"""The reader under F1: contents at the left, searched as one types, the guide at the right."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import language
from app.guides import AT_SCREEN, OF_SCREEN, Heading, found_in, guide, guides
from app.language import tr
from app.ui.guides.guide_text import GuideText
from app.ui.kit.cards import words
from app.ui.kit.shortcuts import bind

_PLACE = Qt.ItemDataRole.UserRole
_EM, _HIGH = 88, 860

_JAPANESE_ONLY = (
    "手引きは日本語です。英語で読めるのは、題に「（英語）」とあるものと、"
    "「公開形式」「脅威と約束しないこと」「推定と代用」の英語の部分です。"
)


class GuideReader(QDialog):
    """Ctrl+F searches, ↑↓ choose, Enter reads, Alt+← goes back; Esc empties the search, and then closes."""

    def __init__(self, screen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("手引き"))
        self.search = QLineEdit(placeholderText=tr("手引きの中を探す（例：控え、元年）"))
        self.search.setAccessibleName(tr("手引きの中を探す"))
        self.search.setClearButtonEnabled(True)
        self.contents, self._heading = QTreeWidget(), 0
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName(tr("目次"))
        self.text = GuideText()
        self.none = words("見つかりません。別の言葉で探してください。", "small", wrap=True)
        self.language = words(_JAPANESE_ONLY, "small", wrap=True)
        self.language.setHidden(language.chosen() == language.JAPANESE)
        self.back = QPushButton(tr("戻る　Alt+←"))
        self._way: list[str] = []
        self._arrange()
        self.search.textChanged.connect(self._list)
        self.search.installEventFilter(self)
        self.contents.currentItemChanged.connect(lambda now, _before: self._read(now))
        self.text.wanted.connect(self.show_guide)
        self.back.clicked.connect(self.go_back)
        bind(self, "Ctrl+F", self.search.setFocus)
        bind(self, "Alt+Left", self.go_back)
        self._list("")
        self.show_guide(OF_SCREEN.get(screen, guides()[0].id), AT_SCREEN.get(screen, ""))
        self.contents.setFocus()

    def _arrange(self) -> None:
        close = QPushButton(tr("閉じる　Esc"))
        for button in (self.back, close):
            button.setAutoDefault(False)
        close.clicked.connect(self.accept)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.language, self.none, self.contents):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(close)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setChildrenCollapsible(False)
        em = self.fontMetrics().horizontalAdvance("漢")
        split.setSizes([em * 25, em * 61])
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addLayout(buttons)
        room = self.screen().availableSize()
        self.resize(min(em * _EM, room.width() - 40), min(_HIGH, room.height() - 60))

    # Contents

    def _list(self, wanted: str) -> None:
        """All guides and their headings, or where ``wanted`` stands."""
        searched = bool(wanted.strip())
        self.contents.blockSignals(True)
        self.contents.clear()
        for one in guides():
            headings = found_in(one, wanted) if searched else one.headings
            if searched and not headings:
                continue
            top = _item(one.title, one.id, 0)
            self.contents.addTopLevelItem(top)
            for heading in headings:
                if heading.at:
                    top.addChild(_of_heading(heading, one.id))
            top.setExpanded(searched)
        self.contents.blockSignals(False)
        self.none.setVisible(searched and not self.contents.topLevelItemCount())

    def _read(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        name, heading = item.data(0, _PLACE)
        self._turn_to(name)
        self.text.go_to(heading)
        wanted = self.search.text().split()
        if wanted:
            self.text.find(wanted[0])

    def _turn_to(self, name: str) -> None:
        if self.text.guide is None or self.text.guide.id != name:
            self._way.append(name)
            self.text.show_guide(guide(name))
        self.back.setEnabled(len(self._way) > 1)

    def show_guide(self, name: str, heading: str = "") -> None:
        """A guide from its beginning, or from a heading of it; its headings unfolded."""
        self._turn_to(name)
        for at in range(self.contents.topLevelItemCount()):
            item = self.contents.topLevelItem(at)
            if item is not None and item.data(0, _PLACE)[0] == name:
                own = [item.child(row) for row in range(item.childCount())]
                chosen = next((one for one in own if one is not None and one.text(0).strip() == heading), item)
                self.contents.blockSignals(True)
                item.setExpanded(True)
                self.contents.setCurrentItem(chosen)
                self.contents.blockSignals(False)
                self._heading = chosen.data(0, _PLACE)[1]
                self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()  # only now is it known how high what stands before a heading is

    def _begin(self) -> None:
        if self._heading:
            self.text.go_to(self._heading)
        else:
            self.text.verticalScrollBar().setValue(0)

    def go_back(self) -> None:
        """The guide that was read before."""
        if len(self._way) > 1:
            self._way.pop()
            self.show_guide(self._way.pop())

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line ↓ and Enter lead to what was found."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                top = self.contents.topLevelItem(0)
                if top is not None:
                    self.contents.setCurrentItem(top.child(0) or top)
                    self.contents.setFocus()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.text.setFocus()
        else:
            super().keyPressEvent(event)


def _item(text: str, name: str, heading: int) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text])
    item.setData(0, _PLACE, (name, heading))
    item.setToolTip(0, text)
    return item


def _of_heading(heading: Heading, name: str) -> QTreeWidgetItem:
    return _item("　" * (heading.level - 2) + heading.text, name, heading.at)
