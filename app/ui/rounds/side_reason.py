"""Why a side has no 現品ID that could be read: asked for before the side counts as looked at."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from app.proof.model import SIDE_NAMES, Scan, ScanState, Side
from app.ui.kit import reasons
from app.ui.rounds.scan_box import ScanBox


def ask_side_reason(parent: QWidget, scans: ScanBox, side: Side, state: str, is_still: Callable[[], bool]) -> QDialog:
    """Ask, and put it into ``scans`` if the same piece ``is_still`` in hand."""
    missing = state == "missing"
    what = "現品IDがありません" if missing else "現品IDを読み取れません"
    about = f"{SIDE_NAMES[side]}：{what}。この面は不合格になります。"
    kept: ScanState = "missing" if missing else "unreadable"

    def said(reason: str) -> None:
        if is_still():
            scans.put(side, Scan(kept, "", reason))

    return reasons.ask(parent, "現品ID", about, reasons.MISSING if missing else reasons.UNREADABLE, said)
