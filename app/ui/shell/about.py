"""検版について: version, licence, and what is only inferred."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__
from app.language import tr

_ABOUT = (
    "検版 {version}\n\n"
    "納入告知額・領収済額通知書の検証端末（AGPL-3.0）\n\n"
    "通知書の様式は公開資料から推定した草案です。正式な版下ではありません。\n"
    "暗号形式・外字・様式の扱いは 手引き（F1）の「推定と代用の一覧」にあります。"
)


def about_box(parent: QWidget) -> QMessageBox:
    """The box, not shown yet."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon, tr("検版について"), tr(_ABOUT.format(version=__version__)), parent=parent
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(tr("閉じる"), QMessageBox.ButtonRole.AcceptRole)
    return box
