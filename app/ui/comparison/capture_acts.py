"""Captures on the page: the place enlarged, and a person's word on what the machine could not tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.month.printed.in_hand import Compared
from app.proof.compared.differences import DECISIONS, Ruling
from app.proof.compared.source import ShownPair
from app.proof.printed.model import Difference
from app.signoff.model import Month
from app.ui.comparison.alike_dialog import ask_alike
from app.ui.comparison.box_strip import BoxStrip
from app.ui.comparison.difference_list import DifferenceList
from app.ui.shell.desk import Desk

SAW_SAME = "人が取り込み画像を見て、データの字と認めた"
SAW_OTHER = "人が取り込み画像を見て、違う字と認めた"
_SEEN = {SAW_SAME: "一致", SAW_OTHER: "相違"}


class CaptureActs:
    """A part of the page."""

    one: Compared | None
    list: DifferenceList
    strip: BoxStrip
    said: Any
    difference: Difference | None
    month: Month | None
    show_result: Callable[[Compared], None]
    _own: QWidget
    _desk: Desk
    _say: Callable[[str], None]
    _shown: ShownPair | None
    _tell: Callable[[], None]
    done_something: Callable[[], None]

    def _show_place(self) -> None:
        """The chosen difference enlarged, where captures are compared and its page is there."""
        one, shown, difference = self.one, self._shown, self.difference
        if one is None or not one.of_captures or difference is None or shown is None:
            self.strip.show_place(None, "", asks=False)
            return
        from app.proof.captures.enlarged import enlarged

        if shown.page.number != difference.page:
            self.strip.show_place(None, "", asks=False)
            return
        asks = self._is_asked(one, self.list.current)
        ruling = one.review.rulings.get(one.review.group_of(self.list.current))
        told = "どちらの字ですか" if asks else ""
        if self._is_pair(one, difference):
            asks, told = False, "この組は、この月に一度だけ責任者が決めます"
        if ruling is not None:
            told = f"決定：{_SEEN.get(ruling.reason, DECISIONS[ruling.decision])}"
        self.strip.show_place(enlarged(shown, difference), told, asks=asks)

    def _is_asked(self, one: Compared, at: int) -> bool:
        """Whether this is a difference that a person decides by looking: it stands for itself alone."""
        return (
            at >= 0
            and bool(one.review.groups[one.review.group_of(at)].place)
            and not self._is_pair(one, one.result.findings[at])
        )

    def _is_pair(self, one: Compared, difference: Difference) -> bool:
        """Whether it is a pair that nobody can tell apart: a lead decides on that."""
        pair = difference.expected, difference.found
        told = one.table["captures"]["pairs"]
        return difference.rule == "print.undecided" and any((row["expected"], row["rival"]) == pair for row in told)

    def ask_alike(self) -> None:
        """A lead decides that the pairs that nobody can tell apart need not be, with the reason."""
        from app.month.printed.captured import open_pairs

        one, month = self.one, self.month
        pairs = () if one is None else open_pairs(one)
        if month is None or not pairs:
            return
        ask_alike(self._desk, self._own, month, pairs, lambda: self._decided_alike(pairs))

    def _decided_alike(self, pairs: Sequence[str]) -> None:
        from app.month.printed.captured import with_alike

        if self.one is not None:
            try:
                self.show_result(with_alike(self.one, pairs))
            except KenpanError as error:
                self._say(str(error))

    def say_same(self, same: bool) -> None:
        """What the machine could not tell is the character of the data, or is not; then the next one."""
        one, at = self.one, self.list.current
        if one is None or not self.strip.asks or not self._is_asked(one, at):
            return
        group = one.review.group_of(at)
        one.review.tick(at)
        one.review.rule(group, Ruling("accept", SAW_SAME) if same else Ruling("reprint", SAW_OTHER))
        self.list.members.renew(at)
        self.list.renew(group)
        self._tell()
        self.done_something()
        self._show_place()
        self.list.step(1)
