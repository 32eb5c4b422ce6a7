"""Keys of the proof round, and the lines of the F1 list that say so.

None of them is a shortcut of the window: each panel answers its own while it has the keyboard.
"""

from app.proof.model import SIDES, Side
from app.ui.kit.shortcuts import KeyHelp

SIGN, REJECT, REOPEN = "F10", "Ctrl+F10", "Ctrl+F12"
SIDE_KEYS: dict[str, Side] = {str(number): side for number, side in enumerate(SIDES, 1)}
OK, NOT_OK, MISSING, UNREADABLE, COMMENT, NEXT, WITHDRAW = "O", "X", "M", "Y", "C", "N", "T"
DECIDE, REOPEN_ROUND, REPORT, LOGS, REPLACE = "A", "R", "P", "L", "S"

COMMANDS = frozenset({*SIDE_KEYS, OK, NOT_OK, MISSING, UNREADABLE, COMMENT, NEXT, WITHDRAW})
"""What a person presses in the scan field. No 現品ID begins with one of them."""

INNER_KEYS = (
    KeyHelp(("←", "→", "↑", "↓", "Enter"), "検証品：現品を選ぶ・開く"),
    KeyHelp((NEXT,), "検証品・現品：次の未検査の現品へ"),
    KeyHelp((SIGN, "Ctrl+Enter"), "現品・検証品：検査（確認）の署名"),
    KeyHelp((SIGN,), "判定：承認"),
    KeyHelp((DECIDE, REOPEN_ROUND), "検証品：承認・却下の画面へ、再開"),
    KeyHelp((LOGS, REPORT, REPLACE), "検証品：ログの添付・報告書・未検査の現品の差し替え"),
    KeyHelp(tuple(SIDE_KEYS), "現品：読み取る面を選ぶ（宛名面・表・裏）"),
    KeyHelp((MISSING, UNREADABLE), "現品：IDがない・読めない（理由を選ぶ）"),
    KeyHelp((OK, NOT_OK), "現品：検査項目を可・否とする"),
    KeyHelp(("↑", "↓", "PageUp", "PageDown"), "現品：項目を移る・前後の現品へ"),
    KeyHelp((COMMENT, WITHDRAW), "現品：コメントへ・検査の取り消し"),
    KeyHelp((REJECT, REOPEN), "判定：却下・再開"),
)
"""Keys that belong to the panel that has the keyboard."""
