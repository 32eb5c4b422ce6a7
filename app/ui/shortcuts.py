"""The list of keys under F1."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QPushButton, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

KEYS = (
    ("F1", "この一覧"),
    ("Ctrl+O", "媒体を開く"),
    ("F2", "レコード一覧へ"),
    ("F3", "紙面へ"),
    ("F4", "項目一覧へ"),
    ("Shift+F4", "16進表示へ"),
    ("↑ ↓ PageUp PageDown Home End", "一覧でレコードを移る"),
    ("Ctrl+↓ / Ctrl+↑", "次の通知・前の通知（引抜・合計を飛ばす）"),
    ("Ctrl+G", "番号を指定して移る"),
    ("Ctrl+F", "文字で絞り込む"),
    ("Alt+1〜4", "宛名面・通知 表・通知 裏・封筒"),
    ("Ctrl+0 / Ctrl+1 / Ctrl+4", "全体・実寸・400%"),
    ("F5 / F6 / F7 / F8", "強調：元号・元年／窓／外字／全枠"),
    ("F9", "定規"),
    ("Ctrl+W", "封筒：最も厳しい位置"),
    ("Ctrl+J", "外字一覧"),
    ("Ctrl+E", "この通知を PDF に書き出す"),
    ("F11", "全画面"),
    ("Tab / Shift+Tab", "次の欄・前の欄（16進表示では次の項目・前の項目）"),
)


class ShortcutList(QDialog):
    """A plain table; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("キー操作の一覧")
        self.resize(640, 640)
        table = QTableWidget(len(KEYS), 2)
        table.setHorizontalHeaderLabels(["キー", "はたらき"])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        for row, texts in enumerate(KEYS):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        table.resizeColumnToContents(0)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        close = QPushButton("閉じる")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
