"""Search and scans that nobody asked for: both lead to a record, a screen or a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from app.proof.scanner import Scanner
from app.ui.kit import sounds
from app.ui.shell.frame import Frame
from app.ui.shell.scans import ScanCatcher

if TYPE_CHECKING:
    from app.month.looking.find import SearchGoal
    from app.ui.shell.find_popup import FindPopup


class Seeking(QObject):
    """Makes the list of answers when it is first wanted."""

    def __init__(self, window: Frame, scanner: Scanner) -> None:
        super().__init__(cast(QObject, window))
        self._window, self._codes = window, scanner.codes
        self.popup: FindPopup | None = None
        self.scans = ScanCatcher(scanner, self._takes_scans, self)
        self.scans.scanned.connect(self.scanned)

    def watch(self, window: QWindow | None) -> None:
        """The keys of this window are looked at for scans."""
        self.scans.watch(window)

    def forget(self) -> None:
        """The volume goes."""
        if self.popup is not None:
            self.popup.forget()

    def search(self, text: str = "") -> None:
        """Look something up, from whatever screen."""
        from app.ui.shell.find_popup import FindPopup
        from app.ui.shell.places import places_of

        window = self._window
        desk = window.signoff.desk
        if desk.session is None or desk.is_locked:
            return
        if self.popup is None:
            review = lambda: None if window.review is None else window.review.bench  # noqa: E731
            self.popup = FindPopup(window.jobs, review, cast(QWidget, window))
            self.popup.chosen.connect(self._go)
        self.popup.come(places_of(desk.roles, window.findings.counts), text)

    def _go(self, goal: SearchGoal) -> None:
        if goal.key:
            self._window.show_rule(goal.key)
        elif goal.screen:
            self._window.signoff.open_screen(goal.screen)
        elif goal.file:
            self._window.go_to(goal.file, goal.record)

    def _takes_scans(self) -> bool:
        """The piece in hand has a field of its own, wherever the keyboard is."""
        signoff = self._window.signoff
        if self._window.review is None or signoff.desk.is_locked:
            return False
        return not signoff.holds_piece

    def scanned(self, text: str) -> None:
        """The record of a piece; where it is none of this medium, that is said."""
        from app.month.looking.find import piece_hits

        hit = next(piece_hits(self._window.review.bench, text, self._codes), None)
        if hit is not None and hit.goal.file:
            self._window.go_to(hit.goal.file, hit.goal.record)
            if hit.warning:
                sounds.mismatch()
                self._window.say(f"▲ {text}：{hit.warning}")
            else:
                sounds.match()
        else:
            sounds.mismatch()
            self._window.say(f"！ {text}：{'現品IDではありません' if hit is None else hit.note}")
