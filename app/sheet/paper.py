"""How the three panels lie on the printed sheet of paper (``resources/forms/paper.toml``)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from app.notice.model import Side
from app.resources import resource_bytes
from app.sheet.form_file import Row, parse_row, read_row
from app.sheet.form_model import SIDES

PaperStatus = Literal["specified", "inferred"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One panel on one side of the paper (1 or 2); ``at`` mm from its top left corner."""

    panel: Side
    page: int
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet before folding, mm; ``spots`` by page."""

    width: float
    height: float
    status: PaperStatus
    spots: tuple[Spot, ...]


def load_paper(path: Path | None = None) -> Paper:
    """Read the paper file (the product's own without a path); ``KenpanError`` ``form.invalid`` if it is wrong."""
    top = parse_row("paper.toml", resource_bytes("forms", "paper.toml")) if path is None else read_row(path)
    top.text("source")
    paper = Paper(
        width=top.number("width"),
        height=top.number("height"),
        status=cast(PaperStatus, top.choice("status", get_args(PaperStatus))),
        spots=tuple(sorted((_spot(row) for row in top.children("panels")), key=lambda spot: spot.page)),
    )
    top.done()
    if sorted(spot.panel for spot in paper.spots) != sorted(SIDES):
        raise top.error("用紙の面は sheet・front・back の三つが一つずつ要ります。")
    return paper


def _spot(row: Row) -> Spot:
    x, y = row.numbers("at", 2)
    spot = Spot(cast(Side, row.choice("panel", SIDES)), int(row.number("page")), (x, y))
    row.done()
    return spot
