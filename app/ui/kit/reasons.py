"""Why a side was not read, a result is taken back, a round opened again: asked for before anything is done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.ui.kit.focus import hand_back
from app.ui.kit.reason_dialog import ReasonDialog

MISSING = ("現品IDが印字されていない", "現品IDの位置が空白になっている", "この面が封入されていない")
UNREADABLE = (
    "かすれている",
    "つぶれている",
    "汚れ・折れがある",
    "窓枠に掛かって読めない",
    "現品IDでないものが印字されている",
)
WITHDRAW = ("現品を取り違えた", "検査項目の答えを誤った", "読み取る面を誤った", "現品を作り直した")
REPLACE = ("用紙の破れ・汚れで作れなかった", "選ぶレコードを誤った", "特別な場合を加えるため")
ALLOW_PIN = ("40部を続けて検査するため", "検査する場所にほかの人が入らないため")
FORBID_PIN = ("1部ずつパスワードで署名することにした", "検査する場所が変わった", "機構から指示を受けた")
WRONG_LOG = ("別の回のログだった", "別の機械のログだった", "途中までのログだった")
REOPEN = (
    "検査の記録に誤りがあった",
    "現品を追加で確認する必要がある",
    "作業ログを追加・差し替える",
    "機構から指示を受けた",
)


def ask(parent: QWidget, title: str, about: str, reasons: Sequence[str], on_reason: Callable[[str], None]) -> QDialog:
    """Ask; ``on_reason`` gets what was chosen or typed. Returns the dialog, which is open."""
    dialog = ReasonDialog(title, f"{about}理由を選んでください。", reasons, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: on_reason(dialog.reason()))
    hand_back(dialog)
    dialog.open()
    return dialog
