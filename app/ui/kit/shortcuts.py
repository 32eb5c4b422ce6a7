"""Every key of the window: what the menus, buttons and panels bind, and the lines of the F1 list that say so."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

HELP, OPEN, QUIT, EXPORT, REVIEW, ATLAS = "F1", "Ctrl+O", "Ctrl+Q", "Ctrl+E", "Ctrl+R", "Ctrl+J"
LARGE, FULL_SCREEN = "Ctrl+L", "F11"
SEARCH = "Ctrl+K"
RAIL = tuple(f"Ctrl+{place}" for place in range(1, 10))
"""The screens of the rail, by their place there."""
BOARD, TO_PIECE, LEDGER, PEOPLE = "Ctrl+B", "Ctrl+P", "Ctrl+D", "Ctrl+U"
TO_FILES, TO_LIST, TO_PAGE, TO_FIELDS, TO_BYTES, TO_GAIJI = "Ctrl+F2", "Shift+F2", "F3", "F4", "Shift+F4", "Shift+F3"
NEXT_NOTICE, LAST_NOTICE, GO_TO, FIND = "Ctrl+Down", "Ctrl+Up", "Ctrl+G", "Ctrl+F"
TABS = ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+0")
ZOOM_FIT, ZOOM_TRUE, ZOOM_400 = "Ctrl+0", "Alt+5", "Alt+6"
EDITS, WINDOWS, GAIJI, BOXES, RULER = "F5", "F6", "F7", "F8", "F9"
ZOOM_IN, ZOOM_OUT, ZOOM_PICKED, LOUPE = "Ctrl++", "Ctrl+-", "Alt+7", "Alt+8"
FIELDS_SHOWN, BELOW_SHOWN = "Shift+F5", "Shift+F6"
WORST, UNPICK = "Ctrl+W", "Esc"


class KeyHelp(NamedTuple):
    """A line of the list: keys that do like things, and what they do."""

    keys: tuple[str, ...]
    text: str


KEYS = (
    KeyHelp((HELP,), "この一覧（もう一度で、今の画面の手引き）"),
    KeyHelp((OPEN,), "媒体を開く"),
    KeyHelp((REVIEW, ATLAS), "レコードと紙面・外字一覧"),
    KeyHelp((LARGE,), "文字を大きく（研修・投影用）"),
    KeyHelp((FULL_SCREEN,), "全画面"),
    KeyHelp((QUIT,), "終了"),
)
"""Keys that work wherever the keyboard is."""

REVIEW_KEYS = (
    KeyHelp((TO_LIST, TO_FILES), "レコード一覧へ・ファイルの選択へ"),
    KeyHelp((TO_PAGE, TO_GAIJI), "紙面へ・外字へ"),
    KeyHelp((TO_FIELDS, TO_BYTES), "項目一覧へ・16進表示へ"),
    KeyHelp((NEXT_NOTICE, LAST_NOTICE), "次の通知・前の通知（引抜・合計を飛ばす）"),
    KeyHelp((GO_TO,), "番号を指定して移る"),
    KeyHelp((FIND,), "文字で絞り込む"),
    KeyHelp(TABS, "宛名面・通知 表・通知 裏・封筒・四面"),
    KeyHelp((ZOOM_FIT, ZOOM_TRUE, ZOOM_400), "全体・実寸・400%"),
    KeyHelp((ZOOM_IN, ZOOM_OUT, ZOOM_PICKED), "拡大・縮小・選択した所を拡大"),
    KeyHelp((LOUPE,), "虫眼鏡"),
    KeyHelp((FIELDS_SHOWN, BELOW_SHOWN), "項目一覧・下段（外字・注意・16進）を出す・しまう"),
    KeyHelp((EDITS, WINDOWS, GAIJI, BOXES), "強調：元号・元年／窓／外字／全枠"),
    KeyHelp((RULER,), "定規"),
    KeyHelp((WORST,), "封筒：最も厳しい位置（押すたびに次の項目）"),
    KeyHelp((UNPICK,), "選択を解く"),
    KeyHelp((EXPORT,), "この通知を PDF に書き出す"),
)
"""The same, about the record and its sheet."""

SIGNOFF_KEYS = (
    KeyHelp(RAIL, "左の列の画面を、上から順に開く"),
    KeyHelp((SEARCH,), "検索（現品ID・番号・整理記号・名称・郵便番号・事務所・規則・画面）"),
    KeyHelp((BOARD, LEDGER, PEOPLE), "月と工程・台帳・人と権限"),
    KeyHelp((TO_PIECE,), "現品の読み取りへ（レコードを見たあと）"),
)
"""Keys that work wherever the keyboard is, once somebody is logged in."""

REVIEW_INNER_KEYS = (
    KeyHelp(("↑", "↓", "PageUp", "PageDown", "Home", "End"), "一覧：レコードを移る"),
    KeyHelp(("Space", "Shift+Space"), "紙面・封筒：次の印字項目・前の印字項目"),
    KeyHelp(("↑", "↓", "←", "→"), "紙面：動かす　16進表示：1文字移る（Shift で範囲）"),
)
INNER_KEYS = (
    *REVIEW_INNER_KEYS,
    KeyHelp(("列の境",), "表：引いた幅は人ごとに残る　2回押すと元の幅に戻る"),
    KeyHelp(("Tab", "Shift+Tab"), "次の欄・前の欄（16進表示では次の項目・前の項目）"),
)
"""Keys that belong to the panel that has the keyboard."""


def bind(owner: QWidget, key: str, action) -> None:
    """Call ``action`` for a key anywhere in the window while ``owner`` is shown."""
    QShortcut(QKeySequence(key), owner, context=Qt.ShortcutContext.WindowShortcut).activated.connect(action)


def keep_key(owner: QWidget, button: QPushButton) -> None:
    """The letter of a button does what it does while the button is hidden, too: what it is for is then offered as the
    next thing to do, and whoever knows the key presses it as ever.
    """
    key = QShortcut(QKeySequence.mnemonic(button.text()), owner, context=Qt.ShortcutContext.WindowShortcut)
    key.activated.connect(button.click)
    button.installEventFilter(_WhileHidden(key, button))


class _WhileHidden(QObject):
    """A button that is there answers its letter itself; with a second answer neither would come."""

    def __init__(self, key: QShortcut, button: QPushButton) -> None:
        super().__init__(button)
        self._key = key
        key.setEnabled(button.isHidden())

    def eventFilter(self, button: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HideToParent, QEvent.Type.ShowToParent):
            self._key.setEnabled(event.type() == QEvent.Type.HideToParent)
        return False
