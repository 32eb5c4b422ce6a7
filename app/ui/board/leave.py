"""A lead allows that the pieces of a process's rounds are signed with a PIN, or takes that back."""

from PySide6.QtWidgets import QWidget

from app.signoff import pin_rows
from app.signoff.model import Process
from app.signoff.pin_rows import allow
from app.ui.kit import reasons
from app.ui.kit.words import process_text
from app.ui.shell.desk import Desk

_MINUTES = int(pin_rows.LONGEST.total_seconds()) // 60
_RULE = (
    f"1部目をパスワードで署名したあと、同じ回の現品だけを暗証番号（6桁以上）で署名できます。{_MINUTES}分・画面のロック・"
    f"{pin_rows.TRIES}回の間違い・回の署名で終わり、使ったことは1部ずつ台帳に残ります。"
)


def allow_pin(desk: Desk, process: Process, over: QWidget) -> None:
    """Ask why, then for the signature; what is allowed now is taken back."""
    allowed = process.pin is None
    said = "許可する" if allowed else "許可を取り消す"
    since = "" if process.pin is None else f"今は {process.pin.name} が許可しています。"
    about = f"工程「{process.title}」で、暗証番号での署名を{said}。\n{_RULE}\n{since}"

    def sign(reason: str) -> None:
        act = lambda state, by: allow(state, by, process.id, allowed=allowed, reason=reason)  # noqa: E731
        summary = (process_text(process), f"暗証番号での署名を{said}", f"理由　{reason}")
        desk.sign(act, "pin.allowed", summary, None, over)

    texts = reasons.ALLOW_PIN if allowed else reasons.FORBID_PIN
    reasons.ask(over, "暗証番号の許可", about, texts, sign)
