"""The envelope as ``resources/envelope.toml`` describes it. Lengths are mm, origin top left."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.notice.model import Side
from app.resources import resource
from app.sheet.form_file import MOST
from app.sheet.model import SIDES, Rect
from app.sheet.paper import Paper, load_paper
from app.toml_table import FileKind, Table

ENVELOPE = FileKind("envelope.invalid", "封筒定義ファイル", "封筒定義を直してください。")
_LEAST_STEP_PT, _LEAST_STEP_MM = 0.05, 0.002
"""Finer steps tell no barcode from the next, and make many to try."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the envelope. ``rect`` has its origin top left; ``text_mm`` must stay free around must-show text."""

    name: str
    rect: Rect
    text_mm: float


@dataclass(frozen=True, slots=True)
class Slide:
    """How far the insert moves: ``x``/``y`` mm of play without tilt, ``tilt_deg`` the largest tilt either way."""

    x: float
    y: float
    tilt_deg: float


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A permitted deviation, each way, in mm."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ShowThrough:
    """An item of the panel behind that could be seen through the paper.

    It lies upside down once the sheet is folded: height v is seen at ``fold_at`` − v of the panel facing the windows.
    """

    item: str
    page: Side
    fold_at: float

    def seen_at(self, rect: Rect) -> Rect:
        """Where the item lies behind the panel that faces the windows."""
        return Rect(rect.x0, self.fold_at - rect.y1, rect.x1, self.fold_at - rect.y0)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Envelope, insert and the demands on what the windows show. ``panel`` is the printed panel facing the windows.

    ``sha256``: of exactly the bytes that were read.
    """

    width: float
    height: float
    flap: float
    insert_width: float
    insert_height: float
    windows: tuple[Window, ...]
    tolerances: tuple[Tolerance, ...]
    rotation_deg: float
    panel: Side
    barcode_window: str
    barcode_mm: float
    size_step_pt: float
    pitch_step_mm: float
    hide_mm: float
    show_through: tuple[ShowThrough, ...]
    sha256: str = ""

    @property
    def slide(self) -> Slide:
        """The play of the insert (N: 20 × 5 mm) and the tilt it leaves, never more than ``rotation_deg``."""
        x, y = self.width - self.insert_width, self.height - self.insert_height
        return Slide(x, y, min(self.rotation_deg, _widest_tilt(self)))

    @property
    def tolerance(self) -> tuple[float, float]:
        """Sum of all tolerances in x and y: the worst piece of a run counts."""
        return sum(part.x for part in self.tolerances), sum(part.y for part in self.tolerances)

    def window(self, name: str) -> Window:
        """The window of this name."""
        return next(window for window in self.windows if window.name == name)


def _widest_tilt(envelope: Envelope) -> float:
    """The angle in degrees at which the tilted insert first touches two opposite walls; 90 if it turns freely.

    Tilted by θ the insert takes w·cosθ + h·sinθ = r·cos(θ − φ) of the width, with φ = atan(h/w) and r its
    diagonal, and the same with w and h exchanged of the height.
    """
    w, h = envelope.insert_width, envelope.insert_height
    diagonal = math.hypot(w, h)
    angles = [
        math.atan2(across, along) - math.acos(room / diagonal)
        for along, across, room in ((w, h, envelope.width), (h, w, envelope.height))
        if room < diagonal
    ]
    return math.degrees(min(angles, default=math.pi / 2))


def load_envelope(path: Path | None = None, paper: Paper | None = None) -> Envelope:
    """Read and verify an envelope file, by default the product's own; raises ``envelope.invalid``.

    ``paper``, by default the product's own too: folded, it is what slides in the envelope.
    """
    paper = paper or load_paper()
    top = Table.of_file(ENVELOPE, path or resource("envelope.toml"))
    envelope = _envelope(top, paper)
    top.done()
    _verify(envelope, top)
    if not paper.covers(envelope.panel):
        raise top.error(f"用紙（{paper.name}）を折ると、窓に向く面から裏の面がはみ出します。", "panel")
    return envelope


def _envelope(top: Table, paper: Paper) -> Envelope:
    panel = cast(Side, top.choice("panel", SIDES))
    envelope, barcode = top.child("envelope"), top.child("barcode")
    height = _mm(envelope, "height")
    return Envelope(
        width=_mm(envelope, "width"),
        height=height,
        flap=_mm(envelope, "flap"),
        insert_width=paper.panels[panel].width,
        insert_height=paper.panels[panel].height,
        windows=tuple(_window(row, height) for row in top.children("windows")),
        tolerances=tuple(
            Tolerance(row.words("name"), _mm(row, "x"), _mm(row, "y")) for row in top.children("tolerances")
        ),
        rotation_deg=top.child("rotation").number("max_deg", 0, 90),
        panel=panel,
        barcode_window=barcode.words("window"),
        barcode_mm=_mm(barcode, "clearance"),
        size_step_pt=barcode.number("size_step_pt", _LEAST_STEP_PT, MOST),
        pitch_step_mm=barcode.number("pitch_step", _LEAST_STEP_MM, MOST),
        hide_mm=_mm(top.child("hide"), "clearance"),
        show_through=tuple(
            ShowThrough(row.words("item"), cast(Side, row.choice("page", SIDES)), paper.fold)
            for row in top.children("show_through")
        ),
        sha256=top.sha256,
    )


def _mm(row: Table, name: str) -> float:
    return row.number(name, 0, MOST)


def _window(row: Table, envelope_height: float) -> Window:
    """The file measures from left and bottom, as the specification does."""
    left, bottom = _mm(row, "left"), envelope_height - _mm(row, "bottom")
    rect = Rect(left, bottom - _mm(row, "height"), left + _mm(row, "width"), bottom)
    return Window(row.words("name"), rect, _mm(row, "text_mm"))


def _verify(envelope: Envelope, top: Table) -> None:
    """Raise ``envelope.invalid`` for figures that no envelope can have."""
    if not (envelope.insert_width <= envelope.width and envelope.insert_height <= envelope.height):
        raise top.error("折った用紙が封筒に入りません。", "envelope")
    names = [window.name for window in envelope.windows]
    if not names or len(set(names)) != len(names):
        raise top.error("窓がないか、同じ名前の窓が2つあります。", "windows")
    if envelope.barcode_window not in names:
        raise top.error("バーコードを見せる窓がありません。", "barcode")
    for window in envelope.windows:
        x0, y0, x1, y1 = window.rect
        if not (0 <= x0 < x1 <= envelope.width and 0 <= y0 < y1 <= envelope.height):
            raise top.error("窓が封筒からはみ出しているか、大きさがありません。", "windows")
