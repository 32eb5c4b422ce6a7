"""The sheet of paper that a form is printed on: its size, its fold, and which panel lies on which half."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, cast, get_args

from app.notice.model import Side
from app.sheet.form_file import FORM, FormTable, read_form_file
from app.sheet.model import SIDES, Rect

LEAST, MOST = 10.0, 600.0
"""mm: no smaller and no larger paper, or part of it, is printed, folded and put into an envelope."""

PaperStatus = Literal["specified", "inferred"]
Half = Literal["upper", "lower"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One panel on one side of the paper (1 or 2)."""

    panel: Side
    page: int
    half: Half


@dataclass(frozen=True)
class Paper:
    """The sheet before folding, mm. The fold runs across it, ``fold`` mm below the top edge. ``spots`` by page.

    ``sha256``: of exactly the bytes that were read.
    """

    name: str
    width: float
    height: float
    fold: float
    status: PaperStatus
    spots: tuple[Spot, ...]
    sha256: str = ""

    @cached_property
    def panels(self) -> dict[Side, Rect]:
        """Where each panel lies on its side of the paper, mm."""
        halves = {"upper": (0.0, self.fold), "lower": (self.fold, self.height)}
        return {spot.panel: Rect(0.0, halves[spot.half][0], self.width, halves[spot.half][1]) for spot in self.spots}

    def covers(self, side: Side) -> bool:
        """Whether nothing sticks out behind this panel when the sheet is folded."""
        return 2 * self.panels[side].height >= self.height


def load_paper(path: Path | None = None) -> Paper:
    """Read the paper file (the product's own without a path); ``KenpanError`` ``form.invalid`` if it is wrong."""
    top = FormTable.of_resource(FORM, "forms", "paper.toml") if path is None else read_form_file(path)
    top.text("source")
    paper = Paper(
        name=top.file,
        width=top.size("width"),
        height=top.size("height"),
        fold=top.size("fold"),
        status=cast(PaperStatus, top.choice("status", get_args(PaperStatus))),
        spots=tuple(sorted((_spot(row) for row in top.children("panels")), key=lambda spot: spot.page)),
        sha256=top.sha256,
    )
    top.done()
    if any(not LEAST <= side <= MOST for side in (paper.width, paper.height)):
        raise top.error(f"用紙は縦横とも {LEAST:g}〜{MOST:g} mm です。")
    if sorted(spot.panel for spot in paper.spots) != sorted(SIDES):
        raise top.error("用紙の面は sheet・front・back の三つが一つずつ要ります。")
    if len({(spot.page, spot.half) for spot in paper.spots}) != len(paper.spots):
        raise top.error("用紙の同じ場所に二つの面があります。")
    if not LEAST <= paper.fold <= paper.height - LEAST:
        raise top.error(f"折り位置（fold）は用紙の上端と下端から {LEAST:g} mm 以上離れた間です。")
    return paper


def _spot(row: FormTable) -> Spot:
    page = row.size("page")
    if page not in (1, 2):
        raise row.error("「page」は 1（表）か 2（裏）です。")
    return Spot(cast(Side, row.choice("panel", SIDES)), int(page), cast(Half, row.choice("half", get_args(Half))))
