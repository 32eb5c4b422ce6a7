"""How long work reports how far it is, and how it is stopped."""

from typing import Protocol

COMPANIONS = "付属ファイルの読み取り"
"""Stage in which the files that came beside a medium are read, several at a time."""


class Progress(Protocol):
    """Called often by long work, from any thread; raises :class:`app.errors.Cancelled` to stop it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """``stage`` is short Japanese wording ("復号"), ``done``/``total`` count bytes or records."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Ignore the report: for callers that wait."""
