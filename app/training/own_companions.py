"""What is in the companions of a sample: who made them need not have them read."""

from typing import NamedTuple

from app.notice.offices import remember_offices
from app.sheet.fonts import remember_drawn

OFFICES_FILE, FONT_FILE = "offices.xlsx", "gaiji.ttf"


class OwnCompanions(NamedTuple):
    """By the SHA-256 of each file: the offices as :func:`app.notice.offices.offices_in` gives them, and the character
    codes of the 外字 that the font draws.
    """

    offices_sha256: str
    offices: dict[str, list[str]]
    font_sha256: str
    drawn: tuple[int, ...]

    def remember(self) -> None:
        """From now on files of exactly these bytes are known in this process; any others are read as foreign ones."""
        remember_offices(self.offices_sha256, OFFICES_FILE, self.offices)
        remember_drawn(self.font_sha256, self.drawn)
