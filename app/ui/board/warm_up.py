"""A lead asks for a warm-up before the checks of a process or a month, or lifts it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.signoff.model import Month, Process
from app.signoff.warm_up_model import DRILLS, MOST
from app.signoff.warm_ups import lift, require
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.words import named_month, process_text
from app.ui.shell.desk import Desk

_LIFT = ""
_SHEETS, _MARK = 10, 90
_RULE = (
    "求めると、検査員は毎日、最初の検査の署名の前に「欠陥を見つける練習」に合格していなければなりません。"
    "見つけた割合と、異常なしを正しく通した割合の、どちらも合格点以上で合格です。合格だけが台帳に残ります。"
)


def ask_warm_up(desk: Desk, of: Process | Month, over: QWidget) -> AskDialog:
    """Ask which drill, how many sheets and which pass mark, and why; then for the signature."""
    known = desk.state.warm_ups.get(of.id)
    told = process_text(of) if isinstance(of, Process) else named_month(of)
    now = "今は求めていません。" if known is None else f"今は {known.told}（{known.signature.name}）。"
    choices = tuple(DRILLS.items()) if known is None else (*DRILLS.items(), (_LIFT, "求めない（解除）"))
    asked = (
        Asked("drill", "練習の種類", "sheets" if known is None else known.drill, choices),
        Asked("sheets", "枚数（以上）", str(_SHEETS if known is None else known.sheets), check=_number),
        Asked("mark", "合格点（％以上）", str(_MARK if known is None else known.mark), check=_number),
        Asked("reason", "理由"),
    )
    dialog = AskDialog("検査前の練習", f"{told}\n{_RULE}\n{now}", asked, "署名へ進む　Enter", over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.told.connect(lambda values: _sign(desk, of, told, values, over))
    dialog.open()
    return dialog


def _sign(desk: Desk, of: Process | Month, told: str, values: dict[str, str], over: QWidget) -> None:
    scope = {"process": of.id} if isinstance(of, Process) else {"month": of.id}
    drill, reason = values["drill"], values["reason"]
    if drill == _LIFT:
        lifted = lambda state, by: lift(state, by, reason, **scope)  # noqa: E731
        desk.sign(lifted, "warmup.lifted", (told, "検査前の練習を求めない", f"理由　{reason}"), None, over)
        return
    sheets, mark = int(values["sheets"]), int(values["mark"])
    act = lambda state, by: require(state, by, reason, drill, sheets, mark, **scope)  # noqa: E731
    asked = f"検査前の練習を求める　{DRILLS[drill]}　{sheets} 枚以上　合格 {mark}％以上"
    desk.sign(act, "warmup.required", (told, asked, f"理由　{reason}"), None, over)


def _number(text: str) -> str:
    return "" if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST else f"1〜{MOST} の数で入力してください。"
