"""What is done with the logs of a round: attach one, write it out to be read, take the wrong one back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.errors import KenpanError
from app.filing.attachments import keep_log
from app.filing.round_logs import export_log
from app.language import tr
from app.signoff import rounds
from app.signoff.model import Attachment
from app.ui.kit import reasons
from app.ui.kit.save_dialog import ask_where
from app.ui.shell.desk import Desk

Said = Callable[[str], None]
Refused = Callable[[KenpanError], None]


def attach(desk: Desk, round_id: str, kind: str, label: str, parent: QWidget, said: Said, refused: Refused) -> None:
    """Ask for a file and keep it."""
    chosen, _ = QFileDialog.getOpenFileName(parent.window(), tr("{label}を添付する", label=label))
    if chosen:
        desk.run_with(
            lambda book, session: keep_log(book, session, round_id, kind, Path(chosen)),
            lambda _entries: said(f"{label}を添付しました"),
            refused,
        )


def take(desk: Desk, kept: Attachment, parent: QWidget, said: Said, refused: Refused) -> None:
    """Ask where to, and write a log out."""
    path = ask_where(parent.window(), "作業ログを書き出す", kept.name)
    if path is not None:
        desk.run_with(
            lambda book, session: export_log(book, session, kept, path),
            lambda done: said(f"書き出しました：{done.name}"),
            refused,
        )


def withdraw(desk: Desk, round_id: str, kept: Attachment, parent: QWidget) -> QDialog:
    """Ask why, then for the signature; the bytes and the entry stay."""
    about = f"作業ログ「{kept.name}」の添付を取り消します。取り消しは台帳に残ります。"

    def said(reason: str) -> None:
        desk.sign(
            lambda state, by: rounds.withdraw_attachment(state, by, round_id, kept.kind, kept.sha256, reason),
            "attachment.withdrawn",
            [f"作業ログ：{kept.name}", f"理由：{reason}"],
            None,
            parent.window(),
        )

    return reasons.ask(parent, "ログの取り消し", about, reasons.WRONG_LOG, said)
