"""A lead decides that characters which nobody can tell apart on captures need not be told apart, with the reason."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.month.printed.in_hand import pairs_text
from app.signoff import comparisons
from app.signoff.model import Month
from app.ui.kit import reasons
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk

ALIKE_REASONS = ("書体の上で同じ形である", "高い解像度でも区別できない", "印刷データの照合で確かめた")


def ask_alike(desk: Desk, over: QWidget, month: Month, pairs: Sequence[str], done: Callable[[], None]) -> None:
    """Ask for the reason and the signature; ``done``: it is in the ledger."""
    told = pairs_text((pair[0], pair[1]) for pair in pairs)
    about = f"{told}は、取り込み画像では区別できません。未証明として数え、月の媒体が替わるまで区別しないことにします。"

    def said(reason: str) -> None:
        act = lambda state, by: comparisons.decide_alike(state, by, month.id, pairs, reason)  # noqa: E731
        desk.sign(act, "comparison.alike", (named_month(month), told, f"理由　{reason}"), lambda _entries: done(), over)

    reasons.ask(over, "区別しない文字の組", about, ALIKE_REASONS, said)
