"""The guided first hour of the demonstration: steps by role (``resources/guide.toml``) that point at real controls."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.resources import resource_bytes
from app.signoff.roles import Role
from app.toml_text import parse_toml
from app.ui.shell.frame import Frame
from app.ui.shell.guide_overlay import GuideOverlay


class GuideStep(NamedTuple):
    """What is said on which screen, and at which control of :data:`CONTROLS`; empty for none."""

    role: Role
    screen: str
    title: str
    text: str
    at: str = ""


@cache
def guide_steps() -> tuple[GuideStep, ...]:
    """All steps, in their order."""
    return tuple(GuideStep(**step) for step in parse_toml(resource_bytes("guide.toml"))["step"])


def _made(window: Frame, name: str) -> Any:
    return next(window.signoff.made(name), None)


CONTROLS: Mapping[str, Callable[[Frame], QWidget | None]] = {
    "rail": lambda window: window.rail,
    "search": lambda window: window.title.search,
    "menus": lambda window: window.menuBar(),
    "list": lambda window: window.review and window.review.records,
    "sheet": lambda window: window.review and window.review.tabs,
    "findings": lambda window: window.findings.page,
    "pieces": lambda window: window.signoff.round.grid,
    "scans": lambda window: window.signoff.piece.scans,
    "questions": lambda window: window.signoff.piece.checks,
    "sign": lambda window: window.signoff.piece.buttons,
    "turn": lambda window: window.signoff.today.act,
    "board": lambda window: window.signoff.board.list,
    "acts": lambda window: window.signoff.board.acts,
    "decision": lambda window: window.signoff.approval,
    "ledger": lambda window: _made(window, "ledger"),
    "lessons": lambda window: _made(window, "lessons"),
}


class Guide(QObject):
    """Leads whoever is here through the steps of their role; can be left at any moment, and begun again."""

    def __init__(self, window: Frame) -> None:
        super().__init__(cast(QObject, window))
        self._window = window
        self._seen: set[Role] = set()
        self.steps: tuple[GuideStep, ...] = ()
        self.at = 0
        self.overlay = GuideOverlay(cast(QWidget, window))
        self.overlay.stepped.connect(self._step)
        self.overlay.left.connect(self.leave)
        desk = window.signoff.desk
        desk.locked.connect(self.leave)
        desk.sessionChanged.connect(self.leave)

    def first_time(self) -> None:
        """Begin for somebody whose role was not led yet."""
        role = self._role()
        if role is not None and role not in self._seen:
            self.begin()

    def begin(self) -> None:
        """From the first step."""
        role = self._role()
        if role is not None:
            self._seen.add(role)
            self.steps, self.at = tuple(one for one in guide_steps() if one.role == role), 0
            self._show()

    def leave(self) -> None:
        """Go on without it."""
        if self.overlay.isHidden():
            return
        self.overlay.leave()
        page = self._window.stack.currentWidget()
        if page is not None:
            page.setFocus()

    def _role(self) -> Role | None:
        led = {one.role for one in guide_steps()}
        return next((role for role in sorted(self._window.signoff.desk.roles) if role in led), None)

    def _step(self, by: int) -> None:
        self.at += by
        if 0 <= self.at < len(self.steps):
            self._show()
        else:
            self.leave()

    def _show(self) -> None:
        step, window = self.steps[self.at], self._window
        self._go(step.screen)
        find = CONTROLS.get(step.at)
        self.overlay.show_step(
            step.title, step.text, self.at, len(self.steps), lambda: None if find is None else find(window)
        )

    def _go(self, screen: str) -> None:
        from app.training.practice_jobs import DUE, HALF, SIGNED, round_of

        screens, rounds = self._window.signoff, self._window.signoff.desk.state.rounds
        if screen == "piece" and round_of(DUE) in rounds:
            screens.show_piece(round_of(DUE), HALF + 1)
        elif screen == "decision" and round_of(SIGNED) in rounds:
            screens.show_decision(round_of(SIGNED))
        elif screen == "round" and round_of(DUE) in rounds:
            screens.show_round(round_of(DUE))
        else:
            screens.open_screen(screen)
