"""What an empty board says: what comes first, and who does it."""

from app.ui.kit.shortcuts import PEOPLE
from app.ui.shell.desk import Desk

_NOBODY = "ログインすると、月と工程の一覧が出ます。"
_EMPTY = "まだ月も工程もありません"
_FIRST_LEAD = (
    "1　検証品の媒体を開きます（Ctrl+O）\n"
    "2　下の「工程を登録」で、工程に名前を付けます\n"
    "3　印刷機などの工程の設定を登録します\n"
    "4　検査員が検証品を選び、検査を始めます"
)
_FIRST_OTHER = "品質責任者が工程と月を登録すると、ここに並びます。"
_FIRST_ADMIN = f"\n人を登録するには {PEOPLE}（人と権限）"


def why_empty(desk: Desk, found: int) -> tuple[str, str]:
    """Why nothing is listed, of ``found`` lines that there are, and what to do."""
    if desk.account is None:
        return "ログインしていません", _NOBODY
    if found:
        return "自分の番のものはありません", f"「自分の番だけ」を解くと、全 {found} 件が出ます。"
    first = _FIRST_LEAD if desk.may("process.created") else _FIRST_OTHER
    return _EMPTY, first + (_FIRST_ADMIN if desk.may("account.created") else "")
