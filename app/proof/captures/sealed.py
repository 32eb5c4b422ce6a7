"""One sealed envelope, judged through its windows: whose it is, where its insert has slid, and each box that is seen.

What a window hides is named as not judged; nothing is said of the sides that no window faces.
"""

import time
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import cv2
import numpy as np

from app.notice.model import Side
from app.proof.captures.bar_finder import find_bars
from app.proof.captures.boxes import Bench, Plants
from app.proof.captures.codes import find_code128, read_code128
from app.proof.captures.judging import Judge, SideOf, settled
from app.proof.captures.model import (
    MM,
    Box,
    Bytes,
    Grey,
    JudgedSide,
    PaperSide,
    PoorCaptureError,
    SeenSide,
    Unseen,
    cell,
)
from app.proof.captures.opening import Opened, opened
from app.proof.captures.registration import FINE, Matrix, patch
from app.sheet.customer_bars import BarcodeSize
from app.sheet.envelope import Envelope, zones
from app.sheet.model import Rect

_DPI = 50
_TILTS = np.arange(-1.4, 1.41, 0.35)
_ROOM_MM = 2.0
_LIKE = 0.25
"""How much of what must be seen must be there: a wrong address is told box by box, no address at all is refused."""
_CLEARLY, _AHEAD = 0.5, 0.06
_CLOSE = 3
_NEXT = 40
"""Pieces that are tried, from the last one on, where no barcode tells whose an envelope is."""
_WRONG_BARS = 8
_CELL_MM = 0.1
_HIDDEN = 222
"""The grey of what cannot be seen."""
_NOBODY = "窓に見える宛先とバーコードが、照合する通知書のどれとも合いません。"

Piece = str
"""Text of a piece code."""


@dataclass(slots=True)
class Pieces:
    """The pieces that may lie in the envelopes: ``order`` of those that are compared, ``known`` all of the month.

    ``bars``: customer barcode to its pieces.
    """

    order: Sequence[Piece]
    bars: Mapping[str, Sequence[Piece]]
    known: Container[Piece]
    _letters: tuple[list[str], Bytes] | None = None

    def near(self, text: str) -> Sequence[Piece]:
        """Those with this barcode, or with the nearest one, if few bars differ and no other is as near."""
        if text in self.bars or not text:
            return self.bars.get(text, ())
        if self._letters is None:
            known = [one for one in self.bars if len(one) == len(text)]
            table = np.frombuffer("".join(known).encode("ascii"), np.uint8).reshape(-1, len(text))
            self._letters = known, table
        known, table = self._letters
        if not known:
            return ()
        wrong = (table != np.frombuffer(text.encode("ascii"), np.uint8)).sum(axis=1)
        first = int(wrong.argmin())
        alone = np.count_nonzero(wrong == wrong[first]) == 1
        return self.bars[known[first]] if alone and wrong[first] <= _WRONG_BARS else ()

    def after(self, piece: Piece) -> Sequence[Piece]:
        """The next ones, and after the last one the first."""
        at = self.order.index(piece) + 1 if piece in self.order else 0
        return list(dict.fromkeys((*self.order[at : at + _NEXT], *self.order[:_NEXT])))[:_NEXT]


class _Frame(NamedTuple):
    """The ink of an envelope as seen by somebody who tilts the head; ``matrix``: mm of that to pixels."""

    matrix: Matrix
    ink: Grey


class _Lying(NamedTuple):
    """A piece as it may lie in the envelope: how like, where (mm of the paper to pixels), and its side."""

    likeness: float
    matrix: Matrix
    side: PaperSide
    piece: Piece


@dataclass(slots=True)
class SealedJudge:
    """Judges captures of sealed envelopes; ``barcode``: the size in use. Otherwise as :class:`Judge`."""

    judge: Judge
    envelope: Envelope
    barcode: BarcodeSize | None
    pieces: Pieces
    _last: Piece = ""
    _seen: set[Piece] = field(default_factory=set)

    def judged(self, image: Bytes, side_of: SideOf, plants: Plants | None = None) -> JudgedSide:
        """What can be seen of one envelope; :class:`PoorCaptureError` if nothing can be said."""
        begun = time.process_time()
        sight = opened(image, self.envelope)
        tried: list[tuple[int, JudgedSide, Bench, Piece]] = []
        for one in self._whose(sight, side_of):
            try:
                found, bench = self._judged_as(sight, one)
            except PoorCaptureError:
                continue
            tried.append((sum(box.verdict == "same" for box in found.boxes), found, bench, one.piece))
        if not tried:
            raise PoorCaptureError(_NOBODY)
        _, found, bench, self._last = max(tried, key=lambda one: one[0])
        self._seen.add(self._last)
        found.seconds = time.process_time() - begun
        if plants is not None:
            found.trials = list(bench.trials(plants))
        return found

    def seen(self, image: Bytes, side_of: SideOf, dpi: int, piece: Piece) -> SeenSide:
        """The same for people to look at, of an envelope whose piece is known; what is not seen is grey in all but the
        capture itself.
        """
        sight = opened(image, self.envelope)
        lying = self._lying(list(_frames(sight, self.envelope)), side_of(piece, 0), piece)
        found, bench = self._judged_as(sight, lying)
        paper, scale = found.side.form.paper, _wide_high(image) / _wide_high(bench.image)
        # What lies below the panel that faces the windows is folded behind it.
        size = (round(paper.width * dpi / MM), round(paper.panels[self.envelope.panel].y1 * dpi / MM))

        def upright(one: Bytes) -> Grey:
            return np.asarray(patch(one, bench.matrix * scale, 0.0, 0.0, size, dpi), np.float32)

        panel = np.zeros(size[::-1], np.bool_)
        x0, y0, x1, y1 = (round(value * dpi / MM) for value in paper.panels[self.envelope.panel])
        panel[y0:y1, x0:x1] = True
        shown = panel & (upright(sight.shown) > 250)
        inside = panel & (upright(np.full_like(image, 255)) > 250)
        whole = np.zeros(size[::-1], np.uint8)
        drawn = self.judge.sides.whole(found.side, dpi)[: size[1], : size[0]]
        whole[: drawn.shape[0], : drawn.shape[1]] = drawn
        expected = np.where(shown, 255 - whole, _HIDDEN).astype(np.uint8)
        white = np.clip(255 * upright(image) / np.maximum(upright(sight.level), 20), 0, 255)
        ink = np.where(shown, white, _HIDDEN).astype(np.uint8)
        seen = np.where(inside, np.clip(upright(image), 0, 255), _HIDDEN).astype(np.uint8)
        return SeenSide(found, seen, ink, expected, dpi)

    def _whose(self, sight: Opened, side_of: SideOf) -> Sequence[_Lying]:
        """The pieces that it may be, the likeliest first: by its codes, else by what stands in the windows."""
        frames = list(_frames(sight, self.envelope))
        said = self._said(sight)
        told = bool(said)
        found = [self._lying(frames, side_of(one, 0), one) for one in said or self.pieces.after(self._last)]
        found.sort(key=lambda one: (-round(one.likeness, 2), one.piece in self._seen))
        if told:
            return found[:_CLOSE]
        # Nothing but the address says whose it is: that must be plain.
        sure = found and found[0].likeness > _CLEARLY
        others = [one for one in found[1:] if one.likeness > found[0].likeness - _AHEAD]
        return found[:1] if sure and not others else ()

    def _said(self, sight: Opened) -> Sequence[Piece]:
        """By a piece code if a window shows one, else by the customer barcode."""
        for window in self.envelope.windows:
            image, scale = sight.levels.working(300)
            rect = window.rect
            size = (round(rect.width * 300 / MM), round(rect.height * 300 / MM))
            seen = np.asarray(patch(image, sight.matrix * scale, rect.x0, rect.y0, size, 300), np.uint8)
            texts = [text for text in find_code128(seen) if text in self.pieces.known]
            if len(texts) == 1:
                return texts
        if self.barcode is None:
            return ()
        return self.pieces.near(find_bars(sight, self.envelope.window(self.envelope.barcode_window).rect, self.barcode))

    def _lying(self, frames: Sequence[_Frame], side: PaperSide, piece: Piece) -> _Lying:
        """Where the insert has slid, if it is this one."""
        pixel = _DPI / MM
        panel = side.form.paper.panels[self.envelope.panel]
        x0, y0, x1, y1 = (round(value * pixel) for value in panel)
        whole = self.judge.sides.whole(side, _DPI)[y0:y1, x0:x1]
        want = np.zeros(whole.shape, np.float32)
        for zone in zones(self.envelope):
            x0, y0, x1, y1 = (round(value * pixel) for value in zone.ever)
            want[y0:y1, x0:x1] = whole[y0:y1, x0:x1].astype(np.float32) / 255
        soft = cv2.GaussianBlur(want, (0, 0), 0.7)
        best = _Lying(-1.0, frames[0].matrix, side, piece)
        for frame in frames:
            likeness = cv2.matchTemplate(frame.ink, soft, cv2.TM_CCOEFF_NORMED)
            _, value, _, (x, y) = cv2.minMaxLoc(likeness)
            if value > best.likeness:
                moved = np.eye(3)
                moved[:2, 2] = x / pixel - _ROOM_MM - panel.x0, y / pixel - _ROOM_MM - panel.y0
                best = _Lying(float(value), frame.matrix @ moved, side, piece)
        return best

    def _judged_as(self, sight: Opened, lying: _Lying) -> tuple[JudgedSide, Bench]:
        """What can be seen of this piece, judged; the rest is named."""
        side = lying.side
        size = self.judge.sides.whole(side, FINE).shape[::-1]
        matrix = settled(sight.levels, self._shown(sight, side, lying.matrix, size)[1], lying.matrix)
        shown, want = self._shown(sight, side, matrix, size)
        seen = replace(
            side,
            boxes=tuple(box for box in side.boxes if _is_seen(shown, cell(box))),
            bars=tuple(own for own in side.bars if _is_seen(shown, own[1].rect)),
        )
        found = JudgedSide(seen, unseen=_unseen(side, seen, self.envelope.panel))
        for _, bars in seen.bars:
            if bars.kind != "customer":
                found.codes[bars.id] = read_code128(sight.levels.image, matrix, bars.rect)
        return self.judge.judged_as(sight.levels, matrix, want, found, _LIKE, shown)

    def _shown(self, sight: Opened, side: PaperSide, matrix: Matrix, size: tuple[int, int]) -> tuple[Bytes, Bytes]:
        """What of the paper is seen, and its expected ink there, both at 150 dpi."""
        shown = np.asarray(patch(sight.shown, matrix, 0.0, 0.0, size, FINE), np.uint8)
        panel = np.zeros(shown.shape, np.uint8)
        x0, y0, x1, y1 = (round(value * FINE / MM) for value in side.form.paper.panels[self.envelope.panel])
        panel[y0:y1, x0:x1] = 255
        shown = np.asarray(np.where(shown > 250, panel, 0), np.uint8)
        return shown, np.asarray(np.where(shown > 0, self.judge.sides.whole(side, FINE), 0), np.uint8)


def _frames(sight: Opened, envelope: Envelope) -> Iterator[_Frame]:
    """The envelope at each tilt that an insert may have, a little wider all around."""
    small, scale = sight.levels.at(_DPI)
    level = cv2.resize(sight.level, small.shape[::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    ink = np.clip((level - small) / np.maximum(level, 20), 0, 1).astype(np.float32)
    pixel = _DPI / MM
    size = (round((envelope.width + 2 * _ROOM_MM) * pixel), round((envelope.height + 2 * _ROOM_MM) * pixel))
    middle = np.array([envelope.width / 2, envelope.height / 2])
    for degrees in _TILTS:
        cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
        own = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
        own[:2, 2] = middle - own[:2, :2] @ middle
        matrix = sight.matrix @ own
        seen = patch(ink, matrix * scale, -_ROOM_MM, -_ROOM_MM, size, _DPI)
        yield _Frame(matrix, cv2.GaussianBlur(np.asarray(seen, np.float32), (0, 0), 0.7))


def _wide_high(image: Bytes) -> Grey:
    return np.array([[image.shape[1]], [image.shape[0]]])


def _is_seen(shown: Bytes, rect: Rect) -> bool:
    """Whether the whole of it is seen; paper that nothing shows is not."""
    x0, y0, x1, y1 = (round(value * FINE / MM) for value in rect.grown(_CELL_MM))
    part = shown[max(y0, 0) : y1, max(x0, 0) : x1]
    return part.size > 0 and bool(part.min())


def _unseen(side: PaperSide, seen: PaperSide, panel: Side) -> list[Unseen]:
    """Items and codes of the panel that faces the windows which are not seen as a whole."""
    boxes, bars = set(map(_key, seen.boxes)), {own.id for _, own in seen.bars}
    hidden = dict.fromkeys((box.side, box.item) for box in side.boxes if _key(box) not in boxes)
    at = side.form.paper.panels[panel]
    found = [
        Unseen(item.id, panel, item.text, item.rect.moved(at.x0, at.y0), item.must == "show")
        for item in side.sheet.page(panel).items
        if (panel, item.id) in hidden
    ]
    for name, own in side.bars:
        if name == panel and own.id not in bars:
            found.append(Unseen(own.id, name, own.text, own.rect, own.must == "show" or own.kind == "customer"))
    return found


def _key(box: Box) -> tuple[str, str, float, float]:
    return box.side, box.item, box.char.x, box.char.baseline
