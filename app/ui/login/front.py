"""What everybody sees before a session: which program this is, what for, practice or live, and one card to act on."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import icons, tokens
from app.ui.kit.cards import words

NAME, WHAT_FOR = "検版　Kenpan", "保険料納入告知額・領収済額通知書の検証端末"
LIVE = "本番　記録は台帳に残ります"
PRACTICE = "練習　架空の見本と練習の台帳です"
_ICON_PX, _MODE_LINES = 52, 1.7
_REFIT = {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.FontChange, QEvent.Type.LayoutRequest}


class Front(QWidget):
    """The head and, below it, a card of a fixed width with ``content``. The head goes where there is no room for it."""

    def __init__(self, content: QLayout, width: int) -> None:
        """``width``: of the content, in characters of half an em."""
        super().__init__()
        self._width = width
        self.mode, self._said = words(step="head"), LIVE
        self.head, self.card = QWidget(), QFrame()
        self._arrange(content)
        self.show_mode(practice=False)

    def _arrange(self, content: QLayout) -> None:
        picture = QLabel()
        picture.setPixmap(icons.pixmap("app", "", _ICON_PX))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(words(NAME, "title"))
        names.addWidget(words(WHAT_FOR, "small", wrap=True))
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, tokens.SPACE["medium"])
        row.setSpacing(tokens.SPACE["medium"])
        row.addWidget(picture)
        row.addLayout(names, 1)
        self.card.setProperty("card", True)
        inner = self._inner = QVBoxLayout(self.card)
        space = tokens.SPACE["huge"]
        inner.setContentsMargins(space, tokens.SPACE["large"], space, tokens.SPACE["large"])
        inner.setSpacing(tokens.SPACE["medium"])
        inner.addWidget(self.mode)
        inner.addLayout(content)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.card)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, tokens.SPACE["small"], 0, tokens.SPACE["small"])
        rows.addStretch(2)
        rows.addLayout(middle)
        rows.addStretch(3)

    def show_mode(self, *, practice: bool) -> None:
        """Practice or live, in the words and colours that the title of the window has for it."""
        self._said = PRACTICE if practice else LIVE
        self.mode.setObjectName("practice" if practice else "live")
        self.mode.style().polish(self.mode)
        self._fit()

    def _fit(self) -> None:
        space = 2 * tokens.SPACE["huge"]
        self.card.setFixedWidth(self._width * self.fontMetrics().horizontalAdvance("0") + space)
        self.head.setFixedWidth(self.card.width())
        least = max(self._inner.heightForWidth(self.card.width()), self._inner.minimumSize().height())
        room = self.height() - least - 2 * tokens.SPACE["small"]
        has_head = room >= self.head.sizeHint().height()
        self.head.setVisible(has_head)
        self.mode.setText(tr(self._said if has_head else f"{NAME}　{self._said}"))
        self.mode.setMinimumHeight(round(self.mode.fontMetrics().lineSpacing() * _MODE_LINES))

    def minimumSizeHint(self) -> QSize:
        """The head is nothing that a window must have room for."""
        least, head = super().minimumSizeHint(), 0 if self.head.isHidden() else self.head.sizeHint().height()
        return QSize(least.width(), least.height() - head)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in _REFIT:
            self._fit()
        return done


def on_card(page: QWidget, content: QLayout, width: int) -> Front:
    """Lay ``content`` out on a card in the middle of a page."""
    front = Front(content, width)
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(front)
    return front
