"""What a screen is to the shell. A new screen is a folder, and one line in :data:`app.ui.shell.screens.SCREENS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtWidgets import QWidget

from app.signoff.roles import Role
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.signoff.checksheet import CheckSheet
    from app.signoff.live_parts import Live
    from app.signoff.model import Evidence, Month
    from app.workstation.settings import Settings

Needs = Literal["", "volume", "round", "exchange"]


@dataclass(frozen=True, slots=True)
class Context:
    """All that a screen may ask of what is around it. ``live``: parts that this workstation holds; ``evidence``: what
    the check of a month's medium found; ``place``: where the page will stand, its parent from the first: whatever gets
    another parent is given its style once more, with all that it holds.
    """

    desk: Desk
    jobs: Jobs
    settings: Settings
    sheet: CheckSheet
    live: Callable[[], Live]
    evidence: Callable[[Month], tuple[Evidence, ...]]
    place: QWidget

    def undecided(self, month: Month) -> int | None:
        """How many errors of a month nobody decided on, where its open medium was checked."""
        return next((one.count for one in self.evidence(month) if one.name == "open"), None)


class Screen(NamedTuple):
    """``word`` and ``icon`` as the rail shows them, ``may``: whether somebody with these roles may open it.

    ``needs``: what must be open before there is anything to see. ``make`` builds the page; ``None`` where the shell
    shows something of its own that belongs to what is open. ``key``: the menu's, beside the one of its place.
    """

    id: str
    word: str
    icon: str
    may: Callable[[frozenset[Role]], bool]
    needs: Needs
    make: Callable[[Context], QWidget] | None
    key: str = ""
